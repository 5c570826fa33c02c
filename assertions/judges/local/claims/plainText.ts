import { straightQuotes } from '../../../../foundation/patternText.ts';

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
const WHOLE_LETTER = new RegExp(`[${Object.keys(WHOLE_LETTERS).join('')}]`, 'g');

/**
 * One spelling of each character: letters without accents, subscripts as digits, straight quotes, plain dashes and spaces,
 * no Markdown. Capitals stay.
 */
export function plainText(text: string): string {
  const letters = text
    .normalize('NFKD')
    .replace(/[\p{M}\u00AD\u200B-\u200F\u2060\uFEFF]/gu, '')
    .replace(WHOLE_LETTER, (letter) => WHOLE_LETTERS[letter] ?? letter);
  return straightQuotes(letters)
    .replace(/\u2212/g, '-')
    .replace(/\{,\}/g, ',')
    .replace(/^ *\||\|(?= *$)/gm, '')
    .replace(/ \| /g, ' ')
    .replace(/\u2044/g, '/')
    .replace(/(?<=\d)\s*[\u2013\u2014](?=\d)/g, '-')
    .replace(/[\u2013\u2014]/g, ' - ')
    .replace(/\*{1,3}|__|`|^\s*(?:#{1,6}|>+)\s+/gm, '')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
