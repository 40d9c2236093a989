import type { DeviceTrouble } from './devices'

/** A microphone, camera or screen that runs. */
export interface Capture {
  /** What others may get, and what its person is shown of it. */
  readonly track: MediaStreamTrack
  /** What the device gives: the same, unless what others get is made of it. */
  readonly device: MediaStreamTrack
  /** Resolves when what others get can't be made any more; then there is nothing of it. */
  readonly broken?: Promise<DeviceTrouble>
  /** Stops both. */
  stop(): void
}

/** A device whose own track others may get. */
export function plain(track: MediaStreamTrack): Capture {
  return { track, device: track, stop: () => track.stop() }
}

/**
 * Makes of a camera's track one that shows the person sharp and blurs what is
 * behind them. It resolves when the first such picture is there. Rejects with a
 * DeviceFault of blur or slow, at once when the signal is given; the camera's
 * track is the caller's to stop then.
 */
export type Blur = (device: MediaStreamTrack, signal?: AbortSignal) => Promise<Capture>
