// What the page's connection says of itself (getStats), in the words of the tests.
import type { Page } from '@playwright/test'

/** One stream of pictures that the page sends, by the name of its layer ('' where there is but one). */
export interface Sent {
  readonly rid: string
  readonly packets: number
  readonly frames: number
  readonly height: number
}

/** One slot that receives pictures. */
export interface Received {
  readonly mid: string
  readonly track: string
  readonly frames: number
  readonly freezes: number
  readonly width: number
}

export interface Media {
  readonly cipher: string
  readonly camera: readonly Sent[]
  readonly screen: readonly Sent[]
  readonly slots: readonly Received[]
  readonly ufrag: string
}

/** Whether media can flow; before there is any connection it can't. */
export function isConnected(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    return connections.at(-1)?.connectionState === 'connected'
  })
}

/** How many packets the page's latest connection has sent, those that only report among them. */
export function packetsSent(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])]
    return reports.find((r) => r.type === 'transport')?.packetsSent ?? 0
  })
}

/** How many packets of sound the page has received, 50 a second while somebody talks. */
export function soundReceived(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    const reports = [...((await connections.at(-1)?.getStats())?.values() ?? [])]
    return reports
      .filter((r) => r.type === 'inbound-rtp' && r.kind === 'audio')
      .reduce((sum, r) => sum + r.packetsReceived, 0)
  })
}

/** The latest connection of the page. */
export function mediaOf(page: Page): Promise<Media> {
  return page.evaluate(async () => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    const connection = connections.at(-1) as RTCPeerConnection
    const [, camera, screen] = connection.getTransceivers()
    const reports = [...(await connection.getStats()).values()]
    const sent = (t: RTCRtpTransceiver | undefined) =>
      reports
        .filter((r) => r.type === 'outbound-rtp' && r.mid === t?.mid)
        .map((r) => ({
          rid: r.rid ?? '',
          packets: r.packetsSent,
          frames: r.framesEncoded ?? 0,
          height: r.frameHeight ?? 0,
        }))
        .sort((a, b) => 'qhf'.indexOf(a.rid) - 'qhf'.indexOf(b.rid))
    return {
      cipher: reports.find((r) => r.type === 'transport' && r.srtpCipher)?.srtpCipher ?? '',
      camera: sent(camera),
      screen: sent(screen),
      slots: reports
        .filter((r) => r.type === 'inbound-rtp' && r.kind === 'video')
        .map((r) => ({
          mid: r.mid,
          track: r.trackIdentifier,
          frames: r.framesDecoded ?? 0,
          freezes: r.freezeCount ?? 0,
          width: r.frameWidth ?? 0,
        })),
      ufrag: /a=ice-ufrag:(\S+)/.exec(connection.localDescription?.sdp ?? '')?.[1] ?? '',
    }
  })
}

/** The layers of the camera that send packets between two looks, by name. */
export async function layersSent(page: Page, forMs: number): Promise<string> {
  const before = await mediaOf(page)
  await page.waitForTimeout(forMs)
  const after = await mediaOf(page)
  return after.camera
    .filter((now) => now.packets > (before.camera.find((was) => was.rid === now.rid)?.packets ?? 0))
    .map(({ rid }) => rid)
    .join(' ')
}

/** The layers of the camera that the page has its encoder make, by name. */
export function layersAsked(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    const camera = connections.at(-1)?.getTransceivers()[1]
    const encodings = camera?.sender.getParameters().encodings ?? []
    return encodings.flatMap(({ rid, active }) => (active ? [rid] : [])).join(' ')
  })
}
