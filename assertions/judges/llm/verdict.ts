import { fieldsOf, toText } from '../../../foundation/untyped.ts';
import type { ChatReply } from '../../../providers/models/chatModel.ts';
import type { Verdict } from '../judge.ts';
import { findJsonObjects } from './jsonInText.ts';
import type { VerdictForm } from './verdictForm.ts';

interface JudgeReply extends Pick<ChatReply, 'outcome' | 'text' | 'finish' | 'failure' | 'toolCalls'> {
  /** Of the call that the reply answers. */
  readonly nonce: string;
}

// A verdict has some hundred characters; the search for JSON takes quadratic time on a hostile reply.
const MAX_REPLY_CHARS = 20_000;

/**
 * Reads a judge's reply: the JSON object that carries this call's nonce beside a reason and the fields of the form,
 * wherever it stands in the last 20,000 characters or in the arguments of a tool call. Common slips are repaired, see
 * `jsonInText.ts` and the form; other fields are ignored. Anything else is unscored, with the reason: an empty, cut or
 * withheld reply, prose, a missing field, a value out of range, two verdicts that differ. Never throws.
 */
export function parseVerdict(
  { outcome, text, finish, failure, toolCalls, nonce }: JudgeReply,
  { keys, plain, findFaults, score }: VerdictForm,
): Verdict {
  if (finish === 'length' || outcome === 'cut') {
    return unscored('the reply was cut at its token limit: raise maxTokens in the sampling of the judge');
  }
  if (outcome === 'withheld') return unscored("the reply was withheld by the model's server");
  const reply = `${text}\n${argumentsOf(toolCalls)}`;
  if (reply.trim() === '') return unscored(failure ?? 'the reply was empty');

  const found = findJsonObjects(reply.slice(-MAX_REPLY_CHARS), nonce);
  const proven = found.flatMap(({ objects }) => objects).filter((object) => object.nonce === nonce);
  // A wrapper may repeat the nonce; without the form's fields it says nothing.
  const saying = proven.filter((object) => keys.some((key) => object[key] !== undefined));
  const verdicts = (saying.length > 0 ? saying : proven).map(({ reason, ...object }) => ({
    nonce,
    ...(reason === undefined ? {} : { reason }),
    ...Object.fromEntries(keys.flatMap((key) => (object[key] === undefined ? [] : [[key, plain(object[key])]]))),
  }));
  const last: Readonly<Record<string, unknown>> | undefined = verdicts.at(-1);
  if (last === undefined) return unscored("the reply held no JSON object with this call's nonce");
  const faults = findFaults(last);
  if (faults.length > 0) {
    return unscored(`the verdict had faults: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  }
  const saysTwice = found.some(({ repeatedKeys }) => ['nonce', ...keys].some((key) => repeatedKeys.has(key)));
  if (saysTwice || verdicts.some((verdict) => keys.some((key) => fieldsOf(verdict)[key] !== last[key]))) {
    return unscored('the reply held verdicts that contradict each other');
  }
  return { outcome: 'scored', reason: String(last.reason).trim(), ...score(last) };
}

const unscored = (reason: string): Verdict => ({ outcome: 'unscored', reason });

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
