import type { Capture } from '../capture'
import { DeviceFault } from '../devices'
import type { BlurTrouble, FromWorker, ToWorker } from './messages'

/** The worker that paints. */
export interface Port {
  onmessage: ((message: MessageEvent<FromWorker>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  postMessage(message: ToWorker, transfer?: Transferable[]): void
  terminate(): void
}

/** How frames get from a camera to the worker, and its pictures into a track. */
export interface Route {
  /** Shows nothing before the first picture. */
  readonly track: MediaStreamTrack
  begin(port: Port): void
  /** The worker asks for a frame, or hands over a picture. */
  took(message: FromWorker, port: Port): void
  close(): void
}

/** How long the first picture may take: the model has to come over the network. */
const firstWithinMs = 30_000

/**
 * Starts a worker on a camera. Nothing but what the worker has painted ever
 * gets into the track; when that ends, the track does.
 */
export function blurred(device: MediaStreamTrack, port: Port, route: Route, signal?: AbortSignal): Promise<Capture> {
  return new Promise((resolve, reject) => {
    let breaks: (trouble: BlurTrouble) => void = () => {}
    const broken = new Promise<BlurTrouble>((tell) => {
      breaks = tell
    })
    const close = (): void => {
      clearTimeout(patience)
      port.onmessage = null
      port.onerror = null
      port.terminate()
      route.close()
      route.track.stop()
    }
    const fail = (trouble: BlurTrouble): void => {
      close()
      reject(new DeviceFault(trouble)) // after the first picture nobody listens to this
      breaks(trouble)
    }
    const unwanted = (): void => fail('blur')
    const stop = (): void => {
      close()
      device.stop()
    }
    const patience = setTimeout(() => fail('blur'), firstWithinMs)
    port.onerror = () => fail('blur')
    port.onmessage = ({ data }) => {
      if (data.type === 'trouble') fail(data.trouble)
      else if (data.type === 'painted') {
        clearTimeout(patience)
        signal?.removeEventListener('abort', unwanted)
        resolve({ track: route.track, device, broken, stop })
      } else route.took(data, port)
    }
    signal?.addEventListener('abort', unwanted)
    if (signal?.aborted) fail('blur')
    else route.begin(port)
  })
}
