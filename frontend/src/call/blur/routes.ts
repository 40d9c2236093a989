import type { Port, Route } from './blurred'
import type { FromWorker } from './messages'

/** Frames as streams (MediaStreamTrack Insertable Media Processing), which Chromium has; page types don't know them yet. */
interface Insertable {
  readonly MediaStreamTrackProcessor?: new (options: {
    readonly track: MediaStreamTrack
    readonly maxBufferSize?: number
  }) => { readonly readable: ReadableStream<VideoFrame> }
  readonly MediaStreamTrackGenerator?: new (options: {
    readonly kind: 'video'
  }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> }
}

/** The best way through this browser. */
export function routeOf(device: MediaStreamTrack): Route {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis as Insertable
  if (!Processor || !Generator) return new ByCanvas(device)
  const pictures = new Generator({ kind: 'video' })
  // A frame that is not taken in time is replaced by the next: a slow device shows fewer, not old ones.
  const { readable: frames } = new Processor({ track: device, maxBufferSize: 1 })
  return {
    track: pictures,
    begin: (port) =>
      port.postMessage({ type: 'streams', frames, pictures: pictures.writable }, [frames, pictures.writable]),
    took: () => {},
    close: () => {},
  }
}

/** Frames out of a video element, pictures into a canvas: it takes more of the page, and works everywhere. */
class ByCanvas implements Route {
  readonly track: MediaStreamTrack
  readonly #video = document.createElement('video')
  readonly #canvas = document.createElement('canvas')
  readonly #pen = this.#canvas.getContext('2d', { alpha: false })
  #closed = false

  constructor(device: MediaStreamTrack) {
    this.#video.muted = true
    this.#video.playsInline = true
    this.#video.srcObject = new MediaStream([device])
    const [track] = this.#canvas.captureStream().getVideoTracks()
    if (!track) throw new Error('a canvas gives no picture here')
    this.track = track
  }

  begin(port: Port): void {
    void this.#video.play().then(
      () => port.postMessage({ type: 'frames' }),
      () => {}, // the wait for the first picture ends it
    )
  }

  took(message: FromWorker, port: Port): void {
    if (message.type === 'next') void this.#give(port)
    else if (message.type === 'picture') this.#show(message.picture)
  }

  close(): void {
    this.#closed = true
    this.#video.pause()
    this.#video.srcObject = null
  }

  async #give(port: Port): Promise<void> {
    const frame = await createImageBitmap(this.#video).catch(() => undefined)
    if (this.#closed) frame?.close()
    else if (frame) port.postMessage({ type: 'frame', frame }, [frame])
    else setTimeout(() => void this.#give(port), 100) // the camera has not shown anything yet
  }

  #show(picture: ImageBitmap): void {
    const { width, height } = picture
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    this.#pen?.drawImage(picture, 0, 0)
    picture.close()
  }
}
