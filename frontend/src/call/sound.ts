/**
 * Adds to an offer what browsers can do but do not offer: lost packets of
 * Opus are asked for again, in both directions (RFC 4585, 4.2).
 */
export function offerResending(sdp: string): string {
  return perSection(sdp, (section) => {
    const opus = section.match(/^a=rtpmap:(\d+) opus\/48000\/2\r?$/im)
    const feedback = `a=rtcp-fb:${opus?.[1]} nack`
    if (!opus || section.split(/\r?\n/).includes(feedback)) return section
    const end = opus[0].endsWith('\r') ? '\r' : ''
    return section.replace(opus[0], `${opus[0]}\n${feedback}${end}`)
  })
}

/**
 * An answer changed so that the microphone is sent with redundancy (RFC 2198):
 * a browser sends what the other side names first. The same answer where the
 * two have not agreed on it.
 */
export function askForRedundancy(answer: string): string {
  return perSection(answer, (section) => {
    const red = section.match(/^a=rtpmap:(\d+) red\/48000\/2\r?$/im)?.[1]
    if (!red || !/^a=recvonly\r?$/m.test(section)) return section
    return section.replace(/^(m=audio \S+ \S+) (.*?)(\r?)$/m, (_, start: string, types: string, end: string) => {
      const others = types.split(' ').filter((type) => type !== red)
      return `${start} ${[red, ...others].join(' ')}${end}`
    })
  })
}

/** A description with each section for sound, or for pictures, changed. */
export function perSection(sdp: string, change: (section: string) => string, kind = 'audio'): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith(`m=${kind}`) ? change(section) : section))
    .join('')
}

/** How many packets of the microphone there were, and how many of them the server says were lost. */
export interface Carried {
  readonly sent: number
  readonly lost: number
}

/** What of the microphone is lost from which redundancy is worth its bandwidth, and below which no longer. */
const worthIt = 0.03
const needless = 0.01
/** How long little must have been lost. */
const calmMs = 10_000
/** Loss is judged by so many packets, about 3 s of speech; fewer than a few say nothing. */
const memory = 150
const few = 20

/** Decides by the loss of the microphone whether to send it with redundancy. */
export class Redundancy {
  #before: Carried | undefined
  #sent = 0
  #lost = 0
  #calmSince: number | undefined
  #on = false

  /** Takes the counts since the connection began, and the time; says whether redundancy is wanted. */
  judge(now: Carried, ms: number): boolean {
    const sent = now.sent - (this.#before?.sent ?? now.sent)
    const lost = now.lost - (this.#before?.lost ?? now.lost)
    this.#before = now
    if (sent <= 0) return this.#on
    const kept = Math.min(1, Math.max(0, memory - sent) / Math.max(1, this.#sent))
    this.#sent = this.#sent * kept + sent
    this.#lost = this.#lost * kept + Math.min(sent, Math.max(0, lost))
    if (this.#sent >= few) this.#decide(this.#lost / this.#sent, ms)
    return this.#on
  }

  #decide(loss: number, ms: number): void {
    if (loss >= worthIt) this.#on = true
    if (loss >= needless) this.#calmSince = undefined
    else this.#calmSince ??= ms
    if (this.#calmSince !== undefined && ms - this.#calmSince >= calmMs) this.#on = false
  }
}

/** What a sender's statistics say of its packets; undefined before the server has reported. */
export function carried(stats: RTCStatsReport): Carried | undefined {
  let sent: number | undefined
  let lost: number | undefined
  for (const report of stats.values()) {
    if (report.type === 'outbound-rtp') sent = report.packetsSent
    if (report.type === 'remote-inbound-rtp') lost = report.packetsLost
  }
  return sent === undefined || lost === undefined ? undefined : { sent, lost }
}
