import type { Browser } from './browser'

/** When a frame was received, in ms on the page's clock; browsers leave it out for frames of their own. */
interface FrameMetadata {
  readonly receiveTime?: number
}

/** What we need of a video element. */
export interface FrameSource {
  requestVideoFrameCallback?(run: (now: number, frame: FrameMetadata) => void): number
  cancelVideoFrameCallback?(id: number): void
}

/** Where frames can't be watched: longer than a frame of somebody else stays in the jitter buffer. */
const surelyFreshAfterMs = 300

/**
 * Calls fresh once, when the element shows a frame that was received after
 * `since` (Filling.since). Until then it may still show the person who filled
 * the slot before. Returns a remover.
 */
export function whenFresh(video: FrameSource, since: number, fresh: () => void): () => void {
  if (!video.requestVideoFrameCallback) {
    const timer = setTimeout(fresh, surelyFreshAfterMs)
    return () => clearTimeout(timer)
  }
  let id: number | undefined
  const wait = (): void => {
    id = video.requestVideoFrameCallback?.((now, frame) => {
      if ((frame.receiveTime ?? now) >= since) fresh()
      else wait()
    })
  }
  wait()
  return () => {
    if (id !== undefined) video.cancelVideoFrameCallback?.(id)
  }
}

/**
 * Keeps a picture without sound going: phones stop it for a call or to spare
 * the battery, and let it go on when the page is back in sight or is pressed.
 * Returns a remover.
 */
export function keepGoing(browser: Pick<Browser, 'watch'>, video: Pick<HTMLVideoElement, 'play'>): () => void {
  const play = (): void => void video.play().catch(() => {})
  play()
  return browser.watch({ visible: play, pressed: play })
}
