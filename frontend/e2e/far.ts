// A server on the other side of a network that lets through only what a test
// says: it runs in a network namespace of its own, and so does the browser of
// whoever leads there. Needs the namespace that scripts/hermetic makes, where
// everybody is root.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from '@playwright/test'
import { type BrowserName, launch, launchTrusting } from './browsers'
import { type Links, Server } from './server'

const farSide = '10.79.0.1'
const nearSide = '10.79.0.2'
const cable = 'far0'
/** The server's name in its certificate: Firefox asks no relay over TLS that has only an address. */
const name = 'rooms.test'

/** What a network may refuse to carry: everything of a kind, or of TCP all but one port. */
export type Refused = 'udp' | 'tcp' | { readonly tcpBut: number }

const run = (command: string, words: readonly string[]): void => {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

export class Far {
  private constructor(
    private readonly side: ChildProcess,
    private readonly folder: string,
  ) {}

  static async open(): Promise<Far> {
    const side = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo ready && exec sleep infinity'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((ready, failed) => {
      side.stdout?.once('data', () => ready())
      side.once('exit', (code) => failed(new Error(`no network of its own (${code}); run under scripts/hermetic`)))
    })
    const far = new Far(side, mkdtempSync(join(tmpdir(), 'warmroom-far-')))
    run('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'wan0', 'netns', String(side.pid)])
    // An IPv6 address of its own would come a second later, and browsers drop what they are doing when one does.
    run('ip', ['link', 'set', cable, 'addrgenmode', 'none'])
    far.#there('ip', 'link', 'set', 'wan0', 'addrgenmode', 'none')
    run('ip', ['addr', 'add', `${nearSide}/24`, 'dev', cable])
    run('ip', ['link', 'set', cable, 'up'])
    // Browsers without a microphone use the address of the default route, and no other.
    run('ip', ['route', 'replace', 'default', 'via', farSide, 'dev', cable])
    far.#there('ip', 'addr', 'add', `${farSide}/24`, 'dev', 'wan0')
    far.#there('ip', 'link', 'set', 'wan0', 'up')
    far.#there('ip', 'route', 'add', 'default', 'via', nearSide)
    // Addresses of one's own are looked up first; after this, rules can come before that.
    far.#there('ip', 'rule', 'add', 'pref', '1000', 'lookup', 'local')
    far.#there('ip', 'rule', 'del', 'pref', '0')
    return far
  }

  /** The server there. With TLS it has a certificate that no browser knows. */
  server(env: Record<string, string> = {}, secure = false): Promise<Server> {
    return Server.start(
      {
        WARMROOM_LISTEN: `${farSide}:0`,
        WARMROOM_MEDIA_UDP: `${farSide}:0`,
        WARMROOM_MEDIA_TCP: `${farSide}:0`,
        WARMROOM_TURN: `${farSide}:0`,
        ...(secure ? this.#certificate() : {}),
        ...env,
      },
      this.#within,
    )
  }

  /** Chromium on the server's side, where nothing is refused. */
  beside(): Promise<Browser> {
    const command = join(this.folder, 'chromium')
    writeFileSync(command, `#!/bin/sh\nexec ${this.#within.join(' ')} /usr/bin/chromium "$@"\n`, { mode: 0o755 })
    return launch('chromium', { command, flags: [...towardsServer, '--ignore-certificate-errors'] })
  }

  /** A browser on the near side. */
  here(browser: BrowserName): Promise<BrowserContext> {
    return launchTrusting(browser, farSide, towardsServer)
  }

  /** How a browser on either side names the server so that it trusts the page with a microphone. */
  linkFor(browser: BrowserName, link: string): string {
    return browser === 'firefox' ? link.replace('localhost', farSide) : link
  }

  /** From now on this, and nothing else, vanishes on its way to the server. */
  refuse(...all: readonly Refused[]): void {
    for (let pref = 10; pref < 20; pref++) {
      try {
        this.#there('ip', 'rule', 'del', 'pref', String(pref))
      } catch {
        // There was no such rule.
      }
    }
    let pref = 10
    const drop = (...what: readonly string[]) =>
      this.#there('ip', 'rule', 'add', 'pref', String(pref++), 'iif', 'wan0', ...what, 'blackhole')
    for (const refused of all) {
      if (typeof refused === 'string') drop('ipproto', refused)
      else {
        if (refused.tcpBut > 1) drop('ipproto', 'tcp', 'dport', `1-${refused.tcpBut - 1}`)
        if (refused.tcpBut < 65534) drop('ipproto', 'tcp', 'dport', `${refused.tcpBut + 1}-65534`)
      }
    }
  }

  close(): void {
    run('ip', ['link', 'del', cable])
    run('ip', ['route', 'replace', 'default', 'dev', 'lo', 'src', '127.0.0.1'])
    this.side.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  get #within(): readonly string[] {
    return ['nsenter', `--net=/proc/${this.side.pid}/ns/net`]
  }

  #there(...words: readonly string[]): void {
    const [command, ...first] = this.#within
    run(command as string, [...first, ...words])
  }

  #certificate(): Record<string, string> {
    const [cert, key] = [join(this.folder, 'cert.pem'), join(this.folder, 'key.pem')]
    const names = `subjectAltName=DNS:localhost,DNS:${name},IP:${farSide}`
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    run('openssl', ['req', '-x509', ...kind, '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', cert])
    return { WARMROOM_TLS_CERT: cert, WARMROOM_TLS_KEY: key, WARMROOM_TURN_HOST: name }
  }
}

/** Chromium finds the server under the name localhost, which it trusts. */
const towardsServer = [`--host-resolver-rules=MAP localhost ${farSide}, MAP ${name} ${farSide}`]

/** The port of the app, from its links. */
export function appPort(links: Links): number {
  return Number(new URL(links.participant).port)
}
