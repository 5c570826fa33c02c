/** A number in a text, in digits or words. */
export interface FoundNumber {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  readonly isOrdinal: boolean;
  /** Significant digits, as far as the notation shows them. */
  readonly digits: number;
  /** `one`, `first` and the like: seldom a number that is stated. */
  readonly isWeak: boolean;
}

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const ORDINAL_ONES =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth';
const ORDINAL_TENS = 'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth';
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
  dozen: 12,
};
const MONEY_SCALES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, bn: 1e9 };
const COUNTS: Readonly<Record<string, number>> = {
  dozen: 12,
  pair: 2,
  couple: 2,
  score: 20,
  twice: 2,
  thrice: 3,
  'a single': 1,
};
const PARTS: Readonly<Record<string, number>> = { half: 2, halve: 2, third: 3, quarter: 4, fifth: 5, tenth: 10 };

const valuesOf = (words: string, valueAt: (index: number) => number) =>
  words.split(' ').map((word, index) => [word, valueAt(index)] as const);
const CARDINALS = new Map([...valuesOf(ONES, (i) => i), ...valuesOf(TENS, (i) => 10 * (i + 2))]);
const ORDINALS = new Map([
  ...valuesOf(ORDINAL_ONES, (i) => i),
  ...valuesOf(ORDINAL_TENS, (i) => 10 * (i + 2)),
  ['hundredth', 100] as const,
  ['thousandth', 1000] as const,
]);

const oneOf = (words: Iterable<string>) => [...words].sort((a, b) => b.length - a.length).join('|');
const SCALE = oneOf(Object.keys(SCALES));
const SMALL = oneOf(CARDINALS.keys());
const ORDINAL = oneOf(ORDINALS.keys());
/** Words of an ordinal number, as a pattern: `fifteenth`, `twenty-first`. */
export const ORDINAL_WORDS = `(?:(?:${TENS.split(' ').join('|')})[ -])?(?:${ORDINAL})`;
const UNDER_HUNDRED = `(?:(?:${TENS.replaceAll(' ', '|')})(?:[ -](?:${ONES.replaceAll(' ', '|')}))?|${SMALL})\\b`;
const UNDER_THOUSAND = `(?:(?:a|${UNDER_HUNDRED}) hundred\\b(?:(?: and | )${UNDER_HUNDRED})?|${UNDER_HUNDRED})`;
const POWER = '(?:thousand|million|billion|trillion)\\b';
/** `one-one-two`, `nine one one`: digits read out. */
const DIGIT_WORD = `(?:${ONES.split(' ').slice(0, 10).join('|')})`;
const WORDS = `(?:${UNDER_THOUSAND}|a(?= ${POWER}))(?: ${POWER}(?:(?:,? and |,? )${UNDER_THOUSAND})?)*`;
const DIGITS = '\\d{1,3}(?:[, ]\\d{3})+(?:\\.\\d+)?(?!\\d)|\\d+(?:\\.\\d+)?';

const number = new RegExp(
  [
    `(?<part>\\b(?:(?<tops>a|one|two|three|four|five|six|seven|eight|nine)[ -])?(?<bottom>half|halve|third|quarter|fifth|tenth)s?\\b(?:(?<=(?:two|three|four|five|six|seven|eight|nine)[ -]\\w+s)|(?=(?: of| the|-| a\\b| to\\b|[.,;:!?]|$))))`,
    `(?<=[€$£] ?)(?<money>${DIGITS}) ?(?<moneyScale>[mk]|bn)\\b`,
    `\\b(?<spelled>${DIGIT_WORD}(?:[- ]${DIGIT_WORD}){2,})\\b`,
    `\\b(?<whole>${UNDER_HUNDRED}) point (?<decimals>${DIGIT_WORD}(?:[- ]${DIGIT_WORD})*)\\b`,
    `(?<![\\p{L}\\d.,])(?<base>\\d{1,3}) ?\\^ ?(?<exponent>\\d{1,2})(?![\\p{L}\\d])`,
    `(?<![\\p{L}\\d.,])(?<factor>\\d+(?:\\.\\d+)?) ?[×·x] ?10\\^(?<power>-?\\d{1,2})`,
    `(?<![\\p{L}\\d]|\\p{L}-|\\d[.,]|\\d:)(?<digits>${DIGITS})(?:(?<suffix>st|nd|rd|th)\\b|(?: ?(?<half>1/2)\\b)?(?:[ -]?(?<scale>${SCALE})\\b)?)(?![\\p{L}\\d]*:\\d)`,
    `\\b(?<count>(?:${oneOf(Object.keys(COUNTS))}))\\b`,
    `\\b(?<ordinal>${ORDINAL_WORDS})\\b`,
    `\\b(?<words>${WORDS})\\b(?<andHalf> and a half)?(?<wordScale> (?:${SCALE})\\b)?`,
  ].join('|'),
  'gu',
);

/** The numbers of a text in lower case, in order: `384,400`, `2.5 million`, `twenty-one`, `a third`, `16th`, `a dozen`, `3 × 10^8`,
 * `2^10`, `nine point five`, `one-one-two`, `-40`, `40 below zero`. */
export function findNumbers(lower: string): readonly FoundNumber[] {
  return [...lower.matchAll(number)].flatMap((match) => {
    const read = readNumber(match.groups ?? {});
    if (read === undefined) return [];
    const [start, end] = [match.index, match.index + match[0].length];
    return [{ ...read, value: isNegative(lower, start, end) ? -read.value : read.value, start, end }];
  });
}

const MINUS = /(?:(?:^|[\s(~≈])-|\bminus )$/;
const BELOW_ZERO = /^ ?(?:°|degrees?)?(?: ?(?:[cf]|celsius|centigrade|fahrenheit))? below (?:zero|freezing)\b/;

function isNegative(lower: string, start: number, end: number): boolean {
  return MINUS.test(lower.slice(Math.max(0, start - 7), start)) || BELOW_ZERO.test(lower.slice(end, end + 40));
}

type Read = Omit<FoundNumber, 'start' | 'end'>;

function readNumber(groups: Readonly<Record<string, string | undefined>>): Read | undefined {
  const {
    spelled,
    whole,
    decimals,
    base,
    exponent,
    factor,
    power,
    money,
    moneyScale,
    part,
    tops,
    bottom,
    digits,
    suffix,
    half,
    scale,
    count,
    words,
    andHalf,
    wordScale,
    ordinal,
  } = groups;
  const read = (value: number, rest: Partial<Read> = {}): Read => ({
    value,
    isOrdinal: false,
    digits: significantDigits(String(value)),
    isWeak: false,
    ...rest,
  });
  if (spelled !== undefined) {
    const digits = digitsOf(spelled);
    return read(Number(digits), { digits: digits.length });
  }
  if (whole !== undefined && decimals !== undefined) {
    const written = `${valueOfWords(whole)}.${digitsOf(decimals)}`;
    return read(Number(written), { digits: significantDigits(written) });
  }
  if (base !== undefined) return read(Number(base) ** Number(exponent));
  if (factor !== undefined) {
    return read(Number(factor) * 10 ** Number(power), { digits: significantDigits(factor) });
  }
  if (part !== undefined) {
    const value = (tops === undefined ? 1 : (CARDINALS.get(tops) ?? 1)) / (PARTS[bottom ?? ''] ?? 1);
    return read(value, { digits: 2, isWeak: tops === undefined });
  }
  if (money !== undefined) {
    const bare = money.replace(/[, ]/g, '');
    return read(Number(bare) * (MONEY_SCALES[moneyScale ?? ''] ?? 1), { digits: significantDigits(bare) });
  }
  if (digits !== undefined) {
    const bare = digits.replace(/[, ]/g, '');
    const value = (Number(bare) + (half === undefined ? 0 : 0.5)) * (SCALES[scale ?? ''] ?? 1);
    return read(value, { isOrdinal: suffix !== undefined, digits: significantDigits(bare) });
  }
  if (count !== undefined) return read(COUNTS[count] ?? 0, { isWeak: count !== 'a single' });
  if (words !== undefined) {
    const value = (valueOfWords(words) + (andHalf === undefined ? 0 : 0.5)) * (SCALES[wordScale?.trim() ?? ''] ?? 1);
    return read(value, {
      isOrdinal: ORDINALS.has(words.split(/[ -]/).at(-1) ?? ''),
      isWeak: words === 'one' || words === 'a one',
    });
  }
  if (ordinal !== undefined) {
    return read(valueOfWords(ordinal), { isOrdinal: true, isWeak: ordinal === 'first' || ordinal === 'second' });
  }
  return undefined;
}

/** The value of a number in words, cardinal or ordinal. */
export function valueOfWords(words: string): number {
  let total = 0;
  let group = 0;
  for (const word of words.split(/[^a-z]+/)) {
    const scale = SCALES[word];
    if (scale === undefined) group += CARDINALS.get(word) ?? ORDINALS.get(word) ?? 0;
    else if (scale === 100) group = 100 * Math.max(1, group);
    else {
      total += scale * Math.max(1, group);
      group = 0;
    }
  }
  return total + group;
}

const digitsOf = (words: string) =>
  words
    .split(/[- ]/)
    .map((word) => CARDINALS.get(word) ?? '')
    .join('');

function significantDigits(digits: string): number {
  const bare = digits.replace(/^-?0*\.?0*/, '');
  return Math.max(
    1,
    (bare.includes('.') || digits.includes('.') ? bare : bare.replace(/0+$/, '')).replace('.', '').length,
  );
}
