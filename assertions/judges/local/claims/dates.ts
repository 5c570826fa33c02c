import { ORDINAL_WORDS, valueOfWords } from './numbers.ts';
import { unitAt } from './units.ts';

/** A date, or as much of it as a text states. */
export interface DateParts {
  /** First and last year, both included; years before our era are negative. A single year is both. */
  readonly years?: readonly [number, number];
  /** 1 to 12. */
  readonly month?: number;
  /** 1 to 31. */
  readonly day?: number;
  /** The other reading of `05/08/1945`. */
  readonly swapped?: boolean;
}

export interface FoundDate {
  readonly date: DateParts;
  readonly start: number;
  readonly end: number;
}

const MONTHS =
  'jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)? oct(?:ober)? nov(?:ember)? dec(?:ember)?'.split(
    ' ',
  );
const MONTH = `(?:${MONTHS.join('|')})\\b\\.?`;
const LONG_MONTH = '(?:january|february|march|april|may|june|july|august|september|october|november|december)\\b';
const DAY = `(?:\\d{1,2}(?:st|nd|rd|th)?|${ORDINAL_WORDS})`;
const YEAR = '(?:1\\d{3}|20\\d{2})(?![\\d%]|[.,]\\d)';
const ERA = '(?: ?(?<era>bce|bc|b\\.c\\.(?:e\\.)?|ce|ad))?';

const FORMS = [
  '\\b(?<y1>\\d{4})-(?<m1>\\d{2})-(?<d1>\\d{2})\\b',
  '\\b(?<d2>\\d{1,2})[./-](?<m2>\\d{1,2})[./-](?<y2>\\d{4})\\b',
  `\\b(?<d3>${DAY})(?: day)?(?: of)? (?<n3>${MONTH})(?:,? (?:of )?(?:the year )?(?<y3>${YEAR}))?`,
  `\\b(?<n4>${MONTH}) (?:the )?(?<d4>${DAY})(?![\\d:])(?:,? (?:of |in )?(?<y4>${YEAR}))?`,
  `\\b(?<n5>${MONTH}),? (?:of |in )?(?<y5>${YEAR})`,
  `(?<![\\d.,-])(?<decade>\\d{3}0)'?s\\b`,
  `\\b(?<century>\\d{1,2}(?:st|nd|rd|th)|${ORDINAL_WORDS})[ -]centur(?:y|ies)\\b${ERA.replace('<era>', '<era2>')}`,
  `(?<![\\d.,])(?<y6>\\d{1,5}) ?(?<era6>bce|bc|b\\.c\\.(?:e\\.)?|ad)\\b`,
  `(?<![\\p{L}\\d.,/€$£]|\\p{L}-)(?<y7>${YEAR})(?!\\p{L})`,
  '\\b(?<y8>(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen) (?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)\\b(?! ?(?:%|percent|years|thousand))',
  `(?<=\\b(?:in|of|early|late|mid|since|until|by|every|each|during)[ -])(?<n8>${LONG_MONTH})`,
];
const date = new RegExp(FORMS.map((form) => `(?:${form})`).join('|'), 'gu');
const WHEN_BEFORE =
  /(?:^|\b(?:in|since|by|until|till|of|from|during|year|to|and|or|before|after|around|about|circa|early|late|between|is|was|not)|[-(,:]|\p{L}\.) ?$/u;
const COUNTED_AFTER =
  /^ (?!(?:and|or|but|when|as|at|by|with|for|in|on|to|after|before|until|the|a|an|is|was|were|it|he|she|they|that|which|because|not|already|from|onwards|edition|census|survey|prize|war|treaty|law|of)\b)(?:\p{L}+s|people|men|women|children)\b/u;

/** The dates of a text in lower case, in order: days, months, years, decades, centuries. A year is a number that can only be one. */
export function findDates(lower: string): readonly FoundDate[] {
  return [...lower.matchAll(date)].flatMap((match) => {
    const end = match.index + match[0].length;
    if (match.groups?.y7 !== undefined && isCount(lower, match.index, end)) return [];
    const parts = readDate(match.groups ?? {});
    return parts === undefined ? [] : [{ date: parts, start: match.index, end }];
  });
}

function isCount(lower: string, start: number, end: number): boolean {
  const rest = lower.slice(end);
  if (unitAt(rest) !== undefined) return true;
  return COUNTED_AFTER.test(rest) && !WHEN_BEFORE.test(lower.slice(Math.max(0, start - 12), start));
}

function readDate(groups: Readonly<Record<string, string | undefined>>): DateParts | undefined {
  const { century, decade, era2, y6, era6 } = groups;
  if (century !== undefined) {
    const nth = ordinalOf(century);
    return { years: isBefore(era2) ? [-100 * nth, -100 * nth + 99] : [100 * (nth - 1), 100 * nth] };
  }
  if (decade !== undefined) {
    const from = Number(decade);
    return { years: [from, from + (from % 100 === 0 ? 99 : 9)] };
  }
  if (y6 !== undefined) {
    const year = isBefore(era6) ? -Number(y6) : Number(y6);
    return { years: [year, year] };
  }
  if (groups.y8 !== undefined) {
    const [hundreds = '', ...rest] = groups.y8.split(' ');
    const year = 100 * valueOfWords(hundreds) + valueOfWords(rest.join(' '));
    return { years: [year, year] };
  }
  const year = Number(firstOf(groups, 'y1', 'y2', 'y3', 'y4', 'y5', 'y7') ?? Number.NaN);
  const dayText = firstOf(groups, 'd1', 'd2', 'd3', 'd4');
  const monthName = firstOf(groups, 'n3', 'n4', 'n5', 'n8');
  const monthNumber = Number(firstOf(groups, 'm1', 'm2') ?? Number.NaN);
  const month =
    monthName === undefined ? monthNumber : 1 + MONTHS.findIndex((name) => new RegExp(`^${name}\\.?$`).test(monthName));
  const day = dayText === undefined ? Number.NaN : ordinalOf(dayText);
  if (day > 31 || day < 1) return undefined;
  const isSwappable = groups.d2 !== undefined && day <= 12;
  const isAmerican = groups.d2 !== undefined && month > 12;
  return {
    ...(Number.isNaN(year) ? {} : { years: [year, year] as const }),
    ...(Number.isNaN(month) ? {} : { month: isAmerican ? day : month }),
    ...(Number.isNaN(day) ? {} : { day: isAmerican ? month : day }),
    ...(isSwappable && !isAmerican ? { swapped: true } : {}),
  };
}

const isBefore = (era: string | undefined) => era?.startsWith('b') ?? false;
const firstOf = (groups: Readonly<Record<string, string | undefined>>, ...names: readonly string[]) =>
  names.map((name) => groups[name]).find((value) => value !== undefined);
const ordinalOf = (text: string) => (/^\d/.test(text) ? Number.parseInt(text, 10) : valueOfWords(text));

/**
 * How a date that is stated stands to one that is wanted: `equal` if it states all parts of it, `coarser` if it agrees and
 * leaves parts out, `other` if a part differs.
 */
export function compareDates(wanted: DateParts, stated: DateParts): 'equal' | 'coarser' | 'other' {
  if (stated.swapped === true) {
    const { swapped: _, ...read } = stated;
    const readings = [read, { ...read, ...withoutMissing({ month: read.day, day: read.month }) }];
    const found = readings.map((reading) => compareDates(wanted, reading));
    return found.includes('equal') ? 'equal' : (found[0] ?? 'other');
  }
  const years = compareYears(wanted.years, stated.years);
  const month = comparePart(wanted.month, stated.month);
  const day = comparePart(wanted.day, stated.day);
  const all = [years, month, day];
  if (all.includes('other')) return 'other';
  // The month and the year are enough, for few answers give the day.
  return years === 'coarser' || month === 'coarser' ? 'coarser' : 'equal';
}

function withoutMissing(parts: { readonly month: number | undefined; readonly day: number | undefined }): DateParts {
  return parts.month === undefined || parts.day === undefined ? {} : { month: parts.month, day: parts.day };
}

function compareYears(wanted: DateParts['years'], stated: DateParts['years']) {
  if (wanted === undefined) return 'equal';
  if (stated === undefined) return 'coarser';
  if (stated[0] >= wanted[0] && stated[1] <= wanted[1]) return 'equal';
  return stated[0] <= wanted[0] && stated[1] >= wanted[1] ? 'coarser' : 'other';
}

function comparePart(wanted: number | undefined, stated: number | undefined) {
  if (wanted === undefined) return 'equal';
  if (stated === undefined) return 'coarser';
  return wanted === stated ? 'equal' : 'other';
}
