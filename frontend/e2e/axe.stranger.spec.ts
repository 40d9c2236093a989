// Pages and states that need no meeting, and the way from a link to its door.
import { expect } from '@playwright/test'
import { look, walk } from './states'

walk('what strangers read', async ({ origin, reader }) => {
  const stranger = await reader()
  for (const path of [
    '/groups',
    '/groups?day=2',
    '/groups/harbor',
    '/groups/harbor/evening-circle',
    '/groups/harbor/evening-circle/flyer',
    '/groups/harbor/none',
    '/groups/widget.html',
    '/family',
    '/resources',
    '/resources/first-meeting',
    '/resources/course-calm-evening',
    '/offline',
    '/measures.html',
    '/medidas.html',
    '/nowhere/at/all',
  ]) {
    await stranger.page.goto(origin + path)
    await look(stranger, path)
  }
  await stranger.page.goto(`${origin}/groups`)
  await stranger.page.locator('summary').click()
  await look(stranger, 'the filters of a list')
})

walk('pages without a meeting', async ({ origin, reader }) => {
  const stranger = await reader()
  await stranger.page.goto(origin)
  await stranger.sees('home.title')
  await look(stranger, 'welcome')
  await stranger.press('sign_in.title')
  await stranger.sees('ways.text')
  await look(stranger, 'ways to sign in')
  await stranger.field('ways.link.label').fill('nobody')
  await stranger.press('ways.link.terminal.button')
  await stranger.sees('refused.email')
  await look(stranger, 'an address that is none')
  await stranger.field('ways.link.label').fill('ana@harbor.example')
  await stranger.press('ways.link.terminal.button')
  await stranger.sees('ways.terminal.title')
  await look(stranger, 'a link was asked for')
  for (const [path, says] of [
    ['/join#nothing', 'end.not_found.title'],
    ['/sign-in#nothing', 'sign_in.title'],
    ['/record#nothing', 'record.none'],
    ['/receipt', 'receipts.none'],
    ['/staff/invite#nothing', 'end.used.text'],
    ['/staff/email#nothing', 'confirm.title'],
    ['/staff/people', 'ways.text'],
  ] as const) {
    const page = await reader()
    await page.page.goto(origin + path)
    await page.sees(says)
    await look(page, path)
    await page.page.close()
  }
})

walk('from the link to the door, and ways that end there', async ({ links, reader }) => {
  const heron = await reader()
  await heron.page.goto(links.participant)
  await heron.sees('name.title')
  await look(heron, 'about the meeting')
  await heron.field('name.own').fill('me@example.org')
  await heron.press('common.continue')
  await heron.sees('check.title')
  await look(heron, 'the check')
  await heron.refuseDevices('NotAllowedError')
  await heron.press('check.mic.start')
  await heron.sees('device.denied.chrome')
  await heron.refuseDevices('NotFoundError')
  await heron.press('check.camera.start')
  await heron.sees('device.missing')
  await look(heron, 'a microphone that was not allowed, and no camera')
  await heron.refuseDevices()
  let answer = (): void => {}
  const answered = new Promise<void>((done) => {
    answer = done
  })
  await heron.page.route('**/api/connection-checks/**', async (route) => {
    await answered
    await route.abort()
  })
  await heron.press('check.connection.start')
  await heron.sees('check.connection.running')
  await look(heron, 'the connection is tried')
  answer()
  await heron.sees('check.connection.is.blocked')
  await look(heron, 'the connection is blocked')
  await heron.page.unrouteAll()
  await heron.press('check.mic.start')
  await heron.sees('check.mic.heard')
  await heron.press('check.camera.start')
  await heron.sees('check.camera.picture')
  await heron.press('check.connection.again')
  await heron.sees('check.connection.is.good')
  await look(heron, 'the check, all of it running')
  await heron.press('common.continue')
  await heron.sees('agree.title')
  await look(heron, 'agreements')
  await heron.press('agree.no')
  await heron.sees('end.disagree.title')
  await look(heron, 'not agreed')
  await heron.press('end.disagree.button')
  await heron.press('agree.yes')
  await heron.sees('name.title')
  await heron.sees('refused.name_reveals')
  await look(heron, 'a name that was refused')
  await heron.field('name.own').fill('Blue Heron')
  await heron.press('common.continue')
  await heron.press('check.listen')
  await heron.press('agree.yes')
  await heron.sees('door.wait')
  await look(heron, 'the door')

  const ana = await reader()
  await ana.lead(links.facilitator)
  await ana.open('own.people')
  await ana.press('door.ask.of', { name: 'Blue Heron' })
  await ana.field('chat.text').fill('Bienvenida')
  await look(ana, 'a word to somebody at the door')
  await ana.press('door.word.send')
  await expect(heron.page.getByText('Bienvenida')).toBeVisible()
  await look(heron, 'a word at the door')
  await ana.press('desk.lock')
  await heron.sees('door.locked')
  await look(ana, 'a closed door')
  await ana.press('desk.lock')
  await ana.press('desk.decline.of', { name: 'Blue Heron' })
  await look(ana, 'to decline')
  await ana.press('desk.decline.yes')
  await heron.sees('end.declined.title')
  await look(heron, 'declined')

  const owl = await reader()
  await owl.arrive(links.participant, 'Grey Owl')
  await owl.press('door.leave')
  await owl.sees('end.left.title')
  await look(owl, 'left')
  const otter = await reader()
  await otter.arrive(links.participant, 'Otter Notetaker')
  await ana.press('desk.admit.of', { name: 'Otter Notetaker' })
  await ana.sees('door.look.text')
  await look(ana, 'to look first')
})

walk('the practice room', async ({ origin, reader }) => {
  const heron = await reader()
  await heron.page.goto(`${origin}/practice`)
  await heron.sees('practice.title')
  await look(heron, 'before it')
  await heron.press('practice.open')
  await heron.inTheRoom()
  await heron.sees('practice.turn_on')
  await look(heron, 'in it')
  await heron.bar('own.microphone').click()
  await heron.sees('practice.say')
  await look(heron, 'heard in it')
  await heron.bar('own.leave').click()
  await heron.press('own.leave.yes')
  await heron.sees('practice.over')
  await look(heron, 'after it')
})
