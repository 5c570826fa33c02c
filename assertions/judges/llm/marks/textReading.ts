/** A text as somebody reads it, and where each of its UTF-16 units comes from in the source. */
export interface TextReading {
  readonly text: string;
  /** Per unit: the first index in the source, and the one after the last. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The source itself. */
export function readPlainly(text: string): TextReading {
  const from = Uint32Array.from({ length: text.length }, (_, index) => index);
  return { text, from, to: from.map((index) => index + 1) };
}

const ROUNDS = 4;

/** The text with every notation in it decoded, up to four deep; the reading itself if it has none. */
export function readNotations(reading: TextReading): TextReading {
  let current = reading;
  for (let round = 0; round < ROUNDS; round++) {
    const next = NOTATION_READERS.reduce(decodeAll, current);
    if (next === current) return current;
    current = next;
  }
  return current;
}

interface NotationReader {
  readonly pattern: RegExp;
  /** Characters that are only read together. @default 1 */
  readonly group?: number;
  /** Undefined for what only looks like the notation. */
  readonly decode: (written: string) => string | undefined;
}

const hexBytes = (digits: string) => decodeBytes(digits.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [], 16);

function decodeBytes(numbers: readonly string[], radix: number): string {
  return Buffer.from(numbers.map((number) => Number.parseInt(number, radix))).toString();
}

function codePoint(digits: string, radix: number): string | undefined {
  const point = Number.parseInt(digits, radix);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

const NAMED: Readonly<Record<string, string>> = Object.fromEntries(
  [
    [
      'lt <',
      'gt >',
      'lbrack [',
      'rbrack ]',
      'lsqb [',
      'rsqb ]',
      'lbrace {',
      'rbrace }',
      'lcub {',
      'rcub }',
      'lpar (',
      'rpar )',
    ],
    [
      'laquo «',
      'raquo »',
      'lang ⟨',
      'rang ⟩',
      'langle ⟨',
      'rangle ⟩',
      'quot "',
      "apos '",
      'sol /',
      'bsol \\',
      'vert |',
      'colon :',
    ],
    [
      'num #',
      'equals =',
      'ast *',
      'lowbar _',
      'hyphen -',
      'dash -',
      'mdash —',
      'ndash –',
      'period .',
      'comma ,',
      'semi ;',
      'amp &',
    ],
  ]
    .flat()
    .map((pair) => pair.split(' ')),
);

/** As it stands in prose or code, base64 is no text: it would hold bytes that are none. */
function readable(text: string): string | undefined {
  return text.length > 0 && !/\uFFFD|(?!\s)\p{Cc}/u.test(text) ? text : undefined;
}

const NOTATION_READERS: readonly NotationReader[] = [
  {
    pattern: /&(?:amp;){0,4}(?:#x([0-9a-f]{1,6});?|#(\d{1,7});?|([a-z]{2,6});|([lg]t)(?![a-z]))/gi,
    decode: (written) => {
      const [, hex, decimal, name] = /#x([0-9a-f]+)|#(\d+)|([a-z]+);?$/i.exec(written) ?? [];
      if (hex !== undefined) return codePoint(hex, 16);
      return decimal === undefined ? NAMED[name?.toLowerCase() ?? ''] : codePoint(decimal, 10);
    },
  },
  { pattern: /(?:%[0-9a-f]{2})+/gi, decode: hexBytes },
  {
    pattern: /\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}/gi,
    decode: (written) => codePoint(written.replace(/[^0-9a-f]/gi, ''), 16),
  },
  { pattern: /(?:\\x[0-9a-f]{2})+/gi, decode: (written) => hexBytes(written.replaceAll(/\\x/gi, '')) },
  { pattern: /(?:\\[0-3][0-7]{2})+/g, decode: (written) => decodeBytes(written.slice(1).split('\\'), 8) },
  { pattern: /\bU\+[0-9a-f]{4,6}\s?/gi, decode: (written) => codePoint(written.trim().slice(2), 16) },
  { pattern: /(?:=[0-9A-F]{2})+/g, decode: hexBytes },
  {
    pattern: /(?:\b|0x)(?:[0-9a-f]{2}[ :,-]?){6,}/gi,
    decode: (written) => readable(hexBytes(written.replaceAll('0x', ''))),
  },
  {
    pattern: /[A-Za-z0-9+/_-]{12,}={0,2}/g,
    group: 4,
    decode: (word) => readable(Buffer.from(word, 'base64').toString()),
  },
  { pattern: /(?:[01]{8}[ ,]?){4,}/g, decode: (bits) => readable(decodeBytes(bits.match(/[01]{8}/g) ?? [], 2)) },
  {
    pattern: /\b(?:(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])[ ,]{1,2}){5,}\d{2,3}\b/g,
    decode: (codes) => readable(decodeBytes(codes.match(/\d+/g) ?? [], 10)),
  },
];

/** Every occurrence of a notation decoded. What comes of one occurrence is spread over its place in the source. */
function decodeAll(reading: TextReading, { pattern, group = 1, decode }: NotationReader): TextReading {
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let done = 0;
  for (const { 0: written, index } of reading.text.matchAll(pattern)) {
    const decoded = decode(written);
    if (decoded === undefined || decoded === written) continue;
    copy(done, index);
    parts.push(decoded);
    // Of base64, four characters make three bytes, and there may be padding.
    const per = group === 1 ? written.length / decoded.length : group / 3;
    for (let unit = 0; unit < decoded.length; unit++) {
      const start = Math.floor((unit * per) / group) * group;
      const end = Math.min(Math.ceil(((unit + 1) * per) / group) * group, written.length);
      from.push(reading.from[index + start] ?? 0);
      to.push(reading.to[index + end - 1] ?? 0);
    }
    done = index + written.length;
  }
  if (done === 0) return reading;
  copy(done, reading.text.length);
  return { text: parts.join(''), from: Uint32Array.from(from), to: Uint32Array.from(to) };

  function copy(start: number, end: number): void {
    parts.push(reading.text.slice(start, end));
    for (let unit = start; unit < end; unit++) {
      from.push(reading.from[unit] ?? 0);
      to.push(reading.to[unit] ?? 0);
    }
  }
}
