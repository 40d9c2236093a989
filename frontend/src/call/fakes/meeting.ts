import { vi } from 'vitest'
import type { Source } from '../../generated/protocol'
import { Call } from '../call'
import { FakeBrowser } from './browser'
import { FakeServer } from './server'

export const ticket = { invite: 'q8Z', meeting: '01JD', name: 'Heron', acceptance: '01JE' }

/** Time goes by. */
export const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

/** One person's page and the server it talks to, before they meet. Needs vitest's clock. */
export class Meeting {
  readonly browser = new FakeBrowser()
  readonly server = new FakeServer(this.browser)
  call = new Call(this.browser)

  /** Comes through the door into the room, with media connected. */
  async comeIn(): Promise<void> {
    this.call.enter(ticket)
    await pass(100)
    this.server.admit()
    await pass(100)
    this.browser.lastConnection.become('connected')
  }

  async turnOn(source: Source): Promise<void> {
    const done = this.call.publish(source, true)
    await pass(100)
    await done
  }

  /** The network goes, the browser notices nothing, and it comes back. */
  async loseFor(ms: number): Promise<void> {
    this.server.reachable = false
    this.browser.lastSocket.end(1006)
    await pass(ms)
    this.server.reachable = true
    this.browser.happens('network')
    await pass(200)
  }
}
