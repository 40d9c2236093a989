import type { Net } from './net'
import { Backdrop, cutOut } from './soften'

interface Sheet {
  readonly canvas: OffscreenCanvas
  readonly pen: OffscreenCanvasRenderingContext2D
}

/** Paints pictures in which only people are sharp. Belongs to one worker. */
export class Painter {
  readonly #net: Net
  /** What the net looks at. */
  readonly #small: Sheet
  readonly #mask: Sheet
  readonly #behind: Sheet
  readonly #whole: Sheet
  readonly #opacity: ImageData
  readonly #steady: Float32Array
  readonly #backdrop: Backdrop
  readonly #blurred: ImageData

  /** Calls lost when the browser takes the canvas away: nothing that is painted after it is any good. */
  constructor(net: Net, lost: () => void) {
    const { width, height } = net
    this.#net = net
    this.#backdrop = new Backdrop(width, height)
    this.#steady = new Float32Array(width * height)
    this.#opacity = new ImageData(width, height)
    this.#blurred = new ImageData(this.#backdrop.pixels, this.#backdrop.width, this.#backdrop.height)
    // The first one is read, and the next two are written, pixel by pixel.
    this.#small = sheet(width, height, { alpha: false, willReadFrequently: true })
    this.#mask = sheet(width, height, { willReadFrequently: true })
    this.#behind = sheet(this.#backdrop.width, this.#backdrop.height, { alpha: false, willReadFrequently: true })
    this.#whole = sheet(width, height, {})
    for (const { canvas } of [this.#small, this.#mask, this.#behind, this.#whole]) canvas.oncontextlost = lost
  }

  /** The picture of a frame of that size. The canvas is painted over by the next one. */
  paint(frame: CanvasImageSource, width: number, height: number): OffscreenCanvas {
    const { canvas: small, pen: eye } = this.#small
    eye.drawImage(frame, 0, 0, small.width, small.height)
    const picture = eye.getImageData(0, 0, small.width, small.height).data
    cutOut(this.#look(picture), this.#steady, this.#opacity.data)
    this.#mask.pen.putImageData(this.#opacity, 0, 0)
    this.#backdrop.paint(picture, this.#opacity.data)
    this.#behind.pen.putImageData(this.#blurred, 0, 0)

    const { canvas, pen } = this.#whole
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    pen.imageSmoothingQuality = 'high'
    for (const [how, what] of [
      ['copy', this.#mask.canvas],
      ['source-in', frame],
      ['destination-over', this.#behind.canvas],
    ] as const) {
      pen.globalCompositeOperation = how
      pen.drawImage(what, 0, 0, width, height)
    }
    return canvas
  }

  #look(picture: Uint8ClampedArray): Float32Array {
    const { input } = this.#net
    for (let from = 0, to = 0; to < input.length; from += 4) {
      input[to++] = (picture[from] ?? 0) / 255
      input[to++] = (picture[from + 1] ?? 0) / 255
      input[to++] = (picture[from + 2] ?? 0) / 255
    }
    return this.#net.run()
  }
}

function sheet(width: number, height: number, settings: CanvasRenderingContext2DSettings): Sheet {
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d', settings)
  if (!pen) throw new Error('there is no canvas to paint on')
  return { canvas, pen }
}
