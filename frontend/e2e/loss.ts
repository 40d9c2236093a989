// A network that loses packets, takes its time or is narrow, between one page
// and the server: the page is told the address of this relay in place of the
// server's.
import { createSocket, type Socket } from 'node:dgram'
import type { Page } from '@playwright/test'

/** What becomes of media on its way. */
export interface Weather {
  /** The share of packets lost, 0 to 1. */
  readonly loss: number
  /** One way, in milliseconds. */
  readonly delayMs: number
  /** How much passes; as much as comes unless given. What comes too fast waits, up to queueMs. */
  readonly bitsPerSecond?: number
}

/** How long a packet may wait for its turn. */
const queueMs = 500

export class LossyNetwork {
  up: Weather = { loss: 0, delayMs: 0 }
  down: Weather = { loss: 0, delayMs: 0 }
  readonly #clients = new Map<string, Socket>()
  readonly #freeAt = { up: 0, down: 0 }
  #open = true

  private constructor(
    private readonly front: Socket,
    private readonly server: number,
  ) {
    front.on('message', (packet, from) => {
      const back = this.#clientOf(from.address, from.port)
      this.#carry('up', packet, () => back.send(packet, this.server, '127.0.0.1'))
    })
  }

  /** Begins to carry between pages and the server's media port, without loss. */
  static async before(server: number): Promise<LossyNetwork> {
    return new LossyNetwork(await bound(), server)
  }

  /** Sends the media of a page this way; call it before the app is loaded. */
  async lead(page: Page): Promise<void> {
    await page.addInitScript(
      ({ server, relay }) => {
        const accept = RTCPeerConnection.prototype.setRemoteDescription
        RTCPeerConnection.prototype.setRemoteDescription = function (
          this: RTCPeerConnection,
          { type, sdp = '' }: RTCSessionDescriptionInit,
        ): Promise<void> {
          return (accept as (d: RTCSessionDescriptionInit) => Promise<void>).apply(this, [
            { type, sdp: sdp.replaceAll(` 127.0.0.1 ${server} `, ` 127.0.0.1 ${relay} `) },
          ])
        } as typeof accept
      },
      { server: this.server, relay: this.front.address().port },
    )
  }

  close(): void {
    this.#open = false
    for (const socket of [this.front, ...this.#clients.values()]) socket.close()
  }

  #clientOf(address: string, port: number): Socket {
    const name = `${address}:${port}`
    let socket = this.#clients.get(name)
    if (!socket) {
      socket = createSocket('udp4')
      socket.on('message', (packet) => this.#carry('down', packet, () => this.front.send(packet, port, address)))
      this.#clients.set(name, socket)
    }
    return socket
  }

  #carry(way: 'up' | 'down', packet: Buffer, deliver: () => void): void {
    const first = packet[0] ?? 0
    const second = packet[1] ?? 0
    const media = first >= 128 && first < 192 && !(second >= 192 && second < 224)
    const { loss, delayMs, bitsPerSecond = Number.POSITIVE_INFINITY } = this[way]
    const now = performance.now()
    const wait = Math.max(0, this.#freeAt[way] - now)
    if (wait > queueMs || (media && Math.random() < loss)) return
    this.#freeAt[way] = now + wait + (packet.length * 8000) / bitsPerSecond
    setTimeout(() => {
      if (this.#open) deliver()
    }, delayMs + wait)
  }
}

/** A UDP socket on a free port of loopback. */
async function bound(): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  return socket
}

/** A port nobody uses, for a server that is about to start. */
export async function freePort(): Promise<number> {
  const socket = await bound()
  const { port } = socket.address()
  await new Promise<void>((done) => socket.close(done))
  return port
}
