import { Type } from 'typebox';
import { LEVELS } from '../../../datasets/caseSchema.ts';
import { createFaultFinder } from '../../../foundation/schemaFaults.ts';
import type { ChatReply, ReplySchema } from '../../../providers/models/chatModel.ts';
import type { Verdict } from '../judge.ts';

const findFaults = createFaultFinder(
  Type.Object(
    {
      nonce: Type.String(),
      reason: Type.String({ pattern: '\\S', title: 'text that is not blank' }),
      level: Type.Integer({ minimum: 1, maximum: LEVELS }),
    },
    { additionalProperties: false },
  ),
);

/**
 * A verdict's form for models with structured output. It doesn't fix the nonce: a server that fills it in would make a
 * verdict valid that the judge copied from the data.
 */
export const VERDICT_SCHEMA: ReplySchema = {
  name: 'verdict',
  schema: {
    type: 'object',
    properties: {
      nonce: { type: 'string' },
      reason: { type: 'string' },
      level: { type: 'integer', enum: Array.from({ length: LEVELS }, (_, index) => index + 1) },
    },
    required: ['nonce', 'reason', 'level'],
    additionalProperties: false,
  },
};

interface JudgeReply extends Pick<ChatReply, 'outcome' | 'text' | 'finish' | 'failure'> {
  /** Of the call that the reply answers. */
  readonly nonce: string;
}

// A verdict has some hundred characters; the search for JSON takes quadratic time on a hostile reply.
const MAX_REPLY_CHARS = 20_000;

/**
 * Reads a judge's reply: the last JSON object that carries this call's nonce, as `{nonce, reason, level}` and nothing
 * else. Level 1 scores 0, level 5 scores 1. Anything else is unscored, with the reason: an empty, cut or withheld reply,
 * prose, a missing or unknown field, a level out of range, two verdicts that differ. Never throws.
 */
export function parseVerdict({ outcome, text, finish, failure, nonce }: JudgeReply): Verdict {
  if (finish === 'length') return unscored('the reply was cut at its token limit');
  if (outcome === 'withheld') return unscored("the reply was withheld by the model's server");
  if (text.trim() === '') return unscored(failure ?? 'the reply was empty');
  if (text.length > MAX_REPLY_CHARS) return unscored(`the reply was longer than ${MAX_REPLY_CHARS} characters`);

  const verdicts = findJsonObjects(text, nonce).filter(({ value }) => value.nonce === nonce);
  const last = verdicts.at(-1);
  if (last === undefined) return unscored("the reply held no JSON object with this call's nonce");
  const faults = findFaults(last.value);
  if (faults.length > 0) {
    return unscored(`the verdict had faults: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  }
  // JSON.parse keeps the last of two equal keys, so a verdict can contradict itself unseen.
  const saysLevelTwice = verdicts.some(({ source }) => (source.match(/(?<!\\)"level"\s*:/g) ?? []).length > 1);
  if (saysLevelTwice || verdicts.some(({ value }) => value.level !== last.value.level)) {
    return unscored('the reply held verdicts that contradict each other');
  }
  const level = Number(last.value.level);
  return {
    outcome: 'scored',
    score: (level - 1) / (LEVELS - 1),
    reason: String(last.value.reason).trim(),
    details: { level },
  };
}

const unscored = (reason: string): Verdict => ({ outcome: 'unscored', reason });

interface FoundObject {
  readonly value: Readonly<Record<string, unknown>>;
  readonly source: string;
}

/** The outermost JSON objects of a text that contain `needle`, in order; not those in strings. */
function findJsonObjects(text: string, needle: string): readonly FoundObject[] {
  const found: FoundObject[] = [];
  const lastNeedle = text.lastIndexOf(needle);
  let start = text.indexOf('{');
  while (start !== -1 && start < lastNeedle) {
    const source = balancedFrom(text, start);
    const value = source?.includes(needle) ? parseObject(source) : undefined;
    if (value !== undefined && source !== undefined) found.push({ value, source });
    start = text.indexOf('{', value === undefined || source === undefined ? start + 1 : start + source.length);
  }
  return found;
}

/** From an opening brace to its closing one, skipping strings; undefined without one. */
function balancedFrom(text: string, start: number): string | undefined {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}

function parseObject(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(source) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
