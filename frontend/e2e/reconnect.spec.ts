// The network goes and comes back; the person's place waits for them.
import { setTimeout as pass } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'
import { Wifi } from './wifi'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }
const heronSends: Sending = { tone: 1500, colour: [30, 180, 40] }

test('Wi-Fi lost for twenty seconds: the same place, still muted, no second tile', async () => {
  const wifi = await Wifi.connect()
  const server = await Server.start({
    WARMROOM_LISTEN: `${Wifi.server}:0`,
    WARMROOM_MEDIA_UDP: `${Wifi.server}:0`,
  })
  const home = await wifi.browser()
  const away = await wifi.outside()
  const facilitator = await lead(away, server.links.facilitator, 'Ana', { sending: ana })
  const heron = await arrive(home, server.links.participant, 'Blue Heron', { sending: heronSends })
  await facilitator.admit('Blue Heron')
  await heron.inTheRoom()
  await facilitator.turnOnMicrophone()
  await heron.turnOnMicrophone()
  await listen(heron.page)
  await listen(facilitator.page)
  await expect.poll(() => loudnessOf(heron.page, ana.tone)).toBeGreaterThan(audible)
  await facilitator.act('Blue Heron', 'Mute')
  await expect(heron.button(/^Microphone/)).not.toHaveAttribute('aria-pressed', 'true')

  wifi.lose()
  await pass(20_000)
  await expect.poll(() => loudnessOf(heron.page, ana.tone)).toBeLessThan(audible)
  wifi.back()

  await expect.poll(() => loudnessOf(heron.page, ana.tone), { timeout: 20_000 }).toBeGreaterThan(audible)
  await heron.inTheRoom()
  await expect(facilitator.tile('Blue Heron').getByText('Reconnecting…')).toBeHidden()
  await expect(facilitator.tile('Blue Heron')).toHaveCount(1)
  await heron.button(/^Microphone/).click({ force: true })
  await expect(heron.button(/^Microphone/)).not.toHaveAttribute('aria-pressed', 'true')
  expect(await loudnessOf(facilitator.page, heronSends.tone)).toBeLessThan(audible)

  await home.close()
  await away.close()
  await server.stop()
  wifi.disconnect()
})
