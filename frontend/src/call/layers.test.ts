import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FakeConnection } from './fakes/connection'
import { cameraLayers, encodingsFor, Layers, screenLayers } from './layers'

describe('the encodings', () => {
  const of = (rids: readonly string[] | undefined, height: number | undefined): unknown[] =>
    encodingsFor(cameraLayers, { rids, height }).map((e) => [e.rid, e.scaleResolutionDownBy, e.active])

  test('of a large picture are three, each as it is watched', () => {
    expect(of(undefined, 540)).toEqual([
      ['q', 4, true],
      ['h', 2, true],
      ['f', 1, true],
    ])
    expect(of(['q', 'f'], 720)).toEqual([
      ['q', 4, true],
      ['h', 2, false],
      ['f', 1, true],
    ])
    expect(of([], 720).map((e) => (e as unknown[])[2])).toEqual([false, false, false])
  })

  test('of a small picture are two, the upper one whole', () => {
    expect(of(undefined, 360)).toEqual([
      ['q', 2, true],
      ['h', 1, true],
      ['f', 1, false],
    ])
  })

  test('of a small picture send the middle one to whoever wants the top', () => {
    expect(of(['f'], 360)).toEqual([
      ['q', 2, false],
      ['h', 1, true],
      ['f', 1, false],
    ])
  })

  test('keep their bitrates', () => {
    expect(encodingsFor(cameraLayers, { rids: ['q'], height: 360 }).map((e) => e.maxBitrate)).toEqual([
      120_000, 400_000, 1_200_000,
    ])
  })

  test('of a screen are one, on while anybody watches', () => {
    expect(encodingsFor(screenLayers, { rids: undefined, height: undefined })).toMatchObject([{ active: true }])
    expect(encodingsFor(screenLayers, { rids: ['f'], height: 1080 })).toMatchObject([{ active: true }])
    expect(encodingsFor(screenLayers, { rids: [], height: 1080 })).toMatchObject([{ active: false }])
  })
})

describe('a sender', () => {
  let sender: FakeConnection['transceivers'][number]['sender']
  let layers: Layers

  beforeEach(() => {
    vi.useFakeTimers()
    const camera = new FakeConnection({}).addTransceiver('video', { sendEncodings: [...cameraLayers] })
    sender = camera.sender
    layers = new Layers(sender as unknown as RTCRtpSender)
    layers.captured(540)
  })
  afterEach(() => vi.useRealTimers())

  const active = (): (string | undefined)[] => sender.encodings.filter((e) => e.active).map((e) => e.rid)

  test('stops and starts layers at once', async () => {
    layers.want(['q'])
    await vi.advanceTimersByTimeAsync(20)
    expect(active()).toEqual(['q'])
    layers.want(['q', 'f'])
    await vi.advanceTimersByTimeAsync(20)
    expect(active()).toEqual(['q', 'f'])
  })

  test('never gets two changes at a time, and ends at the last one', async () => {
    layers.captured(360)
    layers.captured(540)
    layers.captured(360)
    await vi.advanceTimersByTimeAsync(5)
    layers.captured(720)
    layers.captured(240)
    await vi.advanceTimersByTimeAsync(100)
    expect(sender.overlaps).toBe(0)
    expect(sender.encodings.map((e) => e.scaleResolutionDownBy)).toEqual([2, 1, 1])
    expect(active()).toEqual(['q', 'h'])
  })

  test('is not asked for what it does already', async () => {
    layers.captured(720)
    layers.want(['q', 'h', 'f'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sender.history).toEqual([])
  })

  test('that is closed is changed no more', async () => {
    layers.close()
    layers.want(['q'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sender.history).toEqual([])
  })
})
