import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DeviceFault } from '../devices'
import { FakeTrack } from '../fakes/track'
import { blurred, type Port, type Route } from './blurred'
import type { FromWorker, ToWorker } from './messages'

/** The worker's end is in the hands of the test. */
class FakePort implements Port {
  onmessage: Port['onmessage'] = null
  onerror: Port['onerror'] = null
  readonly got: ToWorker[] = []
  terminated = false

  postMessage(message: ToWorker): void {
    this.got.push(message)
  }

  terminate(): void {
    this.terminated = true
  }

  says(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>)
  }
}

let device: FakeTrack
let out: FakeTrack
let port: FakePort
let took: FromWorker[]
let closed: boolean

const route = (): Route => ({
  track: out.asTrack(),
  begin: (p) => p.postMessage({ type: 'frames' }),
  took: (message) => void took.push(message),
  close: () => {
    closed = true
  },
})

beforeEach(() => {
  vi.useFakeTimers()
  device = new FakeTrack('video', 540)
  out = new FakeTrack('video', 540)
  port = new FakePort()
  took = []
  closed = false
})

afterEach(() => {
  vi.useRealTimers()
})

const start = (): ReturnType<typeof blurred> => blurred(device.asTrack(), port, route())

describe('a camera that is blurred', () => {
  test('is there when its first picture is, and not before', async () => {
    const done = vi.fn()
    const capture = start()
    void capture.then(done)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(port.got).toEqual([{ type: 'frames' }])
    expect(done).not.toHaveBeenCalled()
    port.says({ type: 'painted' })
    expect(await capture).toMatchObject({ track: out, device })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(out.readyState).toBe('live')
  })

  test('stops with its device and its worker', async () => {
    const capture = start()
    port.says({ type: 'painted' })
    ;(await capture).stop()
    expect([out.readyState, device.readyState]).toEqual(['ended', 'ended'])
    expect([port.terminated, closed]).toEqual([true, true])
  })

  test('does not care for a start that was given up when it has begun', async () => {
    const unwanted = new AbortController()
    const capture = blurred(device.asTrack(), port, route(), unwanted.signal)
    port.says({ type: 'painted' })
    await capture
    unwanted.abort()
    expect(out.readyState).toBe('live')
  })

  test('hands frames and pictures on', () => {
    void start()
    port.says({ type: 'next' })
    expect(took).toEqual([{ type: 'next' }])
  })
})

describe('a camera that can not be blurred', () => {
  test.each(['blur', 'slow'] as const)('%s: does not start', async (trouble) => {
    const capture = start()
    port.says({ type: 'trouble', trouble })
    await expect(capture).rejects.toMatchObject({ trouble })
    expect([out.readyState, port.terminated, closed]).toEqual(['ended', true, true])
  })

  test('does not start when the worker does not load', async () => {
    const capture = start()
    port.onerror?.({} as ErrorEvent)
    await expect(capture).rejects.toMatchObject({ trouble: 'blur' })
  })

  test('does not start when no picture comes', async () => {
    const capture = start()
    const fault = expect(capture).rejects.toMatchObject({ trouble: 'blur' })
    await vi.advanceTimersByTimeAsync(30_000)
    await fault
    expect(port.terminated).toBe(true)
  })

  test.each([false, true])('is not waited for when nobody wants it any more; from the start: %s', async (early) => {
    const unwanted = new AbortController()
    if (early) unwanted.abort()
    const capture = blurred(device.asTrack(), port, route(), unwanted.signal)
    if (!early) unwanted.abort()
    await expect(capture).rejects.toBeInstanceOf(DeviceFault)
    expect([out.readyState, port.terminated, closed]).toEqual(['ended', true, true])
  })

  test('any more: its picture ends at once, and it says why', async () => {
    const capture = start()
    port.says({ type: 'painted' })
    const { broken } = await capture
    port.says({ type: 'trouble', trouble: 'slow' })
    expect(out.readyState).toBe('ended')
    expect(await broken).toBe('slow')
  })
})
