// Passkeys in the browser (WebAuthn, level 3). Its own conversion from and to
// JSON is not in every browser we support yet, so ours is used in all.
import { Refusal } from './refusal'

/** What the browser says of a passkey is for the server; of why there is none, only this is for the person. */
export type PasskeyFailure = 'passkey_stopped' | 'passkey_here'

type Options = Record<string, unknown>
interface Descriptor {
  readonly id: string
}

/** Whether this browser can have a passkey for this page: it needs a name to be bound to, not a bare address. */
export function hasPasskeys(host: string = location.hostname, api: unknown = globalThis.PublicKeyCredential): boolean {
  return api !== undefined && isSecureContext && !/^[\d.]+$|^\[/.test(host)
}

/** Asks the device for a new passkey. Resolves with the answer as JSON text; rejects with a Refusal. */
export async function createPasskey(options: string): Promise<string> {
  const asked = JSON.parse(options) as Options
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    user: { ...(asked.user as Options), id: bytes((asked.user as Descriptor).id) },
    excludeCredentials: descriptors(asked.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions
  const made = await asking(() => navigator.credentials.create({ publicKey }))
  const response = made.response as AuthenticatorAttestationResponse
  return answer(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports(),
  })
}

/** Asks the person to pick a passkey and the device to use it. Resolves and rejects as createPasskey. */
export async function usePasskey(options: string): Promise<string> {
  const asked = JSON.parse(options) as Options
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    allowCredentials: descriptors(asked.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions
  const used = await asking(() => navigator.credentials.get({ publicKey }))
  const response = used.response as AuthenticatorAssertionResponse
  return answer(used, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    ...(response.userHandle ? { userHandle: text(response.userHandle) } : {}),
  })
}

async function asking(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask()
    if (credential) return credential as PublicKeyCredential
  } catch (cause) {
    // Browsers say "not allowed" for a person who changed their mind, a device that is not there and a time that ran out.
    const here = cause instanceof DOMException && cause.name === 'InvalidStateError'
    throw stopped(here ? 'passkey_here' : 'passkey_stopped')
  }
  throw stopped('passkey_stopped')
}

function stopped(reason: PasskeyFailure): Refusal {
  return new Refusal('unsupported', reason, '')
}

function answer(credential: PublicKeyCredential, response: object): string {
  const { id, type, authenticatorAttachment } = credential
  return JSON.stringify({
    id,
    rawId: text(credential.rawId),
    type,
    ...(authenticatorAttachment ? { authenticatorAttachment } : {}),
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  })
}

function descriptors(list: unknown): unknown[] {
  return ((list ?? []) as Descriptor[]).map((d) => ({ ...d, id: bytes(d.id) }))
}

/** Base64url without padding (RFC 4648, section 5) to bytes. */
export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (c) => c.charCodeAt(0))
}

/** The inverse of bytes. */
export function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
