/** Why pictures can't be made any more. */
export type BlurTrouble = 'blur' | 'slow'

/** A stream of frames in, and one of pictures out; or frames one by one, each asked for. */
export type ToWorker =
  | {
      readonly type: 'streams'
      readonly frames: ReadableStream<VideoFrame>
      readonly pictures: WritableStream<VideoFrame>
    }
  | { readonly type: 'frames' }
  | { readonly type: 'frame'; readonly frame: ImageBitmap }

export type FromWorker =
  /** The first picture is there. */
  | { readonly type: 'painted' }
  /** The next frame is wanted. */
  | { readonly type: 'next' }
  | { readonly type: 'picture'; readonly picture: ImageBitmap }
  /** It is over. */
  | { readonly type: 'trouble'; readonly trouble: BlurTrouble }
