import { withoutPictures } from './rest'
import { askForRedundancy, offerResending } from './sound'

/**
 * The offers and answers of one connection, one after the other. What the
 * server answered is kept: a browser changes how it sends only by an answer,
 * and needs no server to read the same one again.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection
  #answer = ''
  #redundant = false
  #resting = false
  #refused = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc
  }

  /** An offer to send at once: the server needs none of our candidates. */
  offer(restart: boolean): Promise<string> {
    return this.#inTurn(async () => {
      if (restart) this.#pc.restartIce()
      await this.#offer()
      return this.#pc.localDescription?.sdp ?? ''
    })
  }

  accept(sdp: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#pc.setRemoteDescription({ type: 'answer', sdp: this.#read(sdp, this.#redundant) })
      this.#answer = sdp
    })
  }

  /** Sends the microphone with redundancy or without; says whether it does so now. */
  redundant(on: boolean): Promise<boolean> {
    return this.#inTurn(async () => {
      if (on === this.#redundant) return on
      const agreed = this.#answer !== '' && (!on || askForRedundancy(this.#answer) !== this.#answer)
      if (!agreed || this.#refused || this.#pc.signalingState !== 'stable') return this.#redundant
      await this.#offer()
      try {
        await this.#pc.setRemoteDescription({ type: 'answer', sdp: this.#read(this.#answer, on) })
        this.#redundant = on
      } catch {
        this.#refused = true
        await this.#pc.setLocalDescription({ type: 'rollback' })
      }
      return this.#redundant
    })
  }

  /**
   * Takes no pictures while it rests, which spares the device what each slot
   * costs even when it is empty. Rejects when the connection is of no use any more.
   */
  rest(resting: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (resting === this.#resting) return
      this.#resting = resting
      if (this.#answer === '' || this.#pc.signalingState !== 'stable') return // the next answer is read so
      await this.#offer()
      await this.#pc.setRemoteDescription({ type: 'answer', sdp: this.#read(this.#answer, this.#redundant) })
    })
  }

  /** What the server answered, as it is to be taken now. */
  #read(answer: string, redundant: boolean): string {
    const sound = redundant ? askForRedundancy(answer) : answer
    return this.#resting ? withoutPictures(sound) : sound
  }

  async #offer(): Promise<void> {
    const { sdp = '' } = await this.#pc.createOffer()
    const own = { type: 'offer', sdp } as const
    // A browser that does not want its offer changed does without.
    await this.#pc
      .setLocalDescription({ ...own, sdp: offerResending(sdp) })
      .catch(() => this.#pc.setLocalDescription(own))
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(step)
    this.#turn = done.catch(() => {})
    return done
  }
}
