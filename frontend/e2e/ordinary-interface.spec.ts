// Chromium as people have it: no permission given, its own addresses behind
// mDNS names, on an ordinary network interface (scripts/hermetic --lan).
import { networkInterfaces } from 'node:os'
import { expect, test } from '@playwright/test'
import { launch, launchPlainChromium } from './browsers'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }

test('a listener without permission connects with mDNS on', async () => {
  const address = networkInterfaces().eth0?.find((a) => a.family === 'IPv4')?.address
  expect(address, 'this test needs the interface of scripts/hermetic --lan').toBeDefined()
  const server = await Server.start({ WARMROOM_MEDIA_UDP: `${address}:0` })
  const speaking = await launch('chromium')
  const plain = await launchPlainChromium()
  const facilitator = await lead(speaking, server.links.facilitator, 'Ana', { sending: ana })
  const listener = await arrive(plain, server.links.participant, 'Quiet Fern')
  await facilitator.admit('Quiet Fern')
  await listener.inTheRoom()
  await facilitator.turnOnMicrophone()
  await listen(listener.page)
  await expect.poll(() => loudnessOf(listener.page, ana.tone), { timeout: 30_000 }).toBeGreaterThan(audible)
  await plain.close()
  await speaking.close()
  await server.stop()
})
