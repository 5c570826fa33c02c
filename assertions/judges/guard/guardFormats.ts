import type { GuardFormat } from './guardFormat.ts';
import { llamaGuard } from './llamaGuard.ts';
import { shieldGemma } from './shieldGemma.ts';
import { wildGuard } from './wildGuard.ts';

/** The formats by the name that a configuration gives. */
export const GUARD_FORMATS = {
  'llama-guard': llamaGuard,
  shieldgemma: shieldGemma,
  wildguard: wildGuard,
} as const satisfies Readonly<Record<string, GuardFormat>>;

export type GuardFormatName = keyof typeof GUARD_FORMATS;
export const GUARD_FORMAT_NAMES = Object.keys(GUARD_FORMATS) as readonly GuardFormatName[];
