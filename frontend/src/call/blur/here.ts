import type { Blur } from '../capture'
import { DeviceFault } from '../devices'

/** A module with one instruction on 128-bit vectors in it, which only engines that have them take. */
const vectors = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3],
  ...[2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
)

/**
 * Blurs in this browser; undefined where it could not keep up or has not what it
 * takes, such as on phones. What does the work is fetched when it is asked for.
 */
export function blurHere(): Blur | undefined {
  return canBlur()
    ? (device, signal) => import('./begin').then(({ begin }) => begin(device, signal), unfetched)
    : undefined
}

function unfetched(cause: unknown): never {
  throw new DeviceFault('blur', cause)
}

function canBlur(): boolean {
  if (matchMedia('(pointer: coarse)').matches || navigator.hardwareConcurrency < 2) return false
  const has = typeof OffscreenCanvas === 'function' && typeof Worker === 'function'
  return (
    has && 'captureStream' in HTMLCanvasElement.prototype && typeof createImageBitmap === 'function' && vectorised()
  )
}

/** Whether WebAssembly has vectors here; our Content-Security-Policy lets pages ask, and workers compile. */
function vectorised(): boolean {
  try {
    return WebAssembly.validate(vectors)
  } catch {
    return false
  }
}
