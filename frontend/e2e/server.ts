// The real server for browser tests: the binary under test, on ports of its
// own, with a data folder that is gone afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const binary = resolve(here, '../../bin/warmroom')

/** What `warmroom demo` prints for people to open. */
export interface Links {
  readonly facilitator: string
  readonly coFacilitator: string
  readonly participant: string
  /** The staff page, for who runs the programme. */
  readonly manager: string
}

export class Server {
  private constructor(
    private process: ChildProcess,
    private readonly folder: string,
    readonly links: Links,
  ) {}

  /**
   * Starts `warmroom demo` and waits until it has printed its links. Within is
   * a command that runs another one elsewhere, and becomes it.
   */
  static async start(env: Record<string, string> = {}, within: readonly string[] = []): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'warmroom-e2e-'))
    const child = run(folder, env, within)
    try {
      return new Server(child, folder, await linksOf(child))
    } catch (cause) {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
      throw cause
    }
  }

  /** Kills the server as a crash does: it has no time for a word. */
  async kill(): Promise<void> {
    await new Promise((done) => {
      this.process.once('exit', done)
      this.process.kill('SIGKILL')
    })
  }

  /** Starts it where it was, with the data it had. */
  async startAgain(): Promise<void> {
    this.process = run(this.folder, { WARMROOM_LISTEN: new URL(this.links.participant).host })
    await linksOf(this.process)
  }

  /** Stops the server as Ctrl-C does; fails when it does not end cleanly. */
  async stop(): Promise<void> {
    const code = await new Promise<number | null>((done) => {
      if (this.process.exitCode !== null) return done(this.process.exitCode)
      this.process.once('exit', (exit) => done(exit))
      this.process.kill('SIGINT')
    })
    await rm(this.folder, { recursive: true, force: true })
    if (code !== 0) throw new Error(`warmroom ended with exit code ${code}`)
  }
}

function run(folder: string, env: Record<string, string>, within: readonly string[] = []): ChildProcess {
  const [command, ...words] = [...within, binary, 'demo']
  return spawn(command as string, words, {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      WARMROOM_DATA: folder,
      WARMROOM_LISTEN: 'localhost:0',
      WARMROOM_OPS_LISTEN: '127.0.0.1:0',
      WARMROOM_MEDIA_UDP: '127.0.0.1:0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Browsers give a microphone only to pages of localhost, or over TLS. */
function trusted(link: string): string {
  return link.replace(/:\/\/[^:/]+/, '://localhost')
}

function linksOf(child: ChildProcess): Promise<Links> {
  return new Promise((found, failed) => {
    let output = ''
    const late = setTimeout(() => failed(new Error(`no links after 30 s:\n${output}`)), 30_000)
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const signIns = output.match(/https?:\/\/\S+\/sign-in#\S+/g)?.map(trusted) ?? []
      const join = output.match(/https?:\/\/\S+\/join#\S+/)?.map(trusted)
      const [facilitator, coFacilitator, manager] = signIns
      const participant = join?.[0]
      if (!facilitator || !coFacilitator || !manager || !participant) return
      clearTimeout(late)
      found({ facilitator, coFacilitator, participant, manager })
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => failed(new Error(`warmroom ended with ${code}:\n${output}`)))
  })
}
