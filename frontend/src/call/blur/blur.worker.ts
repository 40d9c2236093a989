import { kernels } from 'virtual:kernels'
import modelURL from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url'
import type { BlurTrouble, FromWorker, ToWorker } from './messages'
import { Net } from './net'
import { Pace, trialRuns } from './pace'
import { Painter } from './painter'
import { readModel } from './tflite'

/** As much of a worker's own scope as we use; the types at hand are those of pages. */
interface Scope {
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null
  postMessage(message: FromWorker, transfer?: Transferable[]): void
  close(): void
}
const scope = globalThis as unknown as Scope

/** The most pictures in a second, where they are asked for one by one. */
const everyMs = 1000 / 20

const pace = new Pace()
let painted = false
let over = false
/** When a frame was asked for last. */
let asked = 0
let painting: Promise<Painter> | undefined

/** Nothing comes out of here after it. */
function end(trouble: BlurTrouble): void {
  if (over) return
  over = true
  scope.postMessage({ type: 'trouble', trouble })
  scope.close()
}

class TooSlow extends Error {}

async function begin(): Promise<Painter> {
  const answer = await fetch(modelURL)
  if (!answer.ok) throw new Error(`the model can't be had: ${answer.status}`)
  const net = new Net(readModel(new Uint8Array(await answer.arrayBuffer())), kernels)
  const trials = Array.from({ length: trialRuns }, () => {
    const from = performance.now()
    net.run()
    return performance.now() - from
  })
  if (Pace.tooSlow(trials)) throw new TooSlow()
  return new Painter(net, () => end('blur'))
}

/** Paints, counts the time, and says so the first time. */
async function paint(frame: CanvasImageSource, width: number, height: number): Promise<OffscreenCanvas> {
  painting ??= begin()
  const painter = await painting
  const from = performance.now()
  const canvas = painter.paint(frame, width, height)
  const now = performance.now()
  if (pace.took(now - from, now)) throw new TooSlow()
  return canvas
}

function first(): void {
  if (painted) return
  painted = true
  scope.postMessage({ type: 'painted' })
}

async function stream(frames: ReadableStream<VideoFrame>, pictures: WritableStream<VideoFrame>): Promise<void> {
  const reader = frames.getReader()
  const writer = pictures.getWriter()
  for (;;) {
    const { done, value: frame } = await reader.read()
    if (done && !painted) throw new Error('the camera ended before it showed anything')
    if (done || over) return
    try {
      const canvas = await paint(frame, frame.displayWidth, frame.displayHeight)
      await writer.write(new VideoFrame(canvas, { timestamp: frame.timestamp }))
    } finally {
      frame.close()
    }
    first()
  }
}

async function one(frame: ImageBitmap): Promise<void> {
  const canvas = await paint(frame, frame.width, frame.height)
  frame.close()
  const picture = canvas.transferToImageBitmap()
  scope.postMessage({ type: 'picture', picture }, [picture])
  first()
  // The page works on frames too: the longer it takes, the more rest it gets.
  const took = performance.now() - asked
  setTimeout(ask, Math.max(everyMs - took, took / 2))
}

function ask(): void {
  asked = performance.now()
  scope.postMessage({ type: 'next' })
}

function failed(cause: unknown): void {
  end(cause instanceof TooSlow ? 'slow' : 'blur')
}

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'streams':
      void stream(data.frames, data.pictures).catch(failed)
      break
    case 'frames':
      ask()
      break
    case 'frame':
      void one(data.frame).catch(failed)
      break
  }
}
