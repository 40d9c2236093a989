/** An answer changed so that no slot for pictures takes any: a slot costs something even while it is empty. */
export function withoutPictures(answer: string): string {
  return answer
    .split(/(?=^m=)/m)
    .map((section) => (isSlot(section) ? emptied(section) : section))
    .join('')
}

const isSlot = (section: string): boolean => section.startsWith('m=video') && /^a=sendonly\r?$/m.test(section)

function emptied(section: string): string {
  return section.replace(/^a=sendonly/m, 'a=inactive').replace(/^a=(?:ssrc|ssrc-group|msid):.*\r?\n/gm, '')
}
