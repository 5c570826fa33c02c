import { hash as hashOnce, scryptSync } from 'node:crypto';
import { oncePerProcess } from './once.ts';

/** The SHA-256 of a text or of bytes, in 64 hex digits. */
export function sha256(content: string | Uint8Array): string {
  return hashOnce('sha256', content, 'hex');
}

/**
 * A hash of a JSON value. The order of keys makes no difference.
 *
 * @param digits hex digits, 1 to 64
 */
export function shortHash(value: unknown, digits: number): string {
  return sha256(canonicalJson(value)).slice(0, digits);
}

const SALT = 'promptfoo-metasc identity 1';
const SCRYPT_COST = 2 ** 14;

/**
 * A hash of a JSON value with secrets in it, the same in every process. It takes about 50 ms, once per process, so that a
 * weak secret can't be found by trying: each guess costs as much, and only for this very value.
 *
 * @param digits hex digits, 1 to 64
 */
export function secretHash(value: unknown, digits: number): string {
  const text = canonicalJson(value);
  const hash = oncePerProcess(`secret hash ${sha256(text)}`, () =>
    scryptSync(text, SALT, 32, { N: SCRYPT_COST }).toString('hex'),
  );
  return hash.slice(0, digits);
}

/** The JSON of a value with the keys of every object sorted, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  // Most values that are hashed have no keys to sort: a replacer would make them take several times as long.
  if (isKeyless(value)) return JSON.stringify(value);
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const isKeyless = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isKeyless) : typeof value !== 'object' || value === null;
