import { perSection } from './sound'

/** An answer changed so that no slot for pictures takes any: a slot costs something even while it is empty. */
export function withoutPictures(answer: string): string {
  return perSection(answer, emptied, 'video')
}

function emptied(section: string): string {
  if (!/^a=sendonly/m.test(section)) return section
  return section.replace(/^a=sendonly/m, 'a=inactive').replace(/^a=(?:ssrc|ssrc-group|msid):.*\r?\n/gm, '')
}
