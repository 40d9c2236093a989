import type { Call } from '../call/call'
import { type CallState, isOver } from '../call/state'
import type { Entrance } from '../generated/api'
import { type Closing, maxLength } from '../generated/protocol'
import { t } from '../i18n/i18n.svelte'
import { type Refusal, refusal } from '../net/refusal'
import { rest, type Way } from '../net/rest'
import { agreedBefore, type Before, remember } from './agreed'
import { serverClock } from './clock.svelte'
import { type Exercise, exerciseOf } from './exercise'
import { enoughOf } from './fullname'
import { onLeaving } from './leaving'
import { forgetPass, isPass, passOf } from './passes'
import { keep, kept } from './storage'
import { sentenceOf } from './wording'

/** Coming in so soon after the start is not coming late. */
const lateAfterMs = 2 * 60_000

/** Where the person is before the call begins, and "inside" from then on, whatever becomes of it. */
export type Step = 'loading' | 'unreachable' | 'removed' | 'about' | 'check' | 'agreements' | 'disagreed' | 'inside'

/** A removed person's page asks this often whether it was undone; a full room, whether there is a place. */
const removedAgainMs = 15_000
const fullAgainMs = 60_000
/** Doors that are not open yet: how often the clock is read, and how soon they are tried again when they should be. */
const clockAgainMs = 60_000
const doorsAgainMs = 3_000

/**
 * One person's way from the link to the end of the meeting. It holds the
 * entrance page's answers and one Call, and asks again where waiting helps.
 */
export class Visit {
  /** How the person comes in: by their link, or by the pass of its group that this device keeps. */
  way = $state.raw<Way>() as Way
  readonly call: Call
  readonly exercise: Exercise | undefined
  /** The call as it is now. */
  live = $state.raw<CallState>() as CallState
  step = $state<Step>('loading')
  entrance = $state.raw<Entrance>()
  /** The numbers to call, as far as the page knows by now. */
  lines = $state.raw<Entrance['lines']>([])
  failure = $state.raw<Refusal>()
  name = $state('')
  nameFault = $state('')
  /** The name looks like a full name, and this much of it would do, if any; asked once for each name. */
  nameDoubt = $state.raw<{ readonly name: string; readonly enough: string }>()
  /** It is the person's first time, by their own word. */
  newcomer = $state(false)
  /** A pass that they asked for in this visit. Unless they keep it, it is gone with the page. */
  pass = $state.raw<{ readonly token: string; readonly until: string }>()
  /** They were let in when the meeting had begun, and have not put the card about it away. */
  late = $state(false)
  /** How the agreements differ from what was agreed to on this device; undefined when that is not remembered. */
  before = $state.raw<Before>()
  /** The person wants this device to remember what they agreed to. */
  remember = $state(false)
  agreementNote = $state('')
  agreementFault = $state('')
  busy = $state(false)
  /** The removal was undone while its page was open. */
  forgiven = $state(false)
  #agreed = false
  #acceptance = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #removers: (() => void)[]

  constructor(way: Way, call: Call) {
    this.way = way
    this.call = call
    this.exercise = exerciseOf(way)
    this.live = call.state
    this.#removers = [call.onChange((state) => this.#changed(state)), onLeaving(() => call.close())]
    if (call.comeBack(way)) this.step = 'inside'
    void this.load()
  }

  get staff(): boolean {
    return this.entrance !== undefined && this.entrance.role !== 'participant'
  }

  /** What the meeting is called. */
  get title(): string {
    if (this.exercise) return t(`${this.exercise}.title`)
    return this.live.groupName || this.entrance?.group.name || ''
  }

  /** What shows the person what was done about them; empty for those of whom nothing can be. */
  get record(): string {
    return this.live.record || this.entrance?.record || ''
  }

  /** By what a participant can keep a receipt, also after a reload of this tab; empty for those who lead. */
  get attended(): string {
    return this.staff ? '' : this.live.record || (kept('attended') ?? '')
  }

  /** Reads the entrance page, and shows it unless the call has begun. */
  async load(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      this.#show(await this.#byPass(await rest.entrance(this.way)))
    } catch (cause) {
      if (this.step === 'inside') return // the call knows better how things are
      const r = refusal(cause)
      if ('invite' in this.way && r.reason === 'no_invite') forgetPass(this.way.invite, new Date())
      this.#fail(r)
    }
  }

  /** Reads the lines again: a manager may have changed them, and some close for the night. */
  async freshen(): Promise<void> {
    if (this.exercise) return
    try {
      this.lines = (await rest.entrance(this.way)).lines
    } catch (cause) {
      this.#tell(refusal(cause).closing)
    }
  }

  /** Takes the lines from what is told at an end. */
  #tell(closing: Closing | undefined): void {
    this.lines = closing?.lines ?? this.lines
  }

  #fail(r: Refusal): void {
    this.#tell(r.closing)
    this.failure = r
    this.step = 'unreachable'
  }

  /** The page as somebody sees it whose device keeps a pass of the group: from now on they come by that. */
  async #byPass(entrance: Entrance): Promise<Entrance> {
    const { group, role, observer } = entrance
    if (this.step === 'inside' || role !== 'participant' || observer || !('invite' in this.way)) return entrance
    const token = group.passes && !isPass(this.way.invite) ? await passOf(group.id, new Date()) : undefined
    if (!token) return entrance
    try {
      const page = await rest.entrance({ invite: token })
      this.way = { invite: token }
      keep('invite', token)
      return page
    } catch (cause) {
      if (refusal(cause).reason === 'no_invite') forgetPass(token, new Date())
      return entrance
    }
  }

  #show(entrance: Entrance): void {
    serverClock.set(entrance.now)
    this.entrance = entrance
    this.lines = entrance.lines
    this.failure = undefined
    if (entrance.role === 'participant') void this.#compare(entrance)
    this.name ||= entrance.name ?? entrance.suggestions[0] ?? ''
    if (this.step === 'inside') return
    if (entrance.removed) this.#wasRemoved()
    else if (this.step !== 'agreements') this.step = 'about'
  }

  async #compare({ group, agreement }: Entrance): Promise<void> {
    this.before = await agreedBefore(group.id, agreement.clauses)
    this.remember ||= this.before !== undefined
  }

  /** From the first page: on to the sound check, or straight to the door with a name that was refused there. */
  named(): void {
    const name = this.name.trim()
    if (!name) this.nameFault = t('name.empty')
    else if ([...name].length > maxLength['enter.name']) this.nameFault = t('name.long')
    else if (this.#doubts(name)) return
    else if (this.#agreed) void this.agree()
    else this.step = 'check'
  }

  /** Asks, before anybody has seen it, about what looks like a full name. Who goes on with it means it. */
  #doubts(name: string): boolean {
    const enough = this.staff || this.nameDoubt?.name === name ? undefined : enoughOf(name)
    this.nameDoubt = enough === undefined ? undefined : { name, enough }
    return enough !== undefined
  }

  /** Takes the short name that was offered instead. */
  shorten(): void {
    if (!this.nameDoubt?.enough) return
    this.name = this.nameDoubt.enough
    this.nameDoubt = undefined
    this.named()
  }

  checked(): void {
    if (this.staff || this.exercise) this.enter()
    else this.step = 'agreements'
  }

  back(): void {
    this.step = 'about'
  }

  /** Stores nothing and asks nothing of the server. */
  disagree(): void {
    this.step = 'disagreed'
  }

  readAgain(): void {
    this.step = 'agreements'
  }

  /** Records the acceptance under the name of this visit, then stands at the door. */
  async agree(): Promise<void> {
    if (!this.entrance || !('invite' in this.way) || this.busy) return
    this.busy = true
    this.agreementFault = this.agreementNote = ''
    try {
      const { agreement, meeting } = this.entrance
      const { id } = await rest.accept({
        invite: this.way.invite,
        meeting: meeting.id,
        version: agreement.version,
        hash: agreement.hash,
        pseudonym: this.name.trim(),
      })
      this.#agreed = true
      this.#acceptance = id
      void remember(this.entrance.group.id, agreement.clauses, this.remember, new Date())
      this.enter()
    } catch (cause) {
      await this.#notAccepted(refusal(cause))
    } finally {
      this.busy = false
    }
  }

  async #notAccepted(r: Refusal): Promise<void> {
    if (r.reason === 'agreement_changed') await this.#agreementChanged()
    else if (r.field !== undefined) this.#refuseName(r)
    else if (r.kind === 'gone' || r.kind === 'not_found') this.#fail(r)
    else this.agreementFault = sentenceOf(r)
  }

  async #agreementChanged(): Promise<void> {
    this.#agreed = false
    this.step = 'agreements'
    this.agreementNote = t('agree.changed')
    await this.load()
  }

  #refuseName(r: Refusal): void {
    this.nameFault = sentenceOf(r)
    this.step = 'about'
  }

  /** Stands at the door; those who lead go straight in. */
  enter(): void {
    clearTimeout(this.#timer)
    this.forgiven = false
    this.step = 'inside'
    if ('meeting' in this.way) this.call.enter(this.staff ? this.way : { ...this.way, name: this.name.trim() })
    else if (this.entrance) {
      this.call.enter({
        invite: this.way.invite,
        meeting: this.entrance.meeting.id,
        name: this.name.trim(),
        acceptance: this.#acceptance,
        ...(this.newcomer ? { newcomer: true } : {}),
      })
    }
  }

  #changed(state: CallState): void {
    const before = this.live.phase
    this.live = state
    if (state.phase.at === 'present' && state.record !== kept('attended')) keep('attended', state.record)
    if (state.phase.at === 'present' && before.at !== 'present') serverClock.setAhead(state.clockAheadMs)
    if (state.phase.at === 'present' && before.at === 'waiting') this.late = isUnderWay(state)
    if (state.phase.at === 'outside' && before.at !== 'outside') this.takeBack()
    if (state.phase !== before && isOver(state.phase)) this.#over(state.phase)
  }

  #over(phase: CallState['phase']): void {
    clearTimeout(this.#timer)
    if (phase.at === 'removed') this.#wasRemoved()
    else if (phase.at === 'ended') this.#tell(phase.closing)
    else if (phase.at === 'refused') void this.#wasRefused(phase.refusal)
  }

  async #wasRefused(r: Refusal): Promise<void> {
    this.#tell(r.closing)
    switch (true) {
      case r.reason === 'removed':
        return this.#wasRemoved()
      case r.reason === 'agreement_changed':
        return this.#agreementChanged()
      case r.reason === 'name_taken' || r.field === 'name':
        return this.#refuseName(r)
      case r.field === 'acceptance':
        // A reload brought back an acceptance that no longer holds.
        this.step = 'about'
        return
      case r.reason === 'doors_closed':
        return this.#whenDoorsOpen()
      case r.kind === 'full':
        return this.#again(fullAgainMs)
    }
  }

  /** Asks again when the doors are open; until then only the clock is looked at, and a clock may be off. */
  #whenDoorsOpen(): void {
    const doors = this.entrance ? new Date(this.entrance.meeting.doors_open_at).getTime() : 0
    const left = doors - serverClock.exact
    if (left > clockAgainMs) this.#timer = setTimeout(() => this.#whenDoorsOpen(), clockAgainMs)
    else this.#again(Math.max(left, doorsAgainMs))
  }

  #again(ms: number): void {
    this.#timer = setTimeout(() => this.enter(), ms)
  }

  /** Quietly asks whether it was undone, for as long as the page is open. */
  #wasRemoved(): void {
    if (this.step !== 'inside') this.step = 'removed'
    this.#timer = setTimeout(() => void this.#askForgiveness(), removedAgainMs)
  }

  async #askForgiveness(): Promise<void> {
    try {
      const entrance = await rest.entrance(this.way)
      this.forgiven = !entrance.removed
    } catch (cause) {
      const r = refusal(cause)
      if (r.kind === 'gone') return this.#fail(r)
    }
    if (!this.forgiven) this.#wasRemoved()
  }

  /** After the call was lost, or went on in another window: takes the place back, or begins at the entrance. */
  takeBack(): void {
    if (!this.call.again()) this.#fromTheStart()
  }

  #fromTheStart(): void {
    this.forgiven = false
    this.step = 'loading'
    void this.load()
  }

  /** After an undone removal: to the door with the name and acceptance of before, or from the start. */
  comeAgain(): void {
    if (this.step === 'inside') this.enter()
    else this.#fromTheStart()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const remove of this.#removers) remove()
    this.call.close()
  }
}

/** Whether who comes in now has missed something of the meeting. */
function isUnderWay({ startsAt, plan, floor }: CallState): boolean {
  return serverClock.exact - Date.parse(startsAt) > lateAfterMs || plan.current > 0 || floor.mode === 'circle'
}
