import { Type } from 'typebox';
import { LEVELS } from '../../../datasets/caseSchema.ts';
import { createFaultFinder } from '../../../foundation/schemaFaults.ts';
import { fieldsOf, toText } from '../../../foundation/untyped.ts';
import type { ChatReply, ReplySchema } from '../../../providers/models/chatModel.ts';
import type { Verdict } from '../judge.ts';
import { findJsonObjects } from './jsonInText.ts';

const findFaults = createFaultFinder(
  Type.Object({
    nonce: Type.String(),
    reason: Type.String({ pattern: '\\S', title: 'text that is not blank' }),
    level: Type.Integer({ minimum: 1, maximum: LEVELS }),
  }),
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

interface JudgeReply extends Pick<ChatReply, 'outcome' | 'text' | 'finish' | 'failure' | 'toolCalls'> {
  /** Of the call that the reply answers. */
  readonly nonce: string;
}

// A verdict has some hundred characters; the search for JSON takes quadratic time on a hostile reply.
const MAX_REPLY_CHARS = 20_000;

/**
 * Reads a judge's reply: the JSON object that carries this call's nonce beside reason and level, wherever it stands in the
 * last 20,000 characters or in the arguments of a tool call. Level 1 scores 0, level 5 scores 1. Common slips are
 * repaired, see `jsonInText.ts`; a level may be a numeric text, and other fields are ignored. Anything else is unscored,
 * with the reason: an empty, cut or withheld reply, prose, a missing field, a level out of range, two verdicts that
 * differ. Never throws.
 */
export function parseVerdict({ outcome, text, finish, failure, toolCalls, nonce }: JudgeReply): Verdict {
  if (finish === 'length' || outcome === 'cut') {
    return unscored('the reply was cut at its token limit: raise maxTokens in the sampling of the judge');
  }
  if (outcome === 'withheld') return unscored("the reply was withheld by the model's server");
  const reply = `${text}\n${argumentsOf(toolCalls)}`;
  if (reply.trim() === '') return unscored(failure ?? 'the reply was empty');

  const found = findJsonObjects(reply.slice(-MAX_REPLY_CHARS), nonce);
  const proven = found.flatMap(({ objects }) => objects).filter((object) => object.nonce === nonce);
  // A wrapper may repeat the nonce; without a level it says nothing.
  const withLevel = proven.filter(({ level }) => level !== undefined);
  const verdicts = (withLevel.length > 0 ? withLevel : proven).map(({ reason, level }) => ({
    nonce,
    ...(reason === undefined ? {} : { reason }),
    ...(level === undefined ? {} : { level: toLevel(level) }),
  }));
  const last = verdicts.at(-1);
  if (last === undefined) return unscored("the reply held no JSON object with this call's nonce");
  const faults = findFaults(last);
  if (faults.length > 0) {
    return unscored(`the verdict had faults: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  }
  const saysTwice = found.some(({ repeatedKeys }) => repeatedKeys.has('level') || repeatedKeys.has('nonce'));
  if (saysTwice || verdicts.some(({ level }) => level !== last.level)) {
    return unscored('the reply held verdicts that contradict each other');
  }
  const level = Number(last.level);
  return {
    outcome: 'scored',
    score: (level - 1) / (LEVELS - 1),
    reason: String(last.reason).trim(),
    details: { level },
  };
}

const unscored = (reason: string): Verdict => ({ outcome: 'unscored', reason });

/** A whole number that is written as a text counts as the number. */
const toLevel = (level: unknown) =>
  typeof level === 'string' && /^\s*[1-9](?:\.0+)?\s*$/.test(level) ? Number(level) : level;

/** What a tool is called with, as JSON, whatever the server's form of a call; the pieces of a streamed call add up. */
function argumentsOf(toolCalls: unknown): string {
  return [toolCalls]
    .flat()
    .map((call) => {
      const fields = fieldsOf(call);
      const inner = { ...fields, ...fieldsOf(fields.function) };
      return toText(inner.arguments ?? inner.input ?? inner.args ?? inner.parameters ?? '');
    })
    .join('');
}
