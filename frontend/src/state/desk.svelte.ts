import type { Call } from '../call/call'
import { type CallState, isAway, observes, seesDoor, selfOf, sideOf } from '../call/state'
import type { Lane, MessageID, ParticipantID, RemovalID } from '../generated/protocol'
import { t } from '../i18n/i18n.svelte'
import { clock } from '../i18n/time'
import { refusal } from '../net/refusal'
import { Announcer } from './announcer.svelte'
import { chime } from './chime'
import { deviceWords } from './devicewords'
import { comings, waitingNews } from './doornews'
import { floorNews } from './floornews'
import { said } from './said.svelte'
import { sentenceOf } from './wording'

/** What is open beside the tiles. */
export type Panel = 'none' | 'chat' | 'people' | 'more'

/** A short word on what was just done, with a way to undo it where there is one. */
export interface Notice {
  readonly text: string
  readonly grave: boolean
  readonly removal?: RemovalID
  /** A message that was hidden. */
  readonly hidden?: MessageID
}

const noticeMs = 8_000
const signMs = 4_000
const undoableMs = 30_000
/** For how long one's own connection has to hold before it counts as good again: nobody is to be told twice a minute. */
const steadyMs = 15_000

/** What one person's room page knows beside the call: panels, notices, what was read. */
export class Desk {
  readonly call: Call
  readonly announcer = new Announcer()
  panel = $state<Panel>('none')
  /** The sheet of keyboard shortcuts is open. */
  sheet = $state(false)
  /** Whose actions are open in the list of people. */
  chosen = $state<ParticipantID>()
  notice = $state.raw<Notice>()
  /** To whom the next message goes. */
  lane = $state<Lane>('everyone')
  /** Messages that came while the chat was closed. */
  unread = $state(0)
  /** Who gave a sign just now, and which. */
  sign = $state.raw<CallState['reacted']>()
  /** One's own connection is weak, or was a moment ago. */
  weak = $state(false)
  #steady: ReturnType<typeof setTimeout> | undefined
  #signTimer: ReturnType<typeof setTimeout> | undefined
  #before: CallState
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #remove: () => void

  constructor(call: Call) {
    this.call = call
    this.#before = call.state
    this.#quality(call.state)
    this.#remove = call.onChange((state) => this.#changed(state))
    if (seesDoor(call.state)) this.#whoWaits(call.state)
    if (observes(call.state)) this.lane = 'facilitators'
  }

  toggle(panel: Panel): void {
    this.panel = this.panel === panel ? 'none' : panel
    if (this.panel === 'chat') this.unread = 0
  }

  /** Opens the list of people at what can be done about one of them. */
  choose(person: ParticipantID): void {
    this.chosen = person
    this.panel = 'people'
  }

  /** Does something and says that it was done, or why not. */
  async act(doing: Promise<unknown>, done: string): Promise<boolean> {
    try {
      await doing
      if (done) this.tell({ text: done, grave: false })
      return true
    } catch (cause) {
      this.tell({ text: sentenceOf(refusal(cause)), grave: true })
      return false
    }
  }

  /** Takes a message away from everybody, and offers to undo it. */
  async hide(message: MessageID): Promise<void> {
    if (await this.act(this.call.hide(message), '')) {
      this.tell({ text: t('desk.message_hidden'), grave: false, hidden: message })
    }
  }

  /** Undoes what the notice is about. */
  async undo(): Promise<void> {
    const { removal, hidden } = this.notice ?? {}
    const name = this.call.state.removals.find((r) => r.id === removal)?.name || t('room.nameless')
    this.dismiss()
    if (removal) await this.act(this.call.undoRemoval(removal), t('desk.undone', { name }))
    if (hidden) await this.act(this.call.ask({ type: 'chat.release', message: hidden }), t('desk.message_back'))
  }

  tell(notice: Notice): void {
    clearTimeout(this.#timer)
    this.notice = notice
    this.#timer = setTimeout(() => this.dismiss(), notice.removal || notice.hidden ? undoableMs : noticeMs)
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.notice = undefined
  }

  #changed(now: CallState): void {
    const before = this.#before
    this.#before = now
    this.#quality(now)
    if (now.self !== before.self) return // a new snapshot: nothing in it is news
    this.#door(before, now)
    this.#chat(before, now)
    this.#time(before, now)
    this.#restart(before, now)
    this.#removals(before, now)
    for (const { kind, text, many } of comings(before, now)) {
      if (said.wants('comings') || kind === 'observer') this.announcer.say(kind, text, many)
    }
    if (now.hidden && now.hidden !== before.hidden) this.tell({ text: t('chat.hidden.yours'), grave: false })
    this.#devices(before, now)
    this.#turnedOff(before, now)
    if (now.reacted !== before.reacted) this.#show(now.reacted)
    if (now.goodbye && now.goodbye !== before.goodbye) {
      this.tell({ text: t('minute.said_goodbye', { name: now.goodbye }), grave: false })
    }
    this.#sides(before, now)
    for (const { kind, text, many } of floorNews(before, now)) this.announcer.say(kind, text, many)
    if (now.signal !== before.signal) this.#connection(before, now)
  }

  /** Going aside and coming back, and a no to what one offered. */
  #sides(before: CallState, now: CallState): void {
    if (now.sides === before.sides) return
    const [was, is] = [sideOf(before) !== undefined, sideOf(now) !== undefined]
    if (is && !was) {
      this.dismiss()
      this.announcer.say('side', t('side.now'))
    }
    if (was && !is) this.tell({ text: t('side.over'), grave: false })
    const declined = now.people.find((p) => p.id === now.declined)
    if (declined && now.declined !== before.declined) {
      this.tell({ text: t('side.declined', { name: declined.name }), grave: false })
    }
  }

  #door(before: CallState, now: CallState): void {
    if (seesDoor(now) && !seesDoor(before)) this.#whoWaits(now)
    else this.#whoCame(before, now)
    if (now.doorLocked !== before.doorLocked) {
      this.announcer.say('lock', now.doorLocked ? t('desk.locked.now') : t('desk.unlocked.now'))
    }
  }

  #whoWaits(now: CallState): void {
    if (now.visitors.length === 0) return
    if (said.wants('chime')) chime()
    if (said.wants('door')) this.announcer.say('waiting', waitingNews(now))
  }

  #whoCame(before: CallState, now: CallState): void {
    const known = new Set(before.visitors.map((v) => v.id))
    const came = now.visitors.filter((v) => !known.has(v.id))
    if (came.length === 0) return
    if (said.wants('chime')) chime()
    if (!said.wants('door')) return
    for (const { name } of came) {
      this.announcer.say('door', t('desk.door.came', { name }), (count) => t('desk.door.many', { count }))
    }
  }

  #chat(before: CallState, now: CallState): void {
    const known = new Set(before.messages.map((m) => m.id))
    for (const { id, from, name, text, lane } of now.messages) {
      if (known.has(id) || from === now.self) continue
      if (this.panel !== 'chat') this.unread++
      if (!said.wants('chat')) continue
      const line = lane === 'facilitators' ? t('chat.said.private', { name, text }) : t('chat.said', { name, text })
      this.announcer.say('chat', line, (count) => t('chat.many', { count }))
    }
  }

  #time(before: CallState, now: CallState): void {
    if (now.endsSoon && !before.endsSoon) {
      this.tell({ text: t('room.ends_soon', { time: clock(now.endsAt) }), grave: false })
    } else if (now.endsAt !== before.endsAt) {
      this.tell({ text: t('room.end_moved', { time: clock(now.endsAt) }), grave: false })
    }
  }

  #removals(before: CallState, now: CallState): void {
    const known = new Set(before.removals.map((r) => r.id))
    for (const { id, name } of now.removals) {
      if (!known.has(id)) this.tell({ text: t('desk.removed', { name }), grave: false, removal: id })
    }
  }

  /** Says why a device did not start, and what mends it. */
  #devices(before: CallState, now: CallState): void {
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      const { trouble } = now.own[source]
      // Closing the browser's own choice of screens is a choice, not a trouble.
      if (trouble === 'blur' || trouble === 'slow') continue // BlurNote tells, and stays
      if (!trouble || trouble === before.own[source].trouble || (source === 'screen' && trouble === 'denied')) continue
      this.tell({ text: `${t(`own.trouble.${source}`)} ${deviceWords(trouble)}`, grave: true })
    }
  }

  /** Says what somebody else turned off: nobody is to find out by speaking unheard. */
  #turnedOff(before: CallState, now: CallState): void {
    for (const source of ['microphone', 'camera'] as const) {
      const stopped = selfOf(now)?.[source] === 'stopped' && selfOf(before)?.[source] !== 'stopped'
      if (stopped) this.tell({ text: t(`own.${source}.stopped`), grave: false })
    }
    const [was, is] = [before.own.microphone, now.own.microphone]
    const off = was.state === 'on' && is.state === 'off' && !was.busy && !is.busy
    // Where it may not be turned on again, there is word of that already: the room is calm, or it is another's turn.
    if (off && now.may.microphone && now.floor.mode === 'free')
      this.tell({ text: t('own.microphone.off'), grave: false })
  }

  #show(sign: CallState['reacted']): void {
    clearTimeout(this.#signTimer)
    this.sign = sign
    this.#signTimer = setTimeout(() => {
      this.sign = undefined
    }, signMs)
  }

  /** The page says that it is weak (Notices); here that it is good again. */
  #quality(now: CallState): void {
    if (selfOf(now)?.quality === 'poor') {
      this.weak = true
      clearTimeout(this.#steady)
      this.#steady = undefined
    } else if (this.weak) {
      this.#steady ??= setTimeout(() => {
        this.weak = false
        this.#steady = undefined
        this.announcer.say('connection', t('room.strong'))
      }, steadyMs)
    }
  }

  #connection(before: CallState, now: CallState): void {
    if (now.signal === 'connected' && isAway(before.signal)) this.announcer.say('connection', t('room.back'))
  }

  /** Everybody is where they were; what was said before is gone, and that is not anybody's doing. */
  #restart(before: CallState, now: CallState): void {
    if (now.restartedAt && now.restartedAt !== before.restartedAt)
      this.tell({ text: t('room.restarted'), grave: false })
  }

  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#signTimer)
    clearTimeout(this.#steady)
    this.announcer.stop()
    this.#remove()
  }
}
