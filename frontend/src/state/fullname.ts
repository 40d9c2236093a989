/** Given names that many people have, in English and Spanish, without accents. */
const given = new Set(
  (
    'aaron abigail adam adrian alan albert alejandra alejandro alex alexander alexandra alexis alfredo alice alicia alison amanda amber amy ana andrea andres ' +
    'andrew angela angelica anna anne anthony antonio april armando arthur ashley barbara beatriz benjamin beth betty beverly bill billy bob bobby bonnie brandon ' +
    'brenda brian bruce bryan carl carla carlos carmen carol caroline carolyn catherine cecilia cesar charles charlotte cheryl chris christian christina christine ' +
    'christopher cindy claudia connie craig cristina crystal cynthia dan daniel daniela danielle david dawn deborah debra denise dennis diana diane diego donald ' +
    'donna dorothy douglas dylan eduardo edward eileen elena elizabeth ellen emily emma eric erica ernesto ethan eugene eva evelyn felipe fernando frances ' +
    'francis francisco frank fred gabriel gabriela gary george gerald gerardo gloria greg gregory guadalupe guillermo gustavo hannah harold hector heather helen ' +
    'henry howard ignacio irma isabel isabella ivan jack jacob jacqueline jaime james jamie janet janice jason javier jean jeff jeffrey jennifer jeremy jerry ' +
    'jesse jessica jesus jim jimmy joan joaquin joe joel john johnny jonathan jordan jorge jose joseph josh joshua joyce juan juana judith judy julia julian ' +
    'julie julio justin karen karina karl katherine kathleen kathryn kathy katie keith kelly ken kenneth kevin kim kimberly kyle larry laura lauren lawrence ' +
    'leonardo leslie leticia linda lisa logan lori lorena louis lucas lucia luis luisa manuel marco marcos margaret margarita maria mariana marie marilyn mario ' +
    'mark marta martha martin mary mateo matthew mauricio megan melissa mercedes michael michelle miguel mike monica nancy natalia natalie nathan nicholas nick ' +
    'nicole noah norma olivia oscar pablo pamela patricia patrick paul paula pedro peggy peter philip phillip phyllis rachel rafael ralph ramon randy raul ' +
    'raymond rebecca ricardo richard rita robert roberto rodrigo roger ronald rosa rosario roy russell ruth ryan samantha samuel sandra santiago sara sarah ' +
    'scott sean sebastian sergio sharon sheila shirley silvia sofia sonia sophia stephanie stephen steve steven susan susana sylvia tamara tammy teresa terry ' +
    'theresa thomas tiffany tim timothy tina todd tom tony tyler valentina valeria vanessa veronica vicente victor victoria vincent virginia walter wanda wayne ' +
    'wendy william xavier yolanda zachary'
  ).split(' '),
)

/** What people put before a family name. */
const titles = new Set('mr mrs ms miss mx dr prof sr sra srta don dona'.split(' '))

/** What stands between the parts of a family name. */
const particles = new Set('da de del der di la las los van von y'.split(' '))

const plain = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[.,]+$/, '')
    .toLowerCase()

/**
 * The part of a name that is enough to be called by, when the whole of it looks
 * like a full name: a given name that many have with a family name after it, a
 * title with a name, or "Smith, John". Undefined when it does not look so. It
 * only asks a question: nobody can tell a name from a pseudonym for sure.
 */
export function enoughOf(name: string): string | undefined {
  const words = name.trim().split(/\s+/)
  const [first = '', second = '', ...more] = words
  if (!second) return undefined
  if (first.endsWith(',') && given.has(plain(second))) return second.replace(/[.,]+$/, '')
  if (titles.has(plain(first))) {
    const called = [second, ...more].find((word) => given.has(plain(word)))
    return called ?? (isWhole(second) ? '' : undefined)
  }
  if (!given.has(plain(first))) return undefined
  const rest = [second, ...more].filter((word) => !particles.has(plain(word)))
  if (rest.some((word) => !isWhole(word))) return undefined
  return rest.some((word) => !given.has(plain(word))) ? first : undefined
}

/** More than an initial, and written as names are: "Smith", and not "B", "and" or "from". */
function isWhole(word: string): boolean {
  return plain(word).length > 1 && /^\p{Lu}[\p{L}'’-]+[.,]?$/u.test(word)
}
