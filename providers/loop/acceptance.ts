import type { Conversation } from '../../foundation/conversation.ts';
import type { Proposal } from './metaCritique.ts';
import { SPEC_RULES } from './specRules.ts';

/** `always`: the paper's, any sentence. `structural`: only a general sentence that asks for safe and useful answers. */
export type AcceptanceRule = 'always' | 'structural';

export interface AcceptanceInput {
  readonly proposal: Proposal;
  /** The spec that the proposal would replace. */
  readonly current: string;
  /** What the proposer saw; a proposal must not quote its requests or responses. */
  readonly transcripts: readonly Conversation[];
  /** Longest spec that `structural` lets through, in characters, at least 1. */
  readonly maxSpecChars: number;
}

export type AcceptanceVerdict =
  | { readonly accepted: true }
  /** `because` holds every reason that applies, as half-sentences. */
  | { readonly accepted: false; readonly because: string };

/**
 * May the proposal become the spec? Pure; the same input gives the same verdict.
 *
 * Under both rules an empty proposal and one that was cut at the token limit are no specs.
 *
 * *Source:* the paper's code accepts any sentence, from a transcript that holds the attack; `structural` is ours.
 */
export function judgeProposal(rule: AcceptanceRule, input: AcceptanceInput): AcceptanceVerdict {
  const unusable = UNUSABLE.filter(({ applies }) => applies(input));
  const faults =
    unusable.length > 0 || rule === 'always' ? unusable : STRUCTURAL.filter(({ applies }) => applies(input));
  return faults.length === 0
    ? { accepted: true }
    : { accepted: false, because: faults.map(toReason(input)).join('; ') };
}

interface Rule {
  readonly because: string | ((input: AcceptanceInput) => string);
  readonly applies: (input: AcceptanceInput) => boolean;
}

const toReason =
  (input: AcceptanceInput) =>
  ({ because }: Rule): string =>
    typeof because === 'string' ? because : because(input);

const UNUSABLE: readonly Rule[] = [
  { because: 'it is empty', applies: ({ proposal }) => proposal.text === '' },
  { because: 'it was cut at the token limit', applies: ({ proposal }) => proposal.truncated },
];

const STRUCTURAL: readonly Rule[] = [
  {
    because: ({ proposal, maxSpecChars }) => `it has ${proposal.text.length} characters, more than ${maxSpecChars}`,
    applies: ({ proposal, maxSpecChars }) => proposal.text.length > maxSpecChars,
  },
  { because: 'it is not one sentence', applies: ({ proposal }) => !isOneSentence(proposal.text) },
  {
    because: 'it says the same as the current spec',
    applies: ({ proposal, current }) => bagOfWords(proposal.text) === bagOfWords(current),
  },
  {
    because: 'it quotes the request or a response',
    applies: ({ proposal, transcripts, current }) => quotes(proposal.text, transcripts, current),
  },
  ...SPEC_RULES.map(({ because, applies }) => ({
    because,
    applies: ({ proposal }: AcceptanceInput) => applies(proposal.text),
  })),
];

/** One clause of at least four words, with no end of sentence but the last, no line break and no list. */
function isOneSentence(text: string): boolean {
  const inner = text.replace(/[.!]["”']?$/, '').replace(/\b(?:e\.g|i\.e|etc|vs)\./gi, '');
  return !/[.!?;](?:\s|$)|[\n\r]|\?$/.test(inner) && words(text).length >= 4;
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words that carry no meaning of their own, so that a spec that only differs in them is the same. */
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

/** What others wrote: everything up to and with the first response, but for the system prompt. */
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
