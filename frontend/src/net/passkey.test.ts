import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bytes, createPasskey, hasPasskeys, text, usePasskey } from './passkey'
import { Refusal } from './refusal'

const buffer = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer

interface Credentials {
  create: (asked: { publicKey: PublicKeyCredentialCreationOptions }) => Promise<unknown>
  get: (asked: { publicKey: PublicKeyCredentialRequestOptions }) => Promise<unknown>
}
let credentials: Credentials

beforeEach(() => {
  credentials = { create: () => Promise.resolve(null), get: () => Promise.resolve(null) }
  vi.stubGlobal('navigator', { credentials })
  vi.stubGlobal('isSecureContext', true)
})
afterEach(() => vi.unstubAllGlobals())

const credential = (response: object) => ({
  id: '-_8',
  rawId: buffer(251, 255),
  type: 'public-key',
  authenticatorAttachment: null,
  getClientExtensionResults: () => ({}),
  response,
})

test('base64url goes there and back', () => {
  for (const length of [0, 1, 2, 3, 64]) {
    const values = Array.from({ length }, (_, i) => (i * 37 + 250) % 256)
    const encoded = text(buffer(...values))
    expect(encoded).toMatch(/^[\w-]*$/)
    expect([...bytes(encoded)]).toEqual(values)
  }
  expect(text(buffer(251, 255))).toBe('-_8')
})

test('a page without a name of its own has no passkeys', () => {
  const api = class {}
  expect(hasPasskeys('rooms.example.org', api)).toBe(true)
  expect(hasPasskeys('localhost', api)).toBe(true)
  expect(hasPasskeys('127.0.0.1', api)).toBe(false)
  expect(hasPasskeys('[::1]', api)).toBe(false)
  expect(hasPasskeys('rooms.example.org', undefined)).toBe(false)
  vi.stubGlobal('isSecureContext', false)
  expect(hasPasskeys('rooms.example.org', api)).toBe(false)
})

test('a new passkey is asked for with bytes and answered as text', async () => {
  let asked: PublicKeyCredentialCreationOptions | undefined
  credentials.create = ({ publicKey }) => {
    asked = publicKey
    return Promise.resolve(
      credential({ clientDataJSON: buffer(1), attestationObject: buffer(2), getTransports: () => ['internal'] }),
    )
  }
  const options = {
    challenge: 'AQI',
    rp: { id: 'localhost', name: 'Rooms' },
    user: { id: 'Aw', name: 'Ana', displayName: 'Ana' },
    excludeCredentials: [{ id: '-_8', type: 'public-key' }],
    timeout: 300_000,
  }
  expect(JSON.parse(await createPasskey(JSON.stringify(options)))).toEqual({
    id: '-_8',
    rawId: '-_8',
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: 'AQ', attestationObject: 'Ag', transports: ['internal'] },
  })
  expect(asked).toEqual({
    ...options,
    challenge: Uint8Array.of(1, 2),
    user: { ...options.user, id: Uint8Array.of(3) },
    excludeCredentials: [{ id: Uint8Array.of(251, 255), type: 'public-key' }],
  })
})

test('signing in is answered as text', async () => {
  credentials.get = ({ publicKey }) => {
    expect(publicKey).toEqual({ challenge: Uint8Array.of(1, 2), rpId: 'localhost', allowCredentials: [] })
    return Promise.resolve(
      credential({
        clientDataJSON: buffer(1),
        authenticatorData: buffer(2),
        signature: buffer(3),
        userHandle: buffer(4),
      }),
    )
  }
  const { response } = JSON.parse(await usePasskey(JSON.stringify({ challenge: 'AQI', rpId: 'localhost' })))
  expect(response).toEqual({ clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw', userHandle: 'BA' })
})

describe('when there is none', () => {
  test.each([
    ['the person changed their mind', new DOMException('', 'NotAllowedError'), 'passkey_stopped'],
    ['the device has one already', new DOMException('', 'InvalidStateError'), 'passkey_here'],
    ['the browser fails', new TypeError('x'), 'passkey_stopped'],
  ])('%s', async (_, cause, reason) => {
    credentials.create = () => Promise.reject(cause)
    const options = JSON.stringify({ challenge: 'AQI', user: { id: 'Aw' } })
    await expect(createPasskey(options)).rejects.toEqual(new Refusal('unsupported', reason, ''))
  })

  test('the browser has nothing to say', async () => {
    await expect(usePasskey(JSON.stringify({ challenge: 'AQI' }))).rejects.toMatchObject({ reason: 'passkey_stopped' })
  })
})
