// A small OpenID Connect provider on loopback, which signs in one person.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export class Issuer {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #nonces = new Map<string, string>()
  readonly #server: Server

  private constructor(private readonly email: string) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url)
      const answer = this.#answer(url)
      if (typeof answer === 'string') {
        response.writeHead(302, { Location: answer }).end()
        return
      }
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const reply = url.pathname === '/token' ? this.#token(new URLSearchParams(body)) : answer
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply))
      })
    })
  }

  /** A provider that vouches for an address. */
  static async open(email: string): Promise<Issuer> {
    const issuer = new Issuer(email)
    issuer.#server.listen(0, '127.0.0.1')
    await once(issuer.#server, 'listening')
    return issuer
  }

  get url(): string {
    const at = this.#server.address()
    if (at === null || typeof at === 'string') throw new Error('the provider is closed')
    return `http://127.0.0.1:${at.port}`
  }

  /** What makes a server offer this provider. */
  get env(): Record<string, string> {
    return {
      WARMROOM_OIDC_ISSUER: this.url,
      WARMROOM_OIDC_CLIENT_ID: 'warmroom',
      WARMROOM_OIDC_CLIENT_SECRET: 'between us',
      WARMROOM_OIDC_NAME: 'Harbor',
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** A body, or where to send the browser. */
  #answer(url: URL): object | string {
    switch (url.pathname) {
      case '/authorize': {
        const asked = url.searchParams
        const code = randomUUID()
        this.#nonces.set(code, asked.get('nonce') ?? '')
        const back = new URL(asked.get('redirect_uri') ?? '')
        back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
        return back.toString()
      }
      case '/keys':
        return { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] }
      default:
        return {
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
          id_token_signing_alg_values_supported: ['ES256'],
        }
    }
  }

  #token(asked: URLSearchParams): object {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.url,
      sub: '1',
      aud: 'warmroom',
      iat: now,
      exp: now + 60,
      nonce: this.#nonces.get(asked.get('code') ?? ''),
      email: this.email,
      email_verified: true,
    }
    const signed = `${base64url({ alg: 'ES256', typ: 'JWT' })}.${base64url(claims)}`
    const key = { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' as const }
    const signature = sign('sha256', Buffer.from(signed), key).toString('base64url')
    return { access_token: 'x', token_type: 'Bearer', id_token: `${signed}.${signature}` }
  }
}
