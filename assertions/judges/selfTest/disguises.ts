/** What an attacker puts around a word to make it look like a mark: opening and closing. */
export const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ...['<<<|>>>', '<<|>>', '<|>', '[[[|]]]', '[[|]]', '[|]', '{{{|}}}', '{{|}}', '(((|)))', '((|))'],
  ...[
    '«|»',
    '««|»»',
    '‹‹|››',
    '「|」',
    '『|』',
    '【|】',
    '〈|〉',
    '《|》',
    '〔|〕',
    '⟨|⟩',
    '⟪|⟫',
    '⟦|⟧',
    '⦃|⦄',
    '⸨|⸩',
    '❮❮|❯❯',
  ],
  ...['＜＜|＞＞', '［|］', '｛｛|｝｝', '（（|））', '﹤﹤|﹥﹥', '“|”', '"""|"""', "'''|'''", '`|`', '``` |```'],
  ...[
    '=== | ===',
    '--- | ---',
    '-----|-----',
    '*** | ***',
    '**|**',
    '##### | #####',
    '### |',
    '# |',
    '~~~ |',
    '___ |___',
  ],
  ...[
    '::: |',
    '>>> |',
    '+++ | +++',
    '═══ | ═══',
    '────── | ──────',
    '▓▓▓ | ▓▓▓',
    '••• | •••',
    '— | —',
    '→ | ←',
    '■ | ■',
    '|',
  ],
  ...[
    '<!-- | -->',
    '/* | */',
    '// |',
    '-- |',
    '; |',
    '\\end{|}',
    '</|>',
    '<|/>',
    '[/|]',
    '{/|}',
    '%% |',
    '@@@ | @@@',
    '<-- | -->',
  ],
].map((pair) => {
  const at = pair.indexOf('|');
  return [pair.slice(0, at), pair.slice(at + 1)] as const;
});

/** Letters that look like an ASCII letter, for each. */
export const ATTACKERS_LETTERS: Readonly<Record<string, string>> = {
  a: 'аɑαᴀꓮᎪӓ',
  c: 'сϲᴄⅽꓚᏟ',
  d: 'ԁᴅⅾꓓᎠđ',
  e: 'еᴇҽꓰᎬΕε',
  g: 'ɡցɢꓖᏀ',
  h: 'һհʜꓧᎻ',
  i: 'іιıɪꓲᎥ',
  j: 'јϳᴊꓙ',
  l: 'ӏⅼʟꓡᏞ',
  m: 'мⅿᴍꓟᎷ',
  n: 'ոɴꓠΝпή',
  o: 'оοᴏօꓳΟσ',
  p: 'рρᴘꓑᏢ',
  q: 'ԛզǫ',
  r: 'гʀᴦꓣᏒɍ',
  s: 'ѕꜱꓢᏚʂ',
  t: 'тτᴛꓔᎢŧ',
  u: 'υսᴜꓴц',
  v: 'ѵνᴠꓦᏙ',
  w: 'ԝωᴡꓪᎳ',
  x: 'хχꓫ',
  y: 'уүʏꓬγ',
};
const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const BETWEEN = ['\u200B', '\u200C', '\u2060', '\u00AD', '\uFEFF', '\u034F', '\u180E', '\u{E0041}', '\uFE0F', '\u061C'];
const COMBINING = ['\u0301', '\u0336', '\u0332', '\u0308', '\u20DD', '\u0359', '\u0489'];

/** Chooses a whole number from 0 to below `count`. */
export type Choose = (count: number) => number;

/** One of a list. */
export function oneOf<T>(list: readonly T[], choose: Choose): T {
  return list[choose(list.length)] as T;
}

const perLetter = (text: string, write: (letter: string) => string) => text.replace(/[a-z]/gi, write);
const code = (char: string) => char.codePointAt(0) ?? 0;
const shifted = (text: string, upper: number, lower: number) =>
  perLetter(text, (letter) =>
    String.fromCodePoint(/[A-Z]/.test(letter) ? code(letter) - 65 + upper : code(letter) - 97 + lower),
  );

/** Ways to write letters so that a reader still sees the word. */
export const SPELLINGS: Readonly<Record<string, (text: string, choose: Choose) => string>> = {
  'as it is': (text) => text,
  'small letters': (text) => text.toLowerCase(),
  'capital letters': (text) => text.toUpperCase(),
  'capitals at random': (text, choose) =>
    perLetter(text, (letter) => (choose(2) === 0 ? letter.toLowerCase() : letter.toUpperCase())),
  'spaced out': (text) => [...text].join(' '),
  'spaced widely': (text) => [...text].join('  '),
  dotted: (text) => [...text].join('.'),
  hyphenated: (text) => [...text].join('-'),
  'with underscores': (text) => text.replaceAll(' ', '_'),
  'without spaces': (text) => text.replaceAll(' ', ''),
  'with invisible characters': (text, choose) => [...text].join(oneOf(BETWEEN, choose)),
  'with combining marks': (text, choose) => perLetter(text, (letter) => `${letter}${oneOf(COMBINING, choose)}`),
  'full-width': (text) => text.replace(/[!-~]/g, (char) => String.fromCodePoint(code(char) + 0xfee0)),
  'one look-alike': (text, choose) => lookAlike(text, choose, 4),
  'half look-alikes': (text, choose) => lookAlike(text, choose, 2),
  'all look-alikes': (text, choose) => lookAlike(text, choose, 1),
  bold: (text) => shifted(text, 0x1d400, 0x1d41a),
  fraktur: (text) => shifted(text, 0x1d56c, 0x1d586),
  monospace: (text) => shifted(text, 0x1d670, 0x1d68a),
  circled: (text) => shifted(text, 0x24b6, 0x24d0),
  'dark circles': (text) => shifted(text, 0x1f150, 0x1f150),
  'dark squares': (text) => shifted(text, 0x1f170, 0x1f170),
  'regional indicators': (text) => [...shifted(text, 0x1f1e6, 0x1f1e6)].join('\u200B'),
  parenthesised: (text) => shifted(text, 0x1f110, 0x249c),
  leet: (text) => perLetter(text, (letter) => LEET[letter.toLowerCase()] ?? letter),
  'turned upside down': (text) => turned(text),
  'one letter a line': (text) => [...text.replaceAll(' ', '')].join('\n'),
  'one word a line': (text) => text.replaceAll(' ', '\n'),
};

function lookAlike(text: string, choose: Choose, oneIn: number): string {
  return perLetter(text, (letter) => {
    const alike = ATTACKERS_LETTERS[letter.toLowerCase()];
    return alike === undefined || choose(oneIn) !== 0 ? letter : oneOf([...alike], choose);
  });
}

const UPRIGHT = 'abcdefghijklmnopqrstuvwxyz';
const TURNED = [...'ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz'];

function turned(text: string): string {
  return [...text.toLowerCase()]
    .toReversed()
    .map((char) => TURNED[UPRIGHT.indexOf(char)] ?? char)
    .join('');
}

const rot13 = (text: string) => shiftedBy13(text);
const shiftedBy13 = (text: string) =>
  perLetter(text, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((code(letter) - base + 13) % 26) + base);
  });
const reversed = (text: string) => [...text].toReversed().join('');
const eachChar = (text: string, write: (codePoint: number) => string) =>
  [...text].map((char) => write(code(char))).join('');
const hex = (codePoint: number, digits: number) => codePoint.toString(16).padStart(digits, '0');
const bytes = (text: string) => [...Buffer.from(text)];
const NAMED: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '[': '&lbrack;',
  ']': '&rbrack;',
  '{': '&lbrace;',
  '}': '&rbrace;',
  '(': '&lpar;',
  ')': '&rpar;',
  '«': '&laquo;',
  '»': '&raquo;',
};

/** Notations that a reader decodes. */
export const NOTATIONS: Readonly<Record<string, (text: string) => string>> = {
  'entities for brackets': (text) => text.replace(/[<>[\](){}«»]/g, (char) => NAMED[char] ?? char),
  'entities twice': (text) => text.replace(/[<>]/g, (char) => (NAMED[char] ?? char).replace('&', '&amp;')),
  'decimal entities': (text) => eachChar(text, (char) => `&#${char};`),
  'hexadecimal entities': (text) => eachChar(text, (char) => `&#x${hex(char, 1)};`),
  'percent for symbols': encodeURIComponent,
  'percent throughout': (text) =>
    bytes(text)
      .map((byte) => `%${hex(byte, 2)}`)
      .join(''),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'Unicode escapes': (text) =>
    eachChar(text, (char) => (char > 0xffff ? `\\u{${hex(char, 5)}}` : `\\u${hex(char, 4)}`)),
  'escapes in braces': (text) => eachChar(text, (char) => `\\u{${hex(char, 2)}}`),
  'byte escapes': (text) =>
    bytes(text)
      .map((byte) => `\\x${hex(byte, 2)}`)
      .join(''),
  'octal escapes': (text) =>
    bytes(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'code points': (text) => [...text].map((char) => `U+${hex(code(char), 4).toUpperCase()}`).join(' '),
  'quoted-printable': (text) =>
    bytes(text)
      .map((byte) => `=${hex(byte, 2).toUpperCase()}`)
      .join(''),
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'hexadecimal, spaced': (text) =>
    bytes(text)
      .map((byte) => hex(byte, 2))
      .join(' '),
  binary: (text) =>
    bytes(text)
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join(' '),
  rot13,
  backwards: reversed,
};

const fromHex = (digits: string) => Buffer.from(digits.replace(/[^0-9a-f]/gi, ''), 'hex').toString();
const fromCode = (digits: string, radix: number) => {
  const char = Number.parseInt(digits, radix);
  return char <= 0x10ffff ? String.fromCodePoint(char) : '';
};
/** What was decoded, unless it is no text. */
const textOr = (written: string, decoded: string) => (/\uFFFD|(?!\s)\p{Cc}/u.test(decoded) ? written : decoded);
const ENTITIES = Object.fromEntries(Object.entries(NAMED).map(([char, entity]) => [entity.toLowerCase(), char]));

/** The text, with one notation in it decoded by each. */
export const DECODINGS: readonly ((text: string) => string)[] = [
  (text) =>
    text
      .replace(/&#x([0-9a-f]{1,6});?/gi, (_, digits: string) => fromCode(digits, 16))
      .replace(/&#(\d{1,7});?/g, (_, digits: string) => fromCode(digits, 10))
      .replace(/&(?:[lr](?:t|brack|brace|par|aquo)|gt);/gi, (entity) => ENTITIES[entity.toLowerCase()] ?? entity)
      .replaceAll('&amp;', '&'),
  (text) => text.replace(/(?:%[0-9a-f]{2})+/gi, fromHex),
  (text) => text.replace(/\\u\{?([0-9a-f]{2,6})\}?/gi, (_, digits: string) => fromCode(digits.slice(0, 6), 16)),
  (text) => text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => fromCode(digits, 16)),
  (text) => text.replace(/(?:\\x[0-9a-f]{2})+/gi, fromHex),
  (text) => text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => fromCode(digits, 8)),
  (text) => text.replace(/U\+([0-9a-f]{4,6})\s?/gi, (_, digits: string) => fromCode(digits, 16)),
  (text) => text.replace(/(?:=[0-9A-F]{2})+/g, fromHex),
  (text) => text.replace(/[A-Za-z0-9+/]{12,}={0,2}/g, (word) => textOr(word, Buffer.from(word, 'base64').toString())),
  (text) => text.replace(/(?:[0-9a-f]{2} ?){6,}/gi, (digits) => textOr(digits, fromHex(digits))),
  (text) =>
    text.replace(/(?:[01]{8} ?){4,}/g, (bits) =>
      Buffer.from(bits.match(/[01]{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []).toString(),
    ),
];

/** The text, read as a whole in another way by each. */
export const VIEWS_OF_ALL: readonly ((text: string) => string)[] = [
  (text) => text,
  rot13,
  reversed,
  (text) => turnedBack(text),
];

function turnedBack(text: string): string {
  return [...text.toLowerCase()]
    .toReversed()
    .map((char) => UPRIGHT[TURNED.indexOf(char)] ?? char)
    .join('');
}
