import type { Group, GroupChange, NewGroup } from '../generated/api'

type Kind = Group['kind']

/** The address that a name suggests: letters a to z, digits and hyphens. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}

/** A group while a manager changes it, or makes it. */
export class GroupDraft {
  name = $state('')
  slug = $state('')
  kind = $state<Kind>('recovery')
  who = $state('')
  language = $state('en')
  access = $state<Group['access']>('closed')
  crossTalk = $state<Group['cross_talk']>('none')
  camera = $state<Group['camera_rule']>('optional')
  capacity = $state(25)
  doors = $state(15)
  visibility = $state<Group['visibility']>('private')
  door = $state(false)
  area = $state('')
  address = $state('')
  venue = $state('')
  notes = $state('')
  phone = $state('')
  court = $state('')
  types = $state<string[]>([])
  proof = $state(true)

  constructor(
    readonly before: Group | undefined,
    language = 'en',
  ) {
    this.language = language
    if (before) this.#read(before)
  }

  #read(g: Group): void {
    this.name = g.name
    this.slug = g.slug
    this.kind = g.kind
    this.who = g.who_may_attend
    this.language = g.language
    this.access = g.access
    this.crossTalk = g.cross_talk
    this.camera = g.camera_rule
    this.capacity = g.capacity
    this.doors = g.doors_open_minutes
    this.visibility = g.visibility
    this.door = g.open_door
    this.area = g.place.area
    this.address = g.place.address
    this.venue = g.place.venue
    this.notes = g.place.notes
    this.phone = g.phone
    this.court = g.court_notice
    this.types = [...g.types]
    this.proof = g.proof
  }

  /** A group stays on its side of the house. */
  get kinds(): readonly Kind[] {
    if (this.before?.realm === 'family') return ['family']
    return this.before ? ['recovery', 'court_linked', 'open'] : ['recovery', 'family', 'court_linked', 'open']
  }

  /** All that is set, as a new group. What a group without a page can't have is left out. */
  get settings(): NewGroup {
    return {
      name: this.name.trim(),
      slug: this.slug.trim() || slugOf(this.name),
      kind: this.kind,
      who_may_attend: this.who.trim(),
      language: this.language,
      access: this.access,
      cross_talk: this.crossTalk,
      camera_rule: this.camera,
      capacity: this.capacity,
      doors_open_minutes: this.doors,
      visibility: this.visibility,
      open_door: this.door && this.visibility !== 'private',
      place: {
        area: this.area.trim(),
        address: this.address.trim(),
        venue: this.address.trim() && this.venue.trim(),
        notes: this.address.trim() && this.notes.trim(),
      },
      phone: this.phone.replace(/[\s()-]/g, ''),
      court_notice: this.court.trim(),
      types: this.types,
      proof: this.proof,
    }
  }

  /** The same as a change of the version that was read. */
  change(version: number): GroupChange {
    return { ...this.settings, version }
  }
}
