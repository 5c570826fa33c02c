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
  const unmask = createUnmasker(forms);
  const text = (before: string) => {
    const after = forms.reduce((redacted, form) => redacted.replaceAll(form, '[secret]'), before);
    return unmask(after);
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

/** Takes out a secret of which a server shows 4 characters or more, the first or the last ones, beside a mask. */
function createUnmasker(forms: readonly string[]): (text: string) => string {
  const longest = Math.max(0, ...forms.map((form) => form.length));
  const byStart = Map.groupBy(forms, (form) => form.slice(0, MIN_SHOWN_CHARS));
  const byEnd = Map.groupBy(forms, (form) => form.slice(-MIN_SHOWN_CHARS));
  /** Length of the longest beginning of a form that the text ends with. */
  const startAtEndOf = (text: string): number => {
    for (let at = 0; at + MIN_SHOWN_CHARS <= text.length; at += 1) {
      const candidates = byStart.get(text.slice(at, at + MIN_SHOWN_CHARS)) ?? [];
      if (candidates.some((form) => form.startsWith(text.slice(at)))) return text.length - at;
    }
    return 0;
  };
  /** Length of the longest end of a form that the text begins with. */
  const endAtStartOf = (text: string): number => {
    for (let end = text.length; end >= MIN_SHOWN_CHARS; end -= 1) {
      const candidates = byEnd.get(text.slice(end - MIN_SHOWN_CHARS, end)) ?? [];
      if (candidates.some((form) => form.endsWith(text.slice(0, end)))) return end;
    }
    return 0;
  };
  return (text) => {
    const cuts = [...text.matchAll(MASK)].flatMap(({ 0: mask, index }) => {
      const end = index + mask.length;
      const before = startAtEndOf(text.slice(Math.max(0, index - longest), index));
      const after = endAtStartOf(text.slice(end, end + longest));
      const shown = text.slice(index - before, index);
      // Dots also follow words, and a secret may begin with one.
      const isMasked = /[*•●]/.test(mask) || /[^a-z]/i.test(shown) || shown.length >= MIN_SECRET_CHARS;
      return after > 0 || (before > 0 && isMasked) ? [{ start: index - before, end: end + after }] : [];
    });
    return withoutCuts(text, cuts);
  };
}

/** @param cuts in order; they may overlap */
function withoutCuts(text: string, cuts: readonly { readonly start: number; readonly end: number }[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of cuts) {
    pieces.push(text.slice(at, Math.max(at, start)), '[secret]');
    at = Math.max(at, end);
  }
  return [...pieces, text.slice(at)].join('');
}
