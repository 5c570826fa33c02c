import { fieldsOf } from '../../../foundation/untyped.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** An outermost JSON object of a text. */
export interface FoundObject {
  /** The object itself, then every object inside it. */
  readonly objects: readonly JsonObject[];
  /** Keys that one of them has twice. */
  readonly repeatedKeys: ReadonlySet<string>;
}

/**
 * The outermost JSON objects of a text that contain `needle`, in order; not those in strings. In objects of up to 4,000
 * characters, slips that leave the meaning certain are repaired: trailing commas, control characters and unknown escapes
 * in strings, white space unknown to JSON. For a hostile text, the time grows with the square of its length.
 */
export function findJsonObjects(text: string, needle: string): readonly FoundObject[] {
  const found: FoundObject[] = [];
  const lastNeedle = text.lastIndexOf(needle);
  let start = text.indexOf('{');
  while (start !== -1 && start < lastNeedle) {
    const source = balancedFrom(text, start);
    const object = source?.includes(needle) ? readObject(source) : undefined;
    if (object !== undefined) found.push(object);
    start = text.indexOf('{', start + (object === undefined ? 1 : (source?.length ?? 1)));
  }
  return found;
}

/** From an opening brace to its closing one, skipping strings; undefined without one. */
function balancedFrom(text: string, start: number): string | undefined {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}

/** Undefined for text that is not JSON even after the repair. */
function readObject(source: string): FoundObject | undefined {
  for (const json of source.length > MAX_REPAIRED_CHARS ? [source] : [source, repaired(source)]) {
    try {
      const objects = objectsIn(JSON.parse(json));
      return { objects, repeatedKeys: repeatedKeysOf(json, objects) };
    } catch {
      // The next form may be JSON.
    }
  }
  return undefined;
}

/** A verdict has some hundred characters; repairing every level of a hostile text would take seconds. */
const MAX_REPAIRED_CHARS = 4_000;

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const TOKEN = new RegExp(`(?<string>${STRING})|(?<comma>,)(?=\\s*[}\\]])|[\\s\\p{Cc}\\p{Cf}]`, 'gsu');

function repaired(source: string): string {
  return source.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token.replace(/\\./gs, knownEscape).replace(/\p{Cc}/gu, escaped);
    return token === ',' ? '' : ' ';
  });
}

const knownEscape = (pair: string) => (/["\\/bfnrtu]/.test(pair.slice(1)) ? pair : pair.slice(1));
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  const fields = fieldsOf(value);
  return fields === value ? [fields, ...Object.values(fields).flatMap(objectsIn)] : [];
}

const KEYS = new RegExp(`(${STRING})(\\s*:)?`, 'gsu');

/** JSON.parse keeps the last of two equal keys, so an object can contradict itself unseen. */
function repeatedKeysOf(json: string, objects: readonly JsonObject[]): ReadonlySet<string> {
  const written = [...json.matchAll(KEYS)].flatMap(([, key = '', colon]) =>
    colon === undefined ? [] : [JSON.parse(key) as string],
  );
  const kept = Map.groupBy(objects.flatMap(Object.keys), (key) => key);
  const isRepeated = ([key, all]: readonly [string, readonly string[]]) => all.length > (kept.get(key)?.length ?? 0);
  return new Set([...Map.groupBy(written, (key) => key)].filter(isRepeated).map(([key]) => key));
}
