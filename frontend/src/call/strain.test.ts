import { expect, test } from 'vitest'
import { Keeping, type Load, trafficOf } from './strain'

const step = 5_000
/** A device with far too much to do. */
const busy = { shown: 50, dropped: 50 }

/** A device that is looked at every five seconds. */
class Device {
  readonly keeping = new Keeping()
  #load: Load = { decoded: 0, dropped: 0, heldUpMs: 0 }
  #ms = 0

  constructor() {
    this.keeping.judge(this.#load, 0)
  }

  /** Lets time pass in which it shows and drops so many frames with each look. */
  go(seconds: number, { shown = 100, dropped = 0, heldUpMs = 0 } = {}): void {
    for (let t = 0; t < seconds * 1000; t += step) {
      this.#ms += step
      this.#load = {
        decoded: this.#load.decoded + shown,
        dropped: this.#load.dropped + dropped,
        heldUpMs: this.#load.heldUpMs + heldUpMs,
      }
      this.keeping.judge(this.#load, this.#ms)
    }
  }

  /** Begins to count anew, as a new connection does. */
  reconnect(): void {
    this.#load = { decoded: 0, dropped: 0, heldUpMs: 0 }
    this.#ms += step
    this.keeping.judge(this.#load, this.#ms)
  }
}

test('a device that keeps up is left alone', () => {
  const device = new Device()
  device.go(600, { shown: 100, dropped: 5, heldUpMs: 500 })
  expect(device.keeping.strain).toBe(0)
})

test.each([
  ['frames are dropped', { shown: 60, dropped: 40 }],
  ['the page is held up', { heldUpMs: 2_500 }],
])('it steps down while %s, down to sound alone', (_, load) => {
  const device = new Device()
  device.go(10, load)
  expect(device.keeping.strain).toBe(0) // a bad look or two are chance
  device.go(5, load)
  expect(device.keeping.strain).toBe(1)
  device.go(30, load)
  expect(device.keeping.strain).toBe(3)
  device.go(60, load)
  expect(device.keeping.strain).toBe(3)
})

test('a few frames, or none, say nothing', () => {
  const device = new Device()
  device.go(60, { shown: 4, dropped: 4 })
  device.go(60, { shown: 0 })
  expect(device.keeping.strain).toBe(0)
})

test('when all goes well it tries more, one step at a time', () => {
  const device = new Device()
  device.go(30, busy)
  expect(device.keeping.strain).toBe(2)
  device.go(30)
  expect(device.keeping.strain).toBe(2)
  device.go(10)
  expect(device.keeping.strain).toBe(1)
  device.go(40)
  expect(device.keeping.strain).toBe(0)
})

test('what was tried and failed is tried again later and later', () => {
  const device = new Device()
  const tries: number[] = []
  device.go(15, busy)
  for (let n = 0; n < 4; n++) {
    let seconds = 0
    while (device.keeping.strain > 0) {
      device.go(5)
      seconds += 5
    }
    tries.push(seconds)
    device.go(15, busy)
  }
  for (const [i, seconds] of tries.entries()) {
    const before = tries[i - 1]
    if (before !== undefined) expect(seconds).toBeGreaterThan(1.5 * before)
  }
})

test('a new connection counts from nothing, and what was learned stays', () => {
  const device = new Device()
  device.go(15, busy)
  device.reconnect()
  device.go(5)
  expect(device.keeping.strain).toBe(1)
})

test('traffic is that of the transport, or of the streams where a browser has none', () => {
  const report = (...rows: object[]): RTCStatsReport =>
    new Map(rows.map((r, i) => [String(i), r])) as unknown as RTCStatsReport
  const streams = [
    { type: 'inbound-rtp', kind: 'video', bytesReceived: 1000, framesDecoded: 50, framesDropped: 2 },
    { type: 'inbound-rtp', kind: 'audio', bytesReceived: 100 },
    { type: 'outbound-rtp', kind: 'video', bytesSent: 500, framesEncoded: 9 },
  ]
  expect(trafficOf(report(...streams))).toEqual({ bytes: 1600, decoded: 50, dropped: 2 })
  expect(trafficOf(report(...streams, { type: 'transport', bytesReceived: 1200, bytesSent: 600 })).bytes).toBe(1800)
  expect(trafficOf(report())).toEqual({ bytes: 0, decoded: 0, dropped: 0 })
})
