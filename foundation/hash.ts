import { createHash } from 'node:crypto';

/** The SHA-256 of a text or of bytes, in 64 hex digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * A hash of a JSON value. The order of keys makes no difference.
 *
 * @param digits hex digits, 1 to 64
 */
export function shortHash(value: unknown, digits: number): string {
  return sha256(canonicalJson(value)).slice(0, digits);
}

/** The JSON of a value with the keys of every object sorted, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
