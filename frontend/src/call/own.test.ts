import { beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../net/refusal'
import { plain } from './capture'
import { DeviceFault } from './devices'
import { FakeTrack } from './fakes/track'
import { Own } from './own'

let tracks: FakeTrack[]
/** What happened, in order: captured, sent, published. */
let log: string[]
let capture: () => Promise<void>
let publish: (on: boolean) => Promise<void>
let recovered: number

beforeEach(() => {
  tracks = []
  log = []
  capture = async () => {}
  publish = async () => {}
  recovered = 0
})

/** An own source, with a server that lets through what is published. */
function own(source: 'microphone' | 'camera' | 'screen'): Own {
  const it = new Own(source, {
    capture: async () => {
      log.push('capture')
      await capture()
      const track = new FakeTrack(source === 'microphone' ? 'audio' : 'video', 540)
      tracks.push(track)
      return plain(track.asTrack())
    },
    send: async (track) => void log.push(track ? 'send' : 'send nothing'),
    publish: async (on) => {
      log.push(`publish ${on ? 'on' : 'off'}`)
      await publish(on)
      it.serverHas(on ? 'on' : 'off')
    },
    changed: () => {},
    recovered: () => recovered++,
  })
  return it
}

const last = (): FakeTrack => tracks.at(-1) as FakeTrack

describe('turning on and off', () => {
  test('the device starts, then it is sent, then the server is told', async () => {
    const microphone = own('microphone')
    const done = microphone.set(true)
    expect(microphone.state).toMatchObject({ state: 'off', busy: true })
    await done
    expect(log).toEqual(['capture', 'send', 'publish on'])
    expect(microphone.state).toMatchObject({ state: 'on', busy: false, track: last() })
  })

  test('a microphone is silent at once, and pauses', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    const done = microphone.set(false)
    expect(last().enabled).toBe(false)
    expect(microphone.state.state).toBe('off')
    await done
    await microphone.set(true)
    expect(tracks).toHaveLength(1)
    expect(log.slice(3)).toEqual(['publish off', 'send', 'publish on'])
    expect(last()).toMatchObject({ enabled: true, readyState: 'live' })
  })

  test('pressed off while the server is being told, it is silent at once', async () => {
    let deliver = (): void => {}
    let told = (): void => {}
    const telling = new Promise<void>((done) => (told = done))
    publish = (on) => {
      told()
      return on ? new Promise((done) => (deliver = done)) : Promise.resolve()
    }
    const microphone = own('microphone')
    const done = microphone.set(true)
    await telling
    expect(last().enabled).toBe(true)
    void microphone.set(false)
    expect(last().enabled).toBe(false)
    deliver()
    await done
    expect(log.slice(2)).toEqual(['publish on', 'publish off'])
  })

  test("a camera's light goes out", async () => {
    const camera = own('camera')
    await camera.set(true)
    await camera.set(false)
    expect(last().readyState).toBe('ended')
    expect(log.slice(3)).toEqual(['send nothing', 'publish off'])
    expect(camera.state.track).toBeUndefined()
  })

  test('off stays off at this end when the server can not be told', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    publish = async () => {
      throw new Refusal('unavailable', 'offline', '')
    }
    await expect(microphone.set(false)).rejects.toMatchObject({ reason: 'offline' })
    expect(last().enabled).toBe(false)
    expect(microphone.state.state).toBe('off')
    publish = async () => {}
    microphone.serverHas('on')
    await microphone.set(false)
    expect(log.at(-1)).toBe('publish off')
  })

  test('the last of many presses counts', async () => {
    const camera = own('camera')
    const all = [camera.set(true), camera.set(false), camera.set(true), camera.set(false)]
    await Promise.all(all)
    expect(camera.state.state).toBe('off')
    expect(tracks.every((t) => t.readyState === 'ended')).toBe(true)
    expect(log).not.toContain('publish on')
  })

  test('pressed off while the browser asks, nothing is sent', async () => {
    let allow = (): void => {}
    capture = () => new Promise((done) => (allow = done))
    const microphone = own('microphone')
    const done = microphone.set(true)
    void microphone.set(false)
    allow()
    await done
    expect(log).toEqual(['capture'])
    expect(last().enabled).toBe(false)
  })
})

describe('what goes wrong', () => {
  test('trouble with the device is told, and gone with the next press', async () => {
    capture = async () => {
      throw new DeviceFault('denied')
    }
    const microphone = own('microphone')
    await microphone.set(true)
    expect(microphone.state).toEqual({ state: 'off', busy: false, trouble: 'denied' })
    capture = async () => {}
    await microphone.set(true)
    expect(microphone.state.trouble).toBeUndefined()
    expect(microphone.state.state).toBe('on')
  })

  test('what the server refuses is not captured any more', async () => {
    publish = async () => {
      throw new Refusal('forbidden', 'camera_rule', 'Cameras stay off in this group.')
    }
    const camera = own('camera')
    await expect(camera.set(true)).rejects.toMatchObject({ reason: 'camera_rule' })
    expect(last().readyState).toBe('ended')
    expect(camera.state).toEqual({ state: 'off', busy: false })
  })

  test('a microphone that is pulled out is replaced by the next one', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    last().unplug()
    await microphone.set(true)
    expect(tracks).toHaveLength(2)
    expect(microphone.state).toMatchObject({ state: 'on', track: last() })
    expect(log.slice(3)).toEqual(['capture', 'send'])
  })

  test('without a next one it is off, and why is told', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    let unplugged = (): void => {}
    const gone = new Promise<void>((done) => (unplugged = done))
    capture = async () => {
      throw new DeviceFault('missing')
    }
    publish = async () => unplugged()
    last().unplug()
    await gone
    await Promise.resolve()
    expect(log.at(-1)).toBe('publish off')
    expect(microphone.state.trouble).toBe('missing')
  })

  test("a screen ends by the browser's own button", async () => {
    const screen = own('screen')
    await screen.set(true)
    last().unplug()
    await screen.set(false)
    expect(tracks).toHaveLength(1)
    expect(log.at(-1)).toBe('publish off')
    expect(screen.state.state).toBe('off')
  })

  test('another device is taken up while it is on, and not before', async () => {
    const camera = own('camera')
    await camera.restart()
    expect(tracks).toHaveLength(0)
    await camera.set(true)
    await camera.restart()
    expect(tracks.map((t) => t.readyState)).toEqual(['ended', 'live'])
    expect(camera.state.state).toBe('on')
  })
})

test('a device chosen while the first one starts is taken up all the same', async () => {
  let allow = (): void => {}
  capture = () => new Promise((done) => (allow = done))
  const camera = own('camera')
  const on = camera.set(true)
  const restarted = camera.restart()
  capture = async () => {}
  allow()
  await on
  await restarted
  expect(tracks.map((t) => t.readyState)).toEqual(['ended', 'live'])
  expect(camera.state).toMatchObject({ state: 'on', track: last() })
})

describe('the server has the last word', () => {
  test('a mute stops the microphone for good', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    microphone.serverHas('stopped')
    expect(last()).toMatchObject({ readyState: 'ended', enabled: false })
    expect(microphone.state).toEqual({ state: 'stopped', busy: false })
    expect(log.at(-1)).toBe('send nothing')
  })

  test('lifting a mute turns nothing on', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    microphone.serverHas('stopped')
    microphone.serverHas('off')
    expect(microphone.state.state).toBe('off')
    expect(tracks).toHaveLength(1)
    await microphone.set(true)
    expect(tracks).toHaveLength(2)
  })

  test('a press on a stopped microphone asks the server, not the browser', async () => {
    const microphone = own('microphone')
    microphone.serverHas('stopped')
    publish = async () => {
      throw new Refusal('forbidden', 'muted', 'A facilitator has muted you.')
    }
    await expect(microphone.set(true)).rejects.toMatchObject({ reason: 'muted' })
    expect(log).toEqual(['publish on'])
    expect(microphone.state.state).toBe('stopped')
  })

  test('a mute that comes while the browser asks holds', async () => {
    let allow = (): void => {}
    capture = () => new Promise((done) => (allow = done))
    const microphone = own('microphone')
    const done = microphone.set(true)
    microphone.serverHas('stopped')
    allow()
    await done
    expect(last().readyState).toBe('ended')
    expect(log).not.toContain('publish on')
  })

  test('back at the door everything of ours is off', async () => {
    const camera = own('camera')
    await camera.set(true)
    camera.serverHas('off')
    expect(last().readyState).toBe('ended')
  })

  test('what the server still lets through after a reload is turned off', async () => {
    const microphone = own('microphone')
    microphone.serverHas('on')
    expect(microphone.state.state).toBe('off')
    await microphone.set(false)
    expect(log).toEqual(['publish off'])
  })
})

describe('when the system takes the device for a while', () => {
  test('it is told, and over when the system gives it back', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    last().interrupt(true)
    expect(microphone.state).toMatchObject({ state: 'on', interrupted: true })
    last().interrupt(false)
    expect(microphone.state.interrupted).toBeUndefined()
    expect(tracks).toHaveLength(1)
    expect(recovered).toBe(1)
  })

  test('a device that is not given back is started anew, without a word to the server', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    const before = last()
    before.interrupt(true)
    await microphone.recover()
    expect(log.slice(3)).toEqual(['capture', 'send'])
    expect(before.readyState).toBe('ended')
    expect(microphone.state).toMatchObject({ state: 'on', track: last() })
    expect(microphone.state.interrupted).toBeUndefined()
    expect(recovered).toBe(1)
  })

  test('who asks for it back is told why it does not come', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    last().interrupt(true)
    capture = () => Promise.reject(new DeviceFault('in_use'))
    await microphone.recover(true)
    expect(microphone.state).toMatchObject({ state: 'on', interrupted: true, trouble: 'in_use' })
    capture = async () => {}
    await microphone.recover(true)
    expect(microphone.state.trouble).toBeUndefined()
    expect(microphone.state.interrupted).toBeUndefined()
  })

  test('it is asked for once at a time', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    last().interrupt(true)
    await Promise.all([microphone.recover(), microphone.recover()])
    expect(tracks).toHaveLength(2)
  })

  test('taken while it was off, it is started anew with the next press', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    await microphone.set(false)
    const before = last()
    before.interrupt(true)
    await microphone.set(true)
    expect(before.readyState).toBe('ended')
    expect(microphone.state).toMatchObject({ state: 'on', track: last() })
    expect(microphone.state.interrupted).toBeUndefined()
    expect(recovered).toBe(1)
  })

  test('still taken when it is pressed, it says why it does not start', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    await microphone.set(false)
    last().interrupt(true)
    capture = () => Promise.reject(new DeviceFault('in_use'))
    await microphone.set(true)
    expect(microphone.state).toMatchObject({ state: 'off', trouble: 'in_use' })
  })

  test('while it can not be had, what there is stays', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    last().interrupt(true)
    capture = () => Promise.reject(new DeviceFault('in_use'))
    await microphone.recover()
    expect(microphone.state).toMatchObject({ state: 'on', interrupted: true })
    expect(microphone.state.trouble).toBeUndefined()
    expect(last().readyState).toBe('live')
  })

  test('turned off meanwhile, it stays off', async () => {
    const microphone = own('microphone')
    await microphone.set(true)
    const before = last()
    before.interrupt(true)
    let give = (): void => {}
    capture = () => new Promise((done) => (give = done))
    const recovering = microphone.recover()
    await microphone.set(false)
    give()
    await recovering
    expect(last()).not.toBe(before)
    expect(last().readyState).toBe('ended')
    expect(microphone.state).toMatchObject({ state: 'off', track: before })
  })

  test('nothing is taken back that was not taken, or is off', async () => {
    const microphone = own('microphone')
    await microphone.recover()
    await microphone.set(true)
    await microphone.recover()
    last().interrupt(true)
    await microphone.set(false)
    await microphone.recover()
    expect(tracks).toHaveLength(1)
  })
})
