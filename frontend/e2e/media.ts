// A microphone, a camera and a screen that a test can tell apart, and
// the ears and eyes to do so. Everything here runs inside the page, before or
// beside the app; the app itself knows nothing of it.
import type { Page } from '@playwright/test'

/** What a person in a test sends: a tone in Hz and a plain colour. */
export interface Sending {
  readonly tone: number
  readonly colour: readonly [number, number, number]
  /** The noise of the room, as an amplitude; none unless given. */
  readonly noise?: number
  /** Something moves everywhere but in the middle, which costs as much to send as a person does. */
  readonly lively?: boolean
}

/** Gives the page a microphone that hums, a camera that shows one colour, and a screen with text and the colour in its middle. */
export async function sendFrom(page: Page, sending: Sending): Promise<void> {
  await page.addInitScript(({ tone, colour, noise, lively }) => {
    const connections: RTCPeerConnection[] = []
    const Native = window.RTCPeerConnection
    window.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        connections.push(this)
      }
    }
    const voices: { context: AudioContext; gain: AudioParam }[] = []
    const hum = (): MediaStreamTrack => {
      const context = new AudioContext()
      const source = new OscillatorNode(context, { frequency: tone })
      const voice = new GainNode(context, { gain: 0.5 })
      const out = context.createMediaStreamDestination()
      source.connect(voice).connect(out)
      source.start()
      if (noise) {
        const buffer = context.createBuffer(1, 2 * context.sampleRate, context.sampleRate)
        buffer.copyToChannel(
          Float32Array.from({ length: buffer.length }, () => noise * (2 * Math.random() - 1)),
          0,
        )
        const room = new AudioBufferSourceNode(context, { buffer, loop: true })
        room.connect(out)
        room.start()
      }
      void context.resume()
      voices.push({ context, gain: voice.gain })
      return out.stream.getAudioTracks()[0] as MediaStreamTrack
    }
    const voice = (on: boolean, at: number): void => {
      for (const { context, gain } of voices) {
        gain.setValueAtTime(on ? 0.5 : 0, context.currentTime + Math.max(0, at - Date.now()) / 1000)
      }
    }
    const paint = (): MediaStreamTrack => {
      const canvas = document.createElement('canvas')
      canvas.width = 960
      canvas.height = 540
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D
      let n = 0
      setInterval(() => {
        pen.fillStyle = `rgb(${colour.join(',')})`
        pen.fillRect(0, 0, 960, 540)
        pen.fillStyle = '#888'
        pen.fillRect((n++ * 16) % 940, 520, 20, 20)
        for (let i = 0; lively && i < 360; i++) {
          const row = Math.floor(i / 30)
          pen.fillStyle = `hsl(${360 * Math.random()} 80% 50%)`
          pen.fillRect((i % 30) * 32, row * 30 + (row < 6 ? 0 : 180), 32, 30)
        }
      }, 66)
      return canvas.captureStream(15).getVideoTracks()[0] as MediaStreamTrack
    }
    const page = (): MediaStreamTrack => {
      const canvas = document.createElement('canvas')
      canvas.width = 1280
      canvas.height = 720
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D
      let n = 0
      setInterval(() => {
        pen.fillStyle = '#fff'
        pen.fillRect(0, 0, 1280, 720)
        pen.fillStyle = `rgb(${colour.join(',')})`
        pen.fillRect(320, 180, 640, 360)
        pen.fillStyle = '#000'
        pen.font = '20px sans-serif'
        for (let line = 1; line < 8; line++) pen.fillText(`Line ${line} of page ${n >> 5}`, 20, 22 * line)
        n++
      }, 100)
      return canvas.captureStream(10).getVideoTracks()[0] as MediaStreamTrack
    }
    const asked = { microphone: 0, camera: 0 }
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const tracks: MediaStreamTrack[] = []
      if (wanted?.audio) {
        asked.microphone++
        tracks.push(hum())
      }
      if (wanted?.video) {
        asked.camera++
        tracks.push(paint())
      }
      return new MediaStream(tracks)
    }
    navigator.mediaDevices.getDisplayMedia = async () => new MediaStream([page()])
    Object.assign(window, { e2e: { connections, asked, voice } })
  }, sending)
}

/** Lets the microphone hum, or makes it fall silent; at is by Date.now, and now if it is past. */
export async function voice(page: Page, on: boolean, at = 0): Promise<void> {
  await page.evaluate(
    ([hums, when]) => (window as unknown as { e2e: { voice(on: boolean, at: number): void } }).e2e.voice(hums, when),
    [on, at] as const,
  )
}

/**
 * Makes the page's client deaf to being muted: tracks stay enabled and on the
 * wire, whatever the app does with them.
 */
export async function ignoreMutes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(MediaStreamTrack.prototype, 'enabled', { get: () => true, set: () => {} })
    MediaStreamTrack.prototype.stop = () => {}
    const replace = RTCRtpSender.prototype.replaceTrack
    RTCRtpSender.prototype.replaceTrack = function (track) {
      return track ? replace.call(this, track) : Promise.resolve()
    }
  })
}

/** Starts listening to every sound the page receives. Call once, when inside. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const context = new AudioContext()
    await context.resume()
    const analysers: AnalyserNode[] = []
    const heard = new Set<MediaStreamTrack>()
    const attach = () => {
      for (const connection of (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e.connections) {
        for (const { track } of connection.getReceivers()) {
          if (track.kind !== 'audio' || heard.has(track)) continue
          heard.add(track)
          const analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0 })
          context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
          analysers.push(analyser)
        }
      }
    }
    attach()
    setInterval(attach, 200)
    Object.assign(window, {
      loudnessOf: (tone: number): number => {
        let loudest = -200
        for (const analyser of analysers) {
          const bins = new Float32Array(analyser.frequencyBinCount)
          analyser.getFloatFrequencyData(bins)
          const bin = Math.round((tone * analyser.fftSize) / context.sampleRate)
          loudest = Math.max(loudest, ...bins.slice(bin - 1, bin + 2))
        }
        return loudest
      },
    })
  })
}

/** How loud a tone is right now in what the page hears, in dB; -200 is silence. */
export function loudnessOf(page: Page, tone: number): Promise<number> {
  return page.evaluate((hz) => (window as unknown as { loudnessOf(t: number): number }).loudnessOf(hz), tone)
}

/** Loud enough to be heard as a voice would be. */
export const audible = -60

/** The colour in the middle of every picture the page shows that has frames. */
export function coloursSeen(page: Page): Promise<[number, number, number][]> {
  return page.evaluate(() => {
    const seen: [number, number, number][] = []
    for (const video of document.querySelectorAll('video')) {
      if (!video.videoWidth || video.checkVisibility?.() === false) continue
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = 9
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D
      pen.drawImage(video, 0, 0, 9, 9)
      const [r, g, b] = pen.getImageData(4, 4, 1, 1).data
      seen.push([r as number, g as number, b as number])
    }
    return seen
  })
}

/** Whether a colour survived a camera, an encoder and a screen. */
export function near(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => Math.abs(value - (b[i] as number)) < 48)
}

/** How often the page asked for a device. */
export function asked(page: Page): Promise<{ microphone: number; camera: number }> {
  return page.evaluate(
    () => (window as unknown as { e2e: { asked: { microphone: number; camera: number } } }).e2e.asked,
  )
}

/** Marks what the page shows as pictures now. */
export async function markPictures(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const { srcObject } of document.querySelectorAll('video')) Object.assign(srcObject ?? {}, { marked: true })
  })
}

/** Of each picture on the page, whether it still shows what was marked. */
export function picturesMarked(page: Page): Promise<readonly boolean[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('video')].map(({ srcObject }) => srcObject !== null && 'marked' in srcObject),
  )
}

/** Puts the page out of sight, as another tab before it does, or back. */
export async function outOfSight(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((away) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => away })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}
