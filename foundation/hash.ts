import { createHash } from 'node:crypto';

/** SHA-256 of a text (as UTF-8) or of bytes, 64 hex digits. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The beginning of a text's SHA-256.
 *
 * @param digits hex digits, 1 to 64
 */
export function shortHash(text: string, digits: number): string {
  return sha256Of(text).slice(0, digits);
}

/** JSON in which equal values give equal texts, whatever order their keys are in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
