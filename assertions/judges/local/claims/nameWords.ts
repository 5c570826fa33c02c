/** What is known of names: data for `names.ts`. Words are in lower case. */

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Before a name, and no part of it. */
export const TITLES: ReadonlySet<string> = new Set(
  wordsOf(`
  judge justice mr mrs ms miss dr sir dame lord lady prof professor president king queen emperor empress pope
  saint st captain general colonel prince princess count baron chancellor senator rev father sister madame mme monsieur tsar tsarina sultan
  duke duchess earl major admiral lieutenant
`),
);

/** Small words inside a name that don't identify it. */
export const PARTICLES: readonly string[] = wordsOf(
  'of the de da di du del della von van der den la le el al bin ibn y e und and',
);

/** Those that join two capitals to one name. */
export const INNER: readonly string[] = wordsOf(
  'de da di du del della von van der den la le el al am upon sur bin ibn y',
);

/** Written with a capital, and no names. */
export const NO_NAMES: ReadonlySet<string> = new Set(
  wordsOf(`
  january february march april may june july august september october november december monday tuesday wednesday
  thursday friday saturday sunday i i'm i'd i'll i've bc bce ad ce pdf ai km kg cm mm the celsius fahrenheit
  kelvin c f great
`),
);

/** Words that make one place or work out of the word that they stand with. */
export const BINDING: ReadonlySet<string> = new Set(
  wordsOf(`
  mount mt lake new north south east west northern southern eastern western san santa los las great cape river
  united sea gulf port fort upper lower saint st bay
`),
);

/** Beginnings of answers that are no names. */
export const OPENERS: ReadonlySet<string> = new Set(
  wordsOf(`
  nothing studies research evidence hello hi hey certainly absolutely definitely correct wrong right true false
  historians scholars scientists experts researchers people sources records contrary unfortunately sorry
  technically officially originally traditionally according strictly sadly happily nope yep congratulations great
  good fine nice lovely everyone everybody somebody someone nobody thus hence given despite during before after
  between among perhaps maybe probably apparently clearly obviously interestingly generally usually often
  sometimes today yesterday tomorrow later earlier recently once twice first second third finally next last nearly
  roughly approximately legally scientifically historically
`),
);

/** Names of one thing, apart by strokes. */
export const ALIASES: readonly string[] = [
  'usa|us|u.s|united states|america',
  'uk|u.k|united kingdom|britain|great britain',
  'ussr|soviet union',
  'eu|european union',
  'un|united nations',
  'nyc|new york city|new york',
  'holland|netherlands|dutch',
  'france|french',
  'england|english',
  'spain|spanish',
  'germany|german|germans',
  'greece|greek',
  'china|chinese',
  'japan|japanese',
  'poland|polish',
  'switzerland|swiss',
  'denmark|danish',
  'ireland|irish',
  'scotland|scottish',
  'wales|welsh',
  'turkey|turkish',
  'portugal|portuguese',
];

/** All of it, for the judge's hash. */
export const NAME_WORDS: unknown = [ALIASES, [...TITLES], INNER, [...NO_NAMES], [...BINDING], [...OPENERS]];
