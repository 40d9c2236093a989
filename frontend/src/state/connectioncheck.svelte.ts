import type { Browser } from '../call/browser'
import { checkConnection, type Verdict } from '../call/check'
import { rest, type Way } from '../net/rest'

/** The person's own check of the connection: one at a time, as often as they like. */
export class ConnectionCheck {
  running = $state(false)
  verdict = $state.raw<Verdict>()
  readonly #browser: Browser
  readonly #way: Way

  constructor(browser: Browser, way: Way) {
    this.#browser = browser
    this.#way = way
  }

  async start(): Promise<void> {
    if (this.running) return
    this.running = true
    this.verdict = undefined
    this.verdict = await checkConnection(this.#browser, {
      servers: async () => (await rest.checkServers(this.#way)).ice_servers,
      answer: async (sdp) => (await rest.check({ ...this.#way, sdp })).sdp,
    })
    this.running = false
  }
}
