// Ears that miss nothing: how loud each tone was in every hundredth of a
// second that the page heard, and the loudest moment beside the tones.
import type { Browser, BrowserContext, Page } from '@playwright/test'

/** What was heard, in hundredths of a second. */
export interface Heard {
  /** Whether each tone was there, in the order of the tones. */
  readonly tones: readonly (readonly boolean[])[]
  /** The highest sample, 0 to 1. */
  readonly peaks: readonly number[]
}

/** Measures by Goertzel's algorithm, on the audio thread: nothing that keeps the page busy makes a gap. */
const processor = `registerProcessor('ear', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { tones } }) {
    super()
    this.tones = tones
    this.block = new Float32Array(Math.round(sampleRate / 100))
    this.at = 0
    this.loud = tones.map(() => [])
    this.peaks = []
    this.port.onmessage = () => {
      this.port.postMessage({ loud: this.loud, peaks: this.peaks })
      this.loud = tones.map(() => [])
      this.peaks = []
    }
  }
  measure() {
    const { block } = this
    let peak = 0
    for (const x of block) peak = Math.max(peak, Math.abs(x))
    this.peaks.push(peak)
    for (const [i, tone] of this.tones.entries()) {
      const c = 2 * Math.cos((2 * Math.PI * tone) / sampleRate)
      let a = 0
      let b = 0
      for (const x of block) [a, b] = [x + c * a - b, a]
      this.loud[i].push((2 * Math.sqrt(Math.max(0, a * a + b * b - c * a * b))) / block.length)
    }
  }
  process([input]) {
    const samples = input[0] ?? new Float32Array(128)
    for (const x of samples) {
      this.block[this.at++] = x
      if (this.at < this.block.length) continue
      this.at = 0
      this.measure()
    }
    return true
  }
})`

/** A tone is there from this amplitude on; microphones hum with 0.5. */
const present = 0.08

const address = '/ear.js'

/**
 * A context for pages that will listen. The app lets no script in but its own:
 * Firefox can be served ours in its name, Chromium has to be told to let it in.
 */
export async function withEars(browser: Browser): Promise<BrowserContext> {
  if (browser.browserType().name() === 'chromium') return browser.newContext({ bypassCSP: true })
  const context = await browser.newContext()
  await context.route(`**${address}`, (route) => route.fulfill({ contentType: 'text/javascript', body: processor }))
  return context
}

/** Begins to measure; call it once, when inside. */
export async function prick(page: Page, tones: readonly number[]): Promise<void> {
  await page.evaluate(
    async ([address, processor, tones]) => {
      const context = new AudioContext()
      await context.resume()
      await context.audioWorklet
        .addModule(address)
        .catch(() =>
          context.audioWorklet.addModule(URL.createObjectURL(new Blob([processor], { type: 'text/javascript' }))),
        )
      const ear = new AudioWorkletNode(context, 'ear', { processorOptions: { tones } })
      ear.connect(context.destination)
      const heard = new Set<MediaStreamTrack>()
      const attach = () => {
        for (const connection of (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e.connections) {
          for (const { track } of connection.getReceivers()) {
            if (track.kind !== 'audio' || heard.has(track)) continue
            heard.add(track)
            context.createMediaStreamSource(new MediaStream([track])).connect(ear)
          }
        }
      }
      attach()
      Object.assign(window, {
        earful: () =>
          new Promise((done) => {
            ear.port.onmessage = ({ data }) => done(data)
            ear.port.postMessage('take')
          }),
      })
    },
    [address, processor, tones] as const,
  )
}

/** What was heard since the last call. */
export async function earful(page: Page): Promise<Heard> {
  const { loud, peaks } = await page.evaluate(() =>
    (window as unknown as { earful(): Promise<{ loud: number[][]; peaks: number[] }> }).earful(),
  )
  return { tones: loud.map((list) => list.map((x) => x > present)), peaks }
}

/** The longest silence between the first and the last hundredth in which something is there, in ms. */
export function longestGap(heard: readonly boolean[]): number {
  let longest = 0
  let since = heard.indexOf(true)
  for (const [i, there] of heard.entries()) {
    if (!there || i < since) continue
    longest = Math.max(longest, (i - since - 1) * 10)
    since = i
  }
  return longest
}

/** How long something was there, in ms. */
export function duration(heard: readonly boolean[]): number {
  return heard.filter(Boolean).length * 10
}

export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
}
