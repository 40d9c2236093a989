/** Two soft notes, a fourth apart, in Hz; the second begins before the first is gone. */
const notes = [587.33, 783.99] as const
const apartS = 0.16
const lastsS = 0.5
const loudness = 0.08

let context: AudioContext | undefined
/** Notes that have not ended yet. */
let sounding = 0

/**
 * A soft sound that somebody is at the door. It is made here, so that nothing
 * is loaded. A browser that holds sound back until the page is pressed plays
 * nothing: what is seen and read aloud says the same.
 */
export function chime(): void {
  try {
    context ??= new AudioContext()
    void context.resume()
    for (const [i, frequency] of notes.entries()) play(context, frequency, context.currentTime + i * apartS)
  } catch {
    // No sound on this device.
  }
}

function play(on: AudioContext, frequency: number, at: number): void {
  const note = new OscillatorNode(on, { frequency })
  const volume = new GainNode(on, { gain: 0 })
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + lastsS)
  note.connect(volume).connect(on.destination)
  note.onended = () => {
    // One that plays nothing costs as much as one that plays.
    if (--sounding === 0) void on.suspend()
  }
  sounding++
  note.start(at)
  note.stop(at + lastsS)
}
