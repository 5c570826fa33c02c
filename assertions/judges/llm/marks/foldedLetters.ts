import type { TextReading } from './textReading.ts';

/** Letters and symbols that look like an ASCII letter and that Unicode's normalising leaves alone. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'аɑαᴀꓮᎪΑАӑӓ⍺∀',
  b: 'ЬᏴꓐʙΒВƅƀ',
  c: 'сϲᴄꓚᏟС¢ȼ',
  d: 'ԁᴅꓓᎠđɗÐð',
  e: 'еᴇҽꓰᎬΕЕєɛεɇ€ə',
  f: 'ꜰꓝϝƒſ',
  g: 'ɡցɢꓖᏀԍǥ',
  h: 'һհʜꓧᎻНΗħ',
  i: 'іιıɪꓲᎥІΙɩ¡ɨ',
  j: 'јϳᴊꓙЈȷɉ',
  k: 'кκᴋꓗᏦКΚ',
  l: 'ӏⅼʟꓡᏞłƖ£',
  m: 'мᴍꓟᎷМΜ',
  n: 'ոɴꓠΝпήηռИи',
  o: 'оοᴏօꓳΟОσøØ०໐',
  p: 'рρᴘꓑᏢРΡ',
  q: 'ԛզǫꝗ',
  r: 'гʀᴦꓣᏒɍяЯ',
  s: 'ѕꜱꓢᏚЅʂ§ƨ',
  t: 'тτᴛꓔᎢТΤŧ†ƭ',
  u: 'υսᴜꓴцʋµμ',
  v: 'ѵνᴠꓦᏙѴ',
  w: 'ԝωᴡꓪᎳшѡ',
  x: 'хχꓫХΧ×',
  y: 'уүʏꓬγУΥҮɏ¥',
  z: 'ᴢꓜᏃΖƶ',
};
const PLAIN = new Map(Object.entries(LOOK_ALIKES).flatMap(([plain, alike]) => [...alike].map((char) => [char, plain])));
/** First code points of alphabets in symbols: dark circles, dark squares, regional indicators, squares. */
const SYMBOL_ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6, 0x1f130];

const folded = new Map<string, string>();
const MAX_KEPT = 5_000;

/**
 * The letters and digits that a reader sees in one code point: small, without accents, ASCII for what looks like it. Empty
 * for all else, the invisible included.
 */
function lettersOf(char: string): string {
  if (/^[a-z0-9]$/.test(char)) return char;
  const known = folded.get(char);
  if (known !== undefined) return known;
  const letters = /\p{Default_Ignorable_Code_Point}/u.test(char) ? '' : plainLetters(char);
  if (folded.size < MAX_KEPT) folded.set(char, letters);
  return letters;
}

function plainLetters(char: string): string {
  const direct = PLAIN.get(char) ?? symbolLetter(char);
  return direct ?? [...char.normalize('NFKD')].map(plainLetter).join('');
}

/** Beyond the 65,536 first code points, where letters take two units, one sign stands for all. */
function plainLetter(part: string): string {
  if (!/^[\p{L}\p{N}]$/u.test(part)) return PLAIN.get(part) ?? '';
  const [small = part] = part.toLowerCase();
  const plain = PLAIN.get(part) ?? PLAIN.get(small) ?? small;
  return plain.length > 1 ? '\uFFFD' : plain;
}

function symbolLetter(char: string): string | undefined {
  const point = char.codePointAt(0) ?? 0;
  const first = SYMBOL_ALPHABETS.find((start) => start <= point && point < start + 26);
  return first === undefined ? undefined : String.fromCharCode(point - first + 97);
}

/** A word as it stands in folded letters. */
export const foldWord = (word: string): string => [...word].map(lettersOf).join('');

/** The letters and digits of a reading in a row, and where each stands in it. One UTF-16 unit each. */
export interface FoldedLetters {
  readonly letters: string;
  /** Per letter: its place in the reading, as UTF-16 indexes; the end is exclusive. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** What a reader who minds no spaces, symbols, accents and kinds of letters sees. */
export function foldLetters({ text }: TextReading): FoldedLetters {
  const parts: string[] = [];
  // NFKD makes up to 18 letters of one code point.
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  for (const char of text) {
    const letters = lettersOf(char);
    parts.push(letters);
    for (let count = letters.length; count > 0; count--) {
      start.push(at);
      end.push(at + char.length);
    }
    at += char.length;
  }
  return { letters: parts.join(''), start: Uint32Array.from(start), end: Uint32Array.from(end) };
}
