import { oncePerProcess } from './once.ts';
import { createRedactor, MIN_SECRET_CHARS, type Redactor } from './redaction.ts';
import { fieldsOf } from './untyped.ts';

type Env = Readonly<Record<string, string | undefined>>;

const SECRET_NAME =
  /key|token|secret|passw(?:or)?d|passphrase|credential|authorization|^auth$|cookie|bearer|signature|^sig$/i;
/** Names a variable; the secret is that variable's value. */
const VARIABLE_NAME = /envar$/i;
/** Options that are sent along as they are: whoever writes something there may mean a secret. */
const SENT_ALONG = /^(?:headers|query|queryParams|params)$/i;

/** Whether an option, header or environment variable of this name may hold a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name) && !VARIABLE_NAME.test(name);

interface Known {
  readonly values: Set<string>;
  redactor: Redactor;
}

const known = () =>
  oncePerProcess<Known>('known secrets 1', () => ({ values: new Set(), redactor: createRedactor([]) }));

/** Tells {@link redactor} of secrets. */
export function knowSecrets(secrets: readonly string[]): void {
  const all = known();
  const before = all.values.size;
  for (const secret of secrets) if (secret.length >= MIN_SECRET_CHARS) all.values.add(secret);
  if (all.values.size > before) all.redactor = createRedactor([...all.values]);
}

/** The redactor of this process: it takes out every secret that it was told of, whoever says it. */
export const redactor: Redactor = {
  text: (text) => known().redactor.text(text),
  value: (value) => known().redactor.value(value),
};

/**
 * The values of environment variables whose names suggest a secret, and that don't look like a word or a path; and the
 * passwords in URLs, such as a proxy's.
 */
export function secretsInEnv(env: Env): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => [
    ...(isSecretName(name) && looksSecret(value) ? [value] : []),
    ...passwordOf(value),
  ]);
}

const looksSecret = (value: string): boolean =>
  value.length >= 16 ? !value.startsWith('/') : value.length >= MIN_SECRET_CHARS && /\d/.test(value);

function passwordOf(url: string): readonly string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@:]*:([^/?#\s]+)@/i.exec(url) ?? [];
  return password === undefined ? [] : [password];
}

/** What gives a configuration's templates and names of variables their values. */
export interface SecretSources {
  readonly env?: Env;
  /** The text with the environment's values in it. */
  readonly render?: (text: string) => string;
}

/**
 * The secrets in a configuration: values under names that suggest one, each word of them (`Bearer …`), and what base64
 * hides in them (`Basic …`); the variables that hold a key; headers and query parameters with letters and digits in them;
 * what is sent along by a template of the environment; and, wherever it stands, a token: 16 letters and digits in a row, or
 * a UUID.
 */
export function secretsIn(
  config: unknown,
  { env = {}, render = (text) => text }: SecretSources = {},
): readonly string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown, name: string, within: Within): void => {
    if (typeof part === 'string') {
      const text = render(part);
      const isTemplate = text !== part && within !== 'plain' && !IS_URL.test(text);
      found.push(
        ...(VARIABLE_NAME.test(name) ? [env[text] ?? ''] : secretsInText(text, isTemplate ? 'secret' : within)),
      );
      return;
    }
    if (seen.has(part)) return;
    seen.add(part);
    if (Array.isArray(part)) for (const item of part) visit(item, name, within);
    else for (const [key, item] of Object.entries(fieldsOf(part))) visit(item, key, withinOf(key, within));
  };
  visit(config, '', 'plain');
  return [...new Set(found.flatMap((text) => [text, ...decoded(text)]))].filter(
    (text) => text.length >= MIN_SECRET_CHARS && !text.includes('{{'),
  );
}

type Within = 'plain' | 'body' | 'sent along' | 'secret';

function withinOf(name: string, within: Within): Within {
  if (within === 'secret' || isSecretName(name)) return 'secret';
  if (within === 'sent along' || SENT_ALONG.test(name)) return 'sent along';
  return within === 'body' || name === 'extraBody' ? 'body' : 'plain';
}

function secretsInText(text: string, within: Within): readonly string[] {
  if (within === 'secret') return text.includes('{{') ? [] : [text, ...text.split(/\s+/)];
  if (within === 'sent along' && isMixed(text)) return [text];
  return [...(isToken(text) ? [text] : []), ...secretsInQuery(text), ...secretsInHeaderLines(text)];
}

const IS_URL = /^[a-z]+:\/\//i;

const isMixed = (text: string): boolean =>
  /^(?=.*\d)(?=.*[a-z])\S+$/i.test(text) && !IS_URL.test(text) && !/^\w+\/[\w.+-]+$/.test(text);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isToken = (text: string): boolean =>
  UUID.test(text) ||
  (/^[\w.~+/=-]+$/.test(text) &&
    (text.match(/[a-z0-9]{16,}/gi) ?? []).some((run) => /\d/.test(run) && /[a-z]/i.test(run)));

/** Of a URL: what its query says. */
function secretsInQuery(text: string): readonly string[] {
  if (!/^[a-z]+:\/\/\S+\?/i.test(text) || !URL.canParse(text)) return [];
  return [...new URL(text).searchParams].flatMap(([name, value]) =>
    isSecretName(name) || isMixed(value) ? [value] : [],
  );
}

/** Of a request that is written out as HTTP. */
function secretsInHeaderLines(text: string): readonly string[] {
  return [...text.matchAll(/^([\w-]+):[ \t]*(.+?)\s*$/gm)].flatMap(([, name = '', value = '']) =>
    text.includes('\n') && isSecretName(name) ? [value, ...value.split(/\s+/)] : [],
  );
}

/** `user:password` and the password, of base64 that holds them. */
function decoded(text: string): readonly string[] {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return [];
  const plain = Buffer.from(text, 'base64').toString('utf8');
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(plain) ? [plain, plain.slice(plain.indexOf(':') + 1)] : [];
}

/** A copy of the value without the fields whose names suggest a secret, at any depth. */
export function withoutSecretValues(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (isSecretName(key) || VARIABLE_NAME.test(key) ? undefined : part)),
  );
}
