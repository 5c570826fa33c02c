import { fieldsOf } from './untyped.ts';

const SECRET_NAME =
  /key|token|secret|passw(?:or)?d|passphrase|credential|authorization|^auth$|cookie|bearer|signature/i;
const MIN_SECRET_CHARS = 8;

/** Whether an option, header or environment variable of this name may hold a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Takes secrets out of what comes from outside: servers quote keys and headers, which end up in result files. */
export interface Redactor {
  /** The text with every secret, in any of its forms, replaced by `[secret]`. */
  text(text: string): string;
  /** A copy of the value with every text in it redacted, at any depth. */
  value<T>(value: T): T;
}

/**
 * Knows each secret as it is, in base64 (alone or inside a longer text), URL-encoded, escaped for JSON, and partly masked
 * (`sk-pla****cdef`). A secret of fewer than 8 characters is not looked for: it would be found in ordinary words.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const known = [...new Set(secrets)].filter((one) => one !== undefined && one.length >= MIN_SECRET_CHARS) as string[];
  const forms = [...new Set(known.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const text = (before: string) => {
    const after = forms.reduce((redacted, form) => redacted.replaceAll(form, '[secret]'), before);
    return withoutMasked(after, known);
  };
  const value = (part: unknown): unknown => {
    if (typeof part === 'string') return text(part);
    if (Array.isArray(part)) return part.map(value);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, value(inner)]));
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

const MASK = /[*•●…]{2,}|\.{3,}|[xX]{4,}/g;
const MIN_SHOWN_CHARS = 4;

/** Without a secret of which a server shows the beginning or the end beside a mask. */
function withoutMasked(text: string, secrets: readonly string[]): string {
  const cuts = [...text.matchAll(MASK)].flatMap(({ 0: mask, index }) => {
    const before = longest(secrets, (secret) => sharedEnd(text.slice(0, index), secret));
    const after = longest(secrets, (secret) => sharedStart(text.slice(index + mask.length), secret));
    const isSecret = before >= MIN_SHOWN_CHARS || after >= MIN_SHOWN_CHARS;
    return isSecret ? [{ start: index - before, end: index + mask.length + after }] : [];
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

type Env = Readonly<Record<string, string | undefined>>;

/** The values of environment variables whose names suggest a secret, and that don't look like a word or a path. */
export function secretsInEnv(env: Env): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) && looksSecret(value) ? [value] : [],
  );
}

const looksSecret = (value: string): boolean =>
  value.length >= 16 ? !value.startsWith('/') : value.length >= MIN_SECRET_CHARS && /\d/.test(value);

/**
 * The secrets in a configuration: values under names that suggest one, each word of them (`Bearer …`), what base64 hides
 * in them (`Basic …`), and every value that was written as a template of the environment.
 */
export function secretsIn(config: unknown): readonly string[] {
  const texts: string[] = [];
  const visit = (part: unknown, isSecret: boolean): void => {
    if (typeof part === 'string') {
      if (isSecret) texts.push(part, ...part.split(/\s+/));
    } else if (Array.isArray(part)) for (const item of part) visit(item, isSecret);
    else for (const [name, item] of Object.entries(fieldsOf(part))) visit(item, isSecret || isSecretName(name));
  };
  visit(config, false);
  return texts.flatMap((text) => [text, ...decoded(text)]).filter((text) => text.length >= MIN_SECRET_CHARS);
}

/** `user:password` and the password, of base64 that holds them. */
function decoded(text: string): readonly string[] {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return [];
  const plain = Buffer.from(text, 'base64').toString('utf8');
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(plain) ? [plain, plain.slice(plain.indexOf(':') + 1)] : [];
}

/**
 * The text with every secret replaced by `[secret]`: the given ones, and the values of environment variables whose names
 * suggest a secret.
 */
export function withoutSecrets(text: string, env: Env, secrets: readonly (string | undefined)[] = []): string {
  const named = Object.entries(env).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return createRedactor([...named, ...secrets]).text(text);
}

/** A copy of the value without the fields whose names suggest a secret, at any depth. */
export function withoutSecretValues(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (isSecretName(key) ? undefined : part)));
}
