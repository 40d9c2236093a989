import type { Capture } from '../capture'
import { blurred } from './blurred'
import { routeOf } from './routes'

/** Blurs a camera in a worker of its own, which ends with it. */
export function begin(device: MediaStreamTrack, signal?: AbortSignal): Promise<Capture> {
  const worker = new Worker(new URL('./blur.worker.ts', import.meta.url), { type: 'module' })
  return blurred(device, worker, routeOf(device), signal)
}
