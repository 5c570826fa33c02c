import type { Conversation } from '../../foundation/conversation.ts';
import type { Proposal } from './metaCritique.ts';
import { SPEC_RULES } from './specRules.ts';

/** `always`: any reply as it is written, as in the paper. `structural`: only a general sentence that asks for safe and useful answers. */
export type AcceptanceRule = 'always' | 'structural';

export interface AcceptanceInput {
  readonly proposal: Proposal;
  /** The spec that the proposal would replace. */
  readonly current: string;
  /** The conversations that the proposer saw; a proposal must not quote their requests or responses. */
  readonly transcripts: readonly Conversation[];
  /** Longest spec that `structural` accepts, in characters, at least 1. */
  readonly maxSpecChars: number;
}

export type AcceptanceVerdict =
  | { readonly accepted: true }
  /** `because` lists every reason that applies, as half-sentences. */
  | { readonly accepted: false; readonly because: string };

/**
 * May the proposal become the spec? Pure; the same input gives the same verdict.
 *
 * Both rules reject a proposal that is empty or was cut at the token limit.
 *
 * *Source:* the paper's code accepts any reply, even an empty or a cut one, from a transcript that holds the attack; the
 * rest is ours.
 */
export function judgeProposal(rule: AcceptanceRule, input: AcceptanceInput): AcceptanceVerdict {
  const unusable = findUnusable(input.proposal);
  const faults = unusable.length > 0 || rule === 'always' ? unusable : findStructuralFaults(input);
  return faults.length === 0 ? { accepted: true } : { accepted: false, because: faults.join('; ') };
}

function findUnusable({ text, truncated }: Proposal): readonly string[] {
  return reasons([text === '', 'it is empty'], [truncated, 'it was cut at the token limit']);
}

function findStructuralFaults({ proposal, current, transcripts, maxSpecChars }: AcceptanceInput): readonly string[] {
  const { text } = proposal;
  return reasons(
    [text.length > maxSpecChars, `it has ${text.length} characters, more than ${maxSpecChars}`],
    [!isOneSentence(text), 'it is not one sentence'],
    [bagOfWords(text) === bagOfWords(current), 'it says the same as the current spec'],
    [quotes(text, transcripts, current), 'it quotes the request or a response'],
    ...SPEC_RULES.map(({ because, applies }) => [applies(text), because] as const),
  );
}

function reasons(...checks: readonly (readonly [applies: boolean, because: string])[]): readonly string[] {
  return checks.flatMap(([applies, because]) => (applies ? [because] : []));
}

/** A single sentence of at least four words: it ends once, and has no semicolon, line break or question mark. */
function isOneSentence(text: string): boolean {
  const inner = text.replace(/[.!]["”']?$/, '').replace(/\b(?:e\.g|i\.e|etc|vs)\./gi, '');
  return !/[.!?;](?:\s|$)|[\n\r]|\?$/.test(inner) && words(text).length >= 4;
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words without a meaning of their own: a spec that differs in these alone is the same. */
const MEANING_FREE = new Set(
  'a an the and or of to in on for with that which be is are should must shall will answer answers response responses'.split(
    ' ',
  ),
);

function bagOfWords(text: string): string {
  return [...new Set(words(text).filter((word) => !MEANING_FREE.has(word)))].sort().join(' ');
}

const QUOTE_WORDS = 5;

function quotes(proposal: string, transcripts: readonly Conversation[], current: string): boolean {
  const own = nGrams(current);
  const proposed = [...nGrams(proposal)].filter((gram) => !own.has(gram));
  return transcripts.some((transcript) => {
    const seen = nGrams(requestAndResponse(transcript));
    return proposed.some((gram) => seen.has(gram));
  });
}

/** What others wrote: everything up to the first response, inclusive, without the system prompt. */
function requestAndResponse(transcript: Conversation): string {
  const critiquePrompts = 4;
  return transcript
    .slice(0, Math.max(0, transcript.length - critiquePrompts))
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content)
    .join('\n');
}

function nGrams(text: string): ReadonlySet<string> {
  const all = words(text);
  return new Set(
    Array.from({ length: Math.max(0, all.length - QUOTE_WORDS + 1) }, (_, start) =>
      all.slice(start, start + QUOTE_WORDS).join(' '),
    ),
  );
}
