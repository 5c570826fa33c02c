/** A shorter secret would be found in ordinary words, and its removal would damage every text. */
export const MIN_SECRET_CHARS = 8;

/** Takes secrets out of what comes from outside: servers quote keys and headers, which end up in result files. */
export interface Redactor {
  /** The text with every secret, in any of its forms, replaced by `[secret]`. */
  text(text: string): string;
  /** A copy of the value with every text in it redacted, at any depth. */
  value<T>(value: T): T;
}

/**
 * Knows each secret as it is, in base64 (alone or inside a longer text), URL-encoded, escaped for JSON, and partly masked
 * (`sk-pla****cdef`) or cut in any of these forms. A secret of fewer than 8 characters is not looked for.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets)].filter((one) => one.length >= MIN_SECRET_CHARS);
  const forms = [...new Set(known.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const text = (before: string) => {
    const after = forms.reduce((redacted, form) => redacted.replaceAll(form, '[secret]'), before);
    return withoutMasked(after, forms);
  };
  const value = (part: unknown): unknown => {
    if (typeof part === 'string') return text(part);
    if (Array.isArray(part)) return part.map(value);
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [text(name), value(inner)]));
  };
  return { text, value: <T>(whole: T) => (known.length === 0 ? whole : (value(whole) as T)) };
}

function formsOf(secret: string): readonly string[] {
  const encoded = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64Of(secret)];
  return encoded.filter((form) => form.length >= MIN_SECRET_CHARS);
}

/** What the secret looks like within base64, at each of the three places where it may begin. */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const first = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const inner = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(first, end);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const MASK = /[*•●]{2,}|…+|\.{3,}|[xX]{4,}/g;
const MIN_SHOWN_CHARS = 4;
const MAX_SHOWN_CHARS = 500;

/** Without a secret of which a server shows the beginning or the end beside a mask. */
function withoutMasked(text: string, forms: readonly string[]): string {
  const cuts = [...text.matchAll(MASK)].flatMap(({ 0: mask, index }) => {
    const end = index + mask.length;
    const [left, right] = [
      text.slice(Math.max(0, index - MAX_SHOWN_CHARS), index),
      text.slice(end, end + MAX_SHOWN_CHARS),
    ];
    const before = longest(forms, (form) => sharedEnd(left, form));
    const after = longest(forms, (form) => sharedStart(right, form));
    const shown = left.slice(left.length - before) + right.slice(0, after);
    // Dots also follow words, and a secret may begin with one.
    const isMask = /[*•●]/.test(mask) || /[^a-z]/i.test(shown) || shown.length >= MIN_SECRET_CHARS;
    const isSecret = after >= MIN_SHOWN_CHARS || (isMask && before >= MIN_SHOWN_CHARS);
    return isSecret ? [{ start: index - before, end: end + after }] : [];
  });
  return cuts.reduceRight((cut, { start, end }) => `${cut.slice(0, start)}[secret]${cut.slice(end)}`, text);
}

const longest = (secrets: readonly string[], lengthOf: (secret: string) => number): number =>
  Math.max(0, ...secrets.map(lengthOf));

/** Length of the longest beginning of the secret that the text ends with. */
function sharedEnd(text: string, secret: string): number {
  for (let length = Math.min(secret.length, text.length); length > 0; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** Length of the longest end of the secret that the text begins with. */
function sharedStart(text: string, secret: string): number {
  for (let length = Math.min(secret.length, text.length); length > 0; length -= 1) {
    if (text.startsWith(secret.slice(-length))) return length;
  }
  return 0;
}
