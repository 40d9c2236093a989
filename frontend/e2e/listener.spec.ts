// People without microphone or camera, or who give no permission, take part.
import { expect, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { asked, audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }

for (const name of ['chromium', 'firefox'] as const) {
  test(`in ${name}, a listener who allows nothing hears the group`, async () => {
    const server = await Server.start()
    const browser = await launch(name as BrowserName)
    const facilitator = await lead(browser, server.links.facilitator, 'Ana', { sending: ana })
    const listener = await arrive(browser, server.links.participant, 'Quiet Fern')
    await facilitator.admit('Quiet Fern')
    await listener.inTheRoom()
    await facilitator.turnOnMicrophone()
    await listen(listener.page)
    await expect.poll(() => loudnessOf(listener.page, ana.tone)).toBeGreaterThan(audible)
    expect(await asked(listener.page)).toEqual({ microphone: 0, camera: 0 })
    await browser.close()
    await server.stop()
  })
}
