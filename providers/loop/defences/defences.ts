import { backtranslation } from './backtranslation.ts';
import { bestOfN } from './bestOfN.ts';
import { contextualKnowledge } from './contextualKnowledge.ts';
import type { Defence } from './defence.ts';
import { exemplars } from './exemplars.ts';
import { goalPriority } from './goalPriority.ts';
import { inContext } from './inContext.ts';
import { intention } from './intention.ts';
import { policy } from './policyPrompt.ts';
import { responseCheck } from './responseCheck.ts';
import { roleReview } from './roleReview.ts';
import { sage } from './sage.ts';
import { selfCheck } from './selfCheck.ts';
import { selfReminder } from './selfReminder.ts';
import { smooth } from './smooth.ts';

/** The defences without a spec, by the name of their variant, in the order of their calls. */
export const DEFENCES = {
  'self-reminder': selfReminder,
  'in-context': inContext,
  'goal-priority': goalPriority,
  exemplars,
  sage,
  policy,
  'self-check': selfCheck,
  'response-check': responseCheck,
  intention,
  'contextual-knowledge': contextualKnowledge,
  backtranslation,
  'role-review': roleReview,
  smooth,
  'best-of-n': bestOfN,
} as const satisfies Readonly<Record<string, Defence>>;

export type DefenceName = keyof typeof DEFENCES;

export const DEFENCE_NAMES = Object.keys(DEFENCES) as readonly DefenceName[];

/** The defence of a variant; undefined for the variants that have a spec, and for the baseline. */
export const defenceOf = (variant: string): Defence | undefined =>
  Object.hasOwn(DEFENCES, variant) ? DEFENCES[variant as DefenceName] : undefined;
