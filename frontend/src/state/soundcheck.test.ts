import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Devices } from '../call/devices'
import { FakeBrowser } from '../call/fakes/browser'
import type { FakeTrack } from '../call/fakes/track'
import { SoundCheck } from './soundcheck.svelte'

/** Any node of Web Audio, which does nothing. */
class FakeNode {
  readonly fftSize = 1
  readonly gain = { value: 0 }
  connect(to: FakeNode): FakeNode {
    return to
  }
  getFloatTimeDomainData(): void {}
}

class FakeContext {
  static last: FakeContext
  state = 'running'
  onstatechange: (() => void) | null = null
  readonly destination = new FakeNode()
  resumed = 0

  constructor() {
    FakeContext.last = this
  }

  createMediaStreamSource(): FakeNode {
    return new FakeNode()
  }

  async resume(): Promise<void> {
    this.resumed++
  }

  async close(): Promise<void> {
    this.become('closed')
  }

  become(state: string): void {
    this.state = state
    this.onstatechange?.()
  }
}

let browser: FakeBrowser
let check: SoundCheck

beforeEach(async () => {
  vi.stubGlobal('AudioContext', FakeContext)
  for (const node of ['AnalyserNode', 'DelayNode', 'GainNode', 'MediaStream']) vi.stubGlobal(node, FakeNode)
  browser = new FakeBrowser()
  check = new SoundCheck(new Devices(browser.capture, true))
  await check.start()
})

afterEach(() => {
  check.stop()
  vi.unstubAllGlobals()
})

const track = (): FakeTrack => browser.capture.tracks.at(-1) as FakeTrack

test('a phone call ends the test of the microphone and says so, and it can be started again', async () => {
  expect(check.running).toBe(true)
  track().interrupt(true)
  expect(check).toMatchObject({ running: false, trouble: 'in_use' })
  expect(track().readyState).toBe('ended')
  await check.start()
  expect(check).toMatchObject({ running: true, trouble: undefined })
})

test('so does a microphone that is pulled out', () => {
  track().unplug()
  expect(check).toMatchObject({ running: false, trouble: 'failed' })
})

test('what a phone interrupted goes on, and what was stopped does not', () => {
  const context = FakeContext.last
  context.become('interrupted')
  expect(context.resumed).toBe(1)
  context.become('running')
  check.stop()
  expect(context.resumed).toBe(1)
})
