/** Characters that a reader does not see: controls, fillers, tags, private ones, halves of pairs, the blank of braille. */
const UNSEEN = /(?![\t\n\r])[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u2800]/u;

/** Joiners between letters of scripts that are written with them. */
const JOINERS =
  /(?<=[\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}])[\u200c\u200d](?=[\p{L}\p{M}\s])/gu;

/** Scripts with letters that look like one another's. */
const ALIKE = ['Latn', 'Cyrl', 'Grek', 'Armn', 'Cher', 'Copt', 'Lisu'].map((script) => letterOf([script]));

/** Latin letters of phonetic alphabets, which look like ordinary ones, and marks that strike a letter out or frame it. */
const PHONETIC = /[\u0250-\u02af\u1d00-\u1d7f\ua720-\ua7ff\uab30-\uab6f]|[\u0334-\u0338]|\p{Me}/u;

/** What stands in texts of their own right, although compatibility maps it to plain letters. */
const COMMON_FORMS = /[ªº™℠№℃℉]/u;

/** Scripts as texts use them. East Asian ones are written side by side. */
const WRITINGS: readonly (readonly string[])[] = [
  ['Latn'],
  ['Cyrl'],
  ['Grek'],
  ['Arab'],
  ['Hebr'],
  ['Deva'],
  ['Beng'],
  ['Guru'],
  ['Gujr'],
  ['Orya'],
  ['Taml'],
  ['Telu'],
  ['Knda'],
  ['Mlym'],
  ['Sinh'],
  ['Thai'],
  ['Laoo'],
  ['Khmr'],
  ['Mymr'],
  ['Tibt'],
  ['Geor'],
  ['Armn'],
  ['Ethi'],
  ['Hani', 'Hira', 'Kana', 'Hang', 'Bopo'],
];
const LATIN = letterOf(['Latn']);
const WIDE = letterOf(['Hani', 'Hira', 'Kana', 'Hang', 'Bopo']);

/** Largest share of Latin letters in a text of another script: names and abbreviations. */
const MOST_LATIN = 1 / 3;

function letterOf(scripts: readonly string[]): RegExp {
  return new RegExp(`[${scripts.map((script) => `\\p{sc=${script}}`).join('')}]`, 'u');
}

/** Whether a text holds characters that no reader sees; joiners that a script needs are none. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text.replace(JOINERS, ''));
}

/**
 * Whether characters pose as others: words of several scripts that look alike, styled forms of plain letters and digits, or
 * phonetic letters and struck ones that the current spec doesn't use. Wide letters are ordinary where East Asian ones are.
 */
export function hasLookAlikes(text: string, current: string): boolean {
  const isMixed = (word: string) => ALIKE.filter((letter) => letter.test(word)).length > 1;
  return (
    (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).some(isMixed) ||
    [...text].some((char) => isStyled(char) && !(isWide(char) && WIDE.test(current))) ||
    (PHONETIC.test(text.normalize('NFC')) && !PHONETIC.test(current))
  );
}

/** A letter, digit or sign that compatibility maps to plain letters or digits. */
function isStyled(char: string): boolean {
  return (
    char > '\x7f' &&
    /[\p{L}\p{Nd}\p{So}]/u.test(char) &&
    !COMMON_FORMS.test(char) &&
    /[a-z\d]/i.test(char.normalize('NFKC'))
  );
}

const isWide = (char: string) => /[\uff01-\uff5e]/.test(char);

/**
 * Whether a text is written in another script than the current spec. A text of another script than Latin may hold some
 * Latin words.
 */
export function isOfAnotherScript(text: string, current: string): boolean {
  const own = mainWriting(current);
  if (own === undefined) return false;
  const all = letters(text);
  const foreign = all.filter((letter) => !own.test(letter));
  return foreign.some((letter) => !LATIN.test(letter)) || foreign.length > MOST_LATIN * all.length;
}

/** Letters, without those that all scripts share. */
const letters = (text: string): readonly string[] =>
  text.normalize('NFKC').match(/(?![\p{sc=Common}\p{sc=Inherited}])\p{L}/gu) ?? [];

function mainWriting(text: string): RegExp | undefined {
  const all = letters(text);
  const counted = WRITINGS.map((scripts) => {
    const letter = letterOf(scripts);
    return { letter, count: all.filter((one) => letter.test(one)).length };
  }).sort((a, b) => b.count - a.count);
  return counted[0] !== undefined && counted[0].count > 0 ? counted[0].letter : undefined;
}
