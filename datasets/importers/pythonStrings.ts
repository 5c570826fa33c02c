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
