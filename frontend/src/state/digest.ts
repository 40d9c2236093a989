const hashBytes = 12

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** What a device salts its hashes with, so that two devices keep nothing alike. */
export const newSalt = (): string => base64(crypto.getRandomValues(new Uint8Array(hashBytes)))

/** A short SHA-256 of the parts, by which something is found again without being named. */
export async function hash(...parts: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join('\u001f')))
  return base64(new Uint8Array(digest).subarray(0, hashBytes))
}
