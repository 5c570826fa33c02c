import { ANSWERING } from './answering.ts';
import { DECLINING } from './declining.ts';
import { OBJECTING } from './objecting.ts';
import { OPENING } from './opening.ts';

/** The patterns of the detector by kind of phrase; any one of a kind is enough. */
export const REFUSAL_PATTERNS = { ...DECLINING, ...OPENING, ...OBJECTING, ...ANSWERING };

/** A kind of phrase. */
export type Mark = keyof typeof REFUSAL_PATTERNS;

/** Regular expressions by kind of phrase, each for one sentence in lower case with straight quotes; a list may be empty. */
export type RefusalPatterns = Readonly<Record<Mark, readonly string[]>>;
