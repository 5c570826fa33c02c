/** A string in one or three quotes without prefix, a comment, a comma or the list's end. */
const TOKEN =
  /\s*(?:(?<comment>#[^\n]*)|(?<comma>,)|(?<end>\])|(?<quotes>"""|'''|"|')(?<text>(?:\\[\s\S]|(?!\k<quotes>)[^\\])*)\k<quotes>)/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/**
 * The strings of a Python list, from behind its opening bracket. Reads only plain strings: no prefix, no expression.
 *
 * @returns the strings, or what was expected and what was got
 */
export function readPythonStrings(source: string, start: number): readonly string[] | string {
  const strings: string[] = [];
  let takesString = true;
  TOKEN.lastIndex = start;
  for (;;) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source)?.groups;
    if (found === undefined) return describe('a string, a comma or ]', source, at);
    if (found.end !== undefined) return strings;
    if (found.comma !== undefined) takesString = true;
    if (found.text === undefined) continue;
    // Python would join adjacent strings.
    if (!takesString) return describe('a comma', source, at);
    strings.push(readEscapes(found.text));
    takesString = false;
  }
}

/** One of adjacent strings in one quote, perhaps with the prefix f; a comment, or the end of the parentheses. */
const PART =
  /\s*(?:(?<comment>#[^\n]*)|(?<end>\))|(?<format>f?)(?<quotes>"|')(?<text>(?:\\[\s\S]|(?!\k<quotes>)[^\\\n])*)\k<quotes>)/y;

/** What stands between the fields of an f-string, or the variable of a field. */
export type PythonPart = string | { readonly variable: string };

/**
 * The parts of one text that adjacent strings in parentheses make up, from behind the opening one. Fields of f-strings may
 * be plain variables.
 *
 * @returns the parts, or what was expected and what was got
 */
export function readPythonText(source: string, start: number): readonly PythonPart[] | string {
  const parts: PythonPart[] = [];
  PART.lastIndex = start;
  for (;;) {
    const at = PART.lastIndex;
    const found = PART.exec(source)?.groups;
    if (found === undefined) return describe('a string or )', source, at);
    if (found.end !== undefined) return parts;
    const { text, format } = found;
    if (text === undefined) continue;
    const read = format === 'f' ? readFields(text) : [readEscapes(text)];
    if (read === undefined) return describe('fields that are plain variables', source, at);
    parts.push(...read);
  }
}

/** undefined for a field that is no plain variable. */
function readFields(text: string): readonly PythonPart[] | undefined {
  const pieces = text.split(/(\{\{|\}\}|\{[A-Za-z_]\w*\}|[{}])/);
  if (pieces.some((piece) => piece === '{' || piece === '}')) return undefined;
  return pieces.map((piece, index) => {
    if (index % 2 === 0) return readEscapes(piece);
    return piece === '{{' || piece === '}}' ? piece.charAt(0) : { variable: piece.slice(1, -1) };
  });
}

/** Other escapes stay unchanged. */
function readEscapes(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (whole, long?: string, short?: string, single = '') => {
      const code = long ?? short;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if ('\\\'"'.includes(single)) return single;
      return ESCAPES[single] ?? whole;
    },
  );
}

function describe(expected: string, source: string, at: number): string {
  const got = source.slice(at).trimStart().slice(0, 20);
  const line = source.slice(0, at).split('\n').length;
  return `line ${line}: expected ${expected}, got ${got === '' ? 'the end of the file' : JSON.stringify(got)}`;
}
