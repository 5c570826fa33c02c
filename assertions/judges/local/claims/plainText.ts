import { straightQuotes } from '../../../../foundation/patternText.ts';
import { remembered } from '../../../../foundation/remembered.ts';

// Letters that Unicode doesn't take apart into a base letter and a mark.
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
};
// What chemists write short; the digits are plain by then.
const FORMULAS: Readonly<Record<string, string>> = {
  CO2: 'carbon dioxide',
  H2O: 'water',
  O2: 'oxygen',
  H2: 'hydrogen',
  N2: 'nitrogen',
  O3: 'ozone',
  CH4: 'methane',
  NH3: 'ammonia',
  HCl: 'hydrochloric acid',
  H2SO4: 'sulfuric acid',
  NaCl: 'sodium chloride',
};
const FORMULA = new RegExp(`(?<![\\p{L}\\d])(?:${Object.keys(FORMULAS).join('|')})(?![\\p{L}\\d])`, 'gu');
const WHOLE_LETTER = new RegExp(`[${Object.keys(WHOLE_LETTERS).join('')}]`, 'g');

/**
 * One spelling of each character: letters without accents, subscripts as digits, straight quotes, plain dashes and spaces,
 * no Markdown, powers of ten as `10^8`. Capitals stay.
 */
export const plainText: (text: string) => string = remembered((text) => {
  const letters = text
    .replace(/10([\u207B\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+)/g, '10^$1')
    .replace(/(?<=\d)(?=[\u00BC-\u00BE\u2153\u2154])/g, ' ')
    .normalize('NFKD')
    .replace(/[\p{M}\u00AD\u200B-\u200F\u2060\uFEFF]/gu, '')
    .replace(WHOLE_LETTER, (letter) => WHOLE_LETTERS[letter] ?? letter);
  return straightQuotes(letters)
    .replace(FORMULA, (formula) => FORMULAS[formula] ?? formula)
    .replace(/\u2212/g, '-')
    .replace(/\{,\}/g, ',')
    .replace(/\u2044/g, '/')
    .replace(/(?<=\d)\s*[\u2013\u2014](?=\d)/g, '-')
    .replace(/[\u2013\u2014]/g, ' - ')
    .replace(/\*{1,3}|__|`|^\s*(?:#{1,6}|>+)\s+/gm, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/^ ?\| ?| ?\| ?$/gm, '')
    .replace(/ \| /g, ' ')
    .trim();
});
