// Makes the clips beside it with the encoders of Chromium: node sfu/standin/clips/make.mjs
import { chromium } from '../../../frontend/node_modules/@playwright/test/index.mjs'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const server = createServer((_, res) => { res.setHeader('Content-Type', 'text/html'); res.end('<!doctype html><title>x</title>') }).listen(0, '127.0.0.1')
await new Promise((r) => server.once('listening', r))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)

const audio = (kind, seconds) => page.evaluate(async ({ kind, seconds }) => {
  const rate = 48000
  const ctx = new OfflineAudioContext(1, rate * seconds, rate)
  const out = new GainNode(ctx, { gain: kind === 'noise' ? 0.28 : 0.5 })
  out.connect(ctx.destination)
  if (kind === 'voice') {
    // A voice without words: a buzz through two formants that move from vowel to vowel, in syllables.
    const buzz = new OscillatorNode(ctx, { type: 'sawtooth', frequency: 150 })
    const vowels = [[700, 1100], [300, 2300], [500, 900], [400, 2000], [640, 1190], [320, 800]]
    const f1 = new BiquadFilterNode(ctx, { type: 'bandpass', Q: 6 })
    const f2 = new BiquadFilterNode(ctx, { type: 'bandpass', Q: 9 })
    const loud = new GainNode(ctx, { gain: 0 })
    buzz.connect(f1).connect(loud)
    buzz.connect(f2).connect(loud)
    loud.connect(out)
    let t = 0.05
    let i = 0
    while (t < seconds - 0.3) {
      const [a, b] = vowels[i % vowels.length]
      f1.frequency.linearRampToValueAtTime(a, t + 0.04)
      f2.frequency.linearRampToValueAtTime(b, t + 0.04)
      buzz.frequency.linearRampToValueAtTime(140 + 35 * Math.sin(i * 1.7), t + 0.05)
      loud.gain.setValueAtTime(0.02, t)
      loud.gain.linearRampToValueAtTime(1.6, t + 0.05)
      loud.gain.linearRampToValueAtTime(0.02, t + 0.19)
      t += i % 5 === 4 ? 0.42 : 0.22
      i++
    }
    buzz.start()
  } else {
    // Something one wants to be gone: two beating squares that wobble.
    for (const frequency of [311, 329]) {
      const o = new OscillatorNode(ctx, { type: 'square', frequency })
      const wobble = new OscillatorNode(ctx, { frequency: 7 })
      wobble.connect(new GainNode(ctx, { gain: 60 })).connect(o.frequency)
      o.connect(new GainNode(ctx, { gain: 0.5 })).connect(out)
      o.start()
      wobble.start()
    }
  }
  const buffer = await ctx.startRendering()
  const frames = []
  const encoder = new AudioEncoder({
    output: (chunk) => { const b = new Uint8Array(chunk.byteLength); chunk.copyTo(b); frames.push([...b]) },
    error: (e) => { throw e },
  })
  encoder.configure({ codec: 'opus', sampleRate: rate, numberOfChannels: 1, bitrate: 20000, opus: { frameDuration: 20000, application: 'voip' } })
  const data = buffer.getChannelData(0)
  for (let at = 0; at + 960 <= data.length; at += 960) {
    encoder.encode(new AudioData({ format: 'f32-planar', sampleRate: rate, numberOfFrames: 960, numberOfChannels: 1, timestamp: Math.round(at / rate * 1e6), data: data.slice(at, at + 960) }))
  }
  await encoder.flush()
  return frames
}, { kind, seconds })

const video = (kind, seconds, fps) => page.evaluate(async ({ kind, seconds, fps }) => {
  const [w, h] = [320, 180]
  const canvas = new OffscreenCanvas(w, h)
  const pen = canvas.getContext('2d')
  const frames = []
  const encoder = new VideoEncoder({
    output: (chunk) => { const b = new Uint8Array(chunk.byteLength); chunk.copyTo(b); frames.push([...b]) },
    error: (e) => { throw e },
  })
  encoder.configure({ codec: 'vp8', width: w, height: h, bitrate: 90000, framerate: fps, latencyMode: 'realtime' })
  const n = seconds * fps
  for (let i = 0; i < n; i++) {
    const a = (i / n) * 2 * Math.PI
    if (kind === 'shake') {
      pen.fillStyle = i % 4 < 2 ? '#8a3d2e' : '#c98b2b'
      pen.fillRect(0, 0, w, h)
      pen.fillStyle = '#2c2621'
      pen.fillRect(w / 2 - 40 + 60 * Math.sin(3 * a), h / 2 - 30 + 30 * Math.cos(5 * a), 80, 60)
    } else {
      pen.fillStyle = '#24382f'
      pen.fillRect(0, 0, w, h)
      pen.fillStyle = '#93ccb6'
      pen.beginPath()
      pen.arc(w / 2 + 12 * Math.sin(a), h / 2, 42 + 4 * Math.cos(2 * a), 0, 7)
      pen.fill()
    }
    encoder.encode(new VideoFrame(canvas, { timestamp: Math.round(i / fps * 1e6) }), { keyFrame: i === 0 })
  }
  await encoder.flush()
  return frames
}, { kind, seconds, fps })

// A clip: the milliseconds of a frame, then each frame behind its length, two bytes big endian.
function write(name, ms, frames) {
  const parts = [Buffer.from([ms >> 8, ms & 255])]
  for (const f of frames) parts.push(Buffer.from([f.length >> 8, f.length & 255]), Buffer.from(f))
  const all = Buffer.concat(parts)
  writeFileSync(`${import.meta.dirname}/${name}`, all)
  console.log(name, frames.length, 'frames', all.length, 'bytes')
}
write('voice.opus.clip', 20, await audio('voice', 5))
write('noise.opus.clip', 20, await audio('noise', 3))
write('calm.vp8.clip', 125, await video('calm', 4, 8))
write('shake.vp8.clip', 100, await video('shake', 2, 10))
await browser.close()
server.close()
