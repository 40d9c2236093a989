import { beforeEach, describe, expect, test } from 'vitest'
import { DeviceFault, Devices, troubleOf } from './devices'
import { FakeCapture } from './fakes/browser'

let capture: FakeCapture
let devices: Devices

beforeEach(() => {
  capture = new FakeCapture()
  devices = new Devices(capture, true)
})

const named = (name: string): DOMException => new DOMException('as the browser says it', name)

describe('starting', () => {
  test('asks for one device at a time, and only when told to', async () => {
    expect(capture.asked).toEqual([])
    expect((await devices.microphone()).kind).toBe('audio')
    expect((await devices.camera()).track.kind).toBe('video')
    expect((await devices.screen()).kind).toBe('video')
    expect(capture.asked).toEqual(['microphone', 'camera', 'screen'])
  })

  test('uses the device that was chosen', async () => {
    devices.choose('microphone', 'mic-2')
    await devices.microphone()
    await devices.camera()
    expect(capture.asked).toEqual(['microphone mic-2', 'camera'])
  })

  test('falls back to any device when the chosen one is gone', async () => {
    devices.choose('camera', 'cam-2')
    capture.gone.add('cam-2')
    await devices.camera()
    expect(capture.asked).toEqual(['camera cam-2', 'camera'])
    expect(devices.chosen('camera')).toBeUndefined()
  })

  test('does not ask again for a chosen device that was denied', async () => {
    devices.choose('camera', 'cam-2')
    capture.failure = named('NotAllowedError')
    await expect(devices.camera()).rejects.toMatchObject({ trouble: 'denied' })
    expect(capture.asked).toHaveLength(1)
    expect(devices.chosen('camera')).toBe('cam-2')
  })
})

describe('who said no', () => {
  test.each([
    ['prompt', 'dismissed'],
    ['denied', 'denied'],
    ['granted', 'system'],
    [undefined, 'denied'],
  ] as const)('when the permission then is %s: %s', async (state, trouble) => {
    capture.failure = named('NotAllowedError')
    const asked: string[] = []
    const permission = async (device: string): Promise<PermissionState | undefined> => {
      asked.push(device)
      return state
    }
    await expect(new Devices(capture, true, undefined, permission).camera()).rejects.toMatchObject({ trouble })
    expect(asked).toEqual(['camera'])
  })

  test('the phone or computer, in words of Chromium', () => {
    expect(troubleOf(new DOMException('Permission denied by system', 'NotAllowedError'))).toBe('system')
  })
})

describe('trouble', () => {
  test.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'in_use'],
    ['AbortError', 'in_use'],
    ['NotSupportedError', 'unsupported'],
    ['InvalidStateError', 'failed'],
  ])('%s is: %s', async (name, trouble) => {
    capture.failure = named(name)
    const fault = await devices.microphone().catch((f: unknown) => f)
    expect(fault).toBeInstanceOf(DeviceFault)
    expect(fault).toMatchObject({ trouble })
  })

  test('whatever else is thrown is a failure', () => {
    expect(troubleOf('a string')).toBe('failed')
  })

  test('a page without a secure context says so, before it asks', async () => {
    await expect(new Devices(capture, false).microphone()).rejects.toMatchObject({ trouble: 'insecure' })
    expect(capture.asked).toEqual([])
  })

  test('a browser that lacks what is needed says so', async () => {
    await expect(new Devices(undefined, true).camera()).rejects.toMatchObject({ trouble: 'unsupported' })
    await expect(new Devices({ getUserMedia: capture.getUserMedia }, true).screen()).rejects.toMatchObject({
      trouble: 'unsupported',
    })
  })
})

test('devices are listed by kind, with or without a name', async () => {
  expect(await devices.list()).toEqual([
    { id: 'mic-1', kind: 'microphone', label: 'Desk microphone' },
    { id: 'cam-1', kind: 'camera', label: '' },
  ])
  expect(await new Devices(undefined, true).list()).toEqual([])
})

test('changes are told until the listener is removed', () => {
  let changes = 0
  const remove = devices.onChange(() => changes++)
  capture.change()
  remove()
  capture.change()
  expect(changes).toBe(1)
})
