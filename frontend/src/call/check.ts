import type { ICEServer } from '../generated/protocol'
import { Refusal } from '../net/refusal'
import type { Browser } from './browser'
import { codecs, configuration } from './link'

/** Why nothing gets through. */
export type Cause =
  /** The page is not secure: browsers keep microphones and WebRTC from it. */
  | 'insecure'
  /** This browser has no WebRTC, or something has taken it away. */
  | 'no_webrtc'
  /** The browser offers no way at all: a setting or an extension forbids it. */
  | 'no_ways'
  /** The service can't be reached, or is too busy to check. */
  | 'offline'
  | 'busy'
  /** Pages come, WebSockets don't: no meeting without one. */
  | 'no_socket'
  /** Neither UDP nor TCP gets through, nor the relay. */
  | 'no_media'

/** What a check found. It is measured: a real connection came up that way, or none did. */
export type Verdict =
  | { readonly is: 'good' }
  /** It works, though UDP does not get through: over TCP, or through the relay. */
  | { readonly is: 'detour'; readonly by: 'tcp' | 'relay' }
  | { readonly is: 'blocked'; readonly cause: Cause }

/** What a check asks of the server; each rejects with a Refusal. */
export interface CheckServer {
  readonly servers: () => Promise<readonly ICEServer[]>
  readonly answer: (offer: string) => Promise<string>
}

/** A path takes a few round trips; browsers give up after 15 to 20 s. */
const connectWithinMs = 20_000
const socketWithinMs = 10_000
/** Better paths may still be found when the first one works. */
const settleMs = 4_000
const lookEveryMs = 500

/** Finds out whether sound and picture would get through. Takes a few seconds, and up to 20 where nothing does. */
export async function checkConnection(browser: Browser, server: CheckServer): Promise<Verdict> {
  if (!browser.secure) return blocked('insecure')
  const [media, socket] = await Promise.all([checkMedia(browser, server), checkSocket(browser)])
  if (!socket && media.is !== 'blocked') return blocked('no_socket')
  return media
}

const blocked = (cause: Cause): Verdict => ({ is: 'blocked', cause })

async function checkMedia(browser: Browser, server: CheckServer): Promise<Verdict> {
  let pc: RTCPeerConnection | undefined
  try {
    pc = browser.connection(configuration(await server.servers()))
    if (!pc) return blocked('no_webrtc')
    return await connect(browser, pc, server)
  } catch (cause) {
    if (!(cause instanceof Refusal)) return blocked('no_webrtc')
    if (cause.kind === 'unsupported') return blocked('no_webrtc')
    return blocked(cause.reason === 'offline' ? 'offline' : 'busy')
  } finally {
    pc?.close()
  }
}

/** One connection of the kind a meeting uses, with nothing on it. */
async function connect(browser: Browser, pc: RTCPeerConnection, server: CheckServer): Promise<Verdict> {
  const transceiver = pc.addTransceiver('audio', { direction: 'recvonly' })
  const opus = browser.codecs('audio').filter((c) => c.mimeType.toLowerCase() === codecs.audio[0])
  if (opus.length > 0) transceiver.setCodecPreferences?.(opus)
  await pc.setLocalDescription(await pc.createOffer())
  const sdp = await server.answer(pc.localDescription?.sdp ?? '')
  await pc.setRemoteDescription({ type: 'answer', sdp })
  if (!(await comesUp(pc))) return blocked(offersWays(pc) ? 'no_media' : 'no_ways')
  let verdict = verdictOn(await pc.getStats())
  for (let waited = 0; verdict.is !== 'good' && waited < settleMs; waited += lookEveryMs) {
    await new Promise((settled) => setTimeout(settled, lookEveryMs))
    verdict = verdictOn(await pc.getStats())
  }
  return verdict
}

function comesUp(pc: RTCPeerConnection): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), connectWithinMs)
    const look = (): void => {
      if (pc.connectionState !== 'connected' && pc.connectionState !== 'failed') return
      clearTimeout(timer)
      done(pc.connectionState === 'connected')
    }
    pc.onconnectionstatechange = look
    look()
  })
}

/** Whether the browser named an address of its own that something could come from. */
function offersWays(pc: RTCPeerConnection): boolean {
  return /^a=candidate:/m.test(pc.localDescription?.sdp ?? '')
}

/** As much of RTCStats as paths are judged by. */
interface Stat {
  readonly type: string
  readonly state?: string
  readonly localCandidateId?: string
  readonly candidateType?: string
  readonly protocol?: string
}

/** The best of the paths that work. */
function verdictOn(stats: RTCStatsReport): Verdict {
  const all = new Map(stats as unknown as Iterable<[string, Stat]>)
  const ways = [...all.values()]
    .filter((s) => s.type === 'candidate-pair' && s.state === 'succeeded')
    .map((pair) => all.get(pair.localCandidateId ?? ''))
    .filter((local) => local !== undefined)
  const direct = ways.filter((w) => w.candidateType !== 'relay')
  if (direct.some((w) => w.protocol !== 'tcp')) return { is: 'good' }
  return { is: 'detour', by: direct.length > 0 ? 'tcp' : 'relay' }
}

/** Whether a socket opens to where the meeting's will. It is closed before anything is said on it. */
function checkSocket(browser: Browser): Promise<boolean> {
  return new Promise((done) => {
    const socket = browser.socket()
    const finish = (opened: boolean): void => {
      clearTimeout(timer)
      socket.onopen = socket.onclose = null
      socket.close()
      done(opened)
    }
    const timer = setTimeout(() => finish(false), socketWithinMs)
    socket.onopen = () => finish(true)
    socket.onclose = () => finish(false)
  })
}
