// Debian's browsers, with the settings that let them meet on loopback.
import { type Browser, type BrowserContext, chromium, firefox } from '@playwright/test'

export type BrowserName = 'chromium' | 'firefox'

/** How this Chromium differs from the others. */
interface Chromium {
  readonly command?: string
  readonly flags?: readonly string[]
}

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
]

const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'network.captive-portal-service.enabled': false,
  'app.normandy.enabled': false,
  'media.gmp-manager.url': 'http://127.0.0.1:9/none',
  'media.gmp-manager.updateEnabled': false,
  'media.cubeb.sandbox': false,
}

const debianFirefox = { channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr', headless: true }

/** Features of Chromium that a test with no outside interface can do without. */
const quiet = ['MediaRouter', 'OptimizationHints', 'Translate']

export function launch(name: BrowserName, chromium: Chromium = {}): Promise<Browser> {
  if (name === 'firefox') {
    return firefox.launch({ ...debianFirefox, firefoxUserPrefs: firefoxPreferences })
  }
  return launchChromium(['WebRtcHideLocalIpsWithMdns', ...quiet], chromium)
}

/**
 * One window of a browser that takes any certificate, also for the relay, and
 * trusts pages of a host. Firefox finds every name there; Chromium has flags for it.
 */
export async function launchTrusting(
  name: BrowserName,
  host: string,
  flags: readonly string[],
): Promise<BrowserContext> {
  if (name === 'firefox') {
    return firefox.launchPersistentContext('', {
      ...debianFirefox,
      firefoxUserPrefs: {
        ...firefoxPreferences,
        'dom.securecontext.allowlist': host,
        'network.dns.forceResolve': host,
      },
      ignoreHTTPSErrors: true,
    })
  }
  const browser = await launch('chromium', { flags: [...flags, '--ignore-certificate-errors'] })
  const context = await browser.newContext()
  context.on('close', () => void browser.close())
  return context
}

/** Chromium as people have it: no permission given, mDNS names for its own addresses. */
export function launchPlainChromium(): Promise<Browser> {
  return launchChromium(quiet, {})
}

function launchChromium(off: readonly string[], { command, flags }: Chromium): Promise<Browser> {
  return chromium.launch({
    executablePath: command ?? '/usr/bin/chromium',
    headless: true,
    args: [...chromiumFlags, ...(flags ?? []), `--disable-features=${off.join(',')}`],
  })
}
