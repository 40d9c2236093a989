// A home with its own Wi-Fi: a browser in a network namespace of its own, with
// one cable to the server's that a test can pull. Needs the namespace that
// scripts/hermetic makes, where everybody is root.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { launch } from './browsers'

const serverSide = '10.78.0.1'
const homeSide = '10.78.0.2'

const ip = (...words: string[]): void => {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

export class Wifi {
  private constructor(
    private readonly home: ChildProcess,
    private readonly folder: string,
    private readonly cable: string,
  ) {}

  /** Where the server has to listen so that the home reaches it. */
  static readonly server = serverSide

  static async connect(): Promise<Wifi> {
    const cable = `wr${process.pid % 100_000}`
    const home = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo ready && exec sleep infinity'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((ready, failed) => {
      home.stdout?.once('data', () => ready())
      home.once('exit', (code) => failed(new Error(`no network of its own (${code}); run under scripts/hermetic`)))
    })
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'wlan0', 'netns', String(home.pid))
    ip('addr', 'add', `${serverSide}/24`, 'dev', cable)
    ip('link', 'set', cable, 'up')
    const within = (...words: string[]) =>
      execFileSync('nsenter', [`--net=/proc/${home.pid}/ns/net`, 'ip', ...words], { stdio: 'inherit' })
    within('addr', 'add', `${homeSide}/24`, 'dev', 'wlan0')
    within('link', 'set', 'wlan0', 'up')
    within('route', 'add', 'default', 'via', serverSide)
    return new Wifi(home, mkdtempSync(join(tmpdir(), 'warmroom-home-')), cable)
  }

  /** A Chromium at home. It finds the server under the name localhost, which browsers trust. */
  browser(): Promise<Browser> {
    const command = join(this.folder, 'chromium')
    writeFileSync(command, `#!/bin/sh\nexec nsenter --net=/proc/${this.home.pid}/ns/net /usr/bin/chromium "$@"\n`, {
      mode: 0o755,
    })
    return launch('chromium', { command, flags: [`--host-resolver-rules=MAP localhost ${serverSide}`] })
  }

  /** A Chromium on the server's side of the cable. */
  outside(): Promise<Browser> {
    return launch('chromium', { flags: [`--host-resolver-rules=MAP localhost ${serverSide}`] })
  }

  lose(): void {
    ip('link', 'set', this.cable, 'down')
  }

  back(): void {
    ip('link', 'set', this.cable, 'up')
  }

  disconnect(): void {
    ip('link', 'del', this.cable)
    this.home.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}
