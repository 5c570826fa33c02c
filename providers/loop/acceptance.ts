import type { Conversation } from '../../foundation/conversation.ts';
import type { Proposal } from './metaCritique.ts';
import { hasLookAlikes, hasUnseen, isOfAnotherScript } from './specCharacters.ts';
import { quotes, takesName } from './specQuotes.ts';
import { SPEC_RULES } from './specRules.ts';
import { bagOfWords, words } from './specWords.ts';

/** `always`: any reply as it is written, as in the paper. `structural`: only what has the form of a general sentence. */
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
 * Every rule rejects a proposal that is empty or was cut at the token limit. Every rule but `always` looks at the form, and
 * none at the meaning.
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
  const others = { written: transcripts.flatMap(requestAndResponse), current };
  // What looks like a marker or a quote is one.
  const text = proposal.text.normalize('NFKC');
  return reasons(
    [proposal.text.length > maxSpecChars, `it has ${proposal.text.length} characters, more than ${maxSpecChars}`],
    [!isOneSentence(text), 'it is not one sentence'],
    [bagOfWords(text) === bagOfWords(current), 'it says the same as the current spec'],
    [quotes(text, others), 'it quotes the request or a response'],
    [takesName(text, others), 'it names something of the request or a response'],
    [hasUnseen(proposal.text), 'it holds invisible characters'],
    [hasLookAlikes(proposal.text, current), 'it holds characters that look like others'],
    [isOfAnotherScript(text, current), 'it is written in another script than the current spec'],
    ...SPEC_RULES.map(({ because, applies }) => [applies(text), because] as const),
  );
}

function reasons(...checks: readonly (readonly [applies: boolean, because: string])[]): readonly string[] {
  return checks.flatMap(([applies, because]) => (applies ? [because] : []));
}

/** Dots that end no sentence: after single letters (`e.g.`, `z. B.`), in abbreviations, and three of them within one. */
const ABBREVIATION =
  /(?<![\p{L}\p{N}])(?:\p{L}|etc|vs|cf|ca|approx|incl|bzw|usw|ex|dr|mrs?|ms|prof|st|nr)\.|\.{3}(?=\s+\p{Ll})/giu;
/** An end before the end: of a sentence that another one follows, in any of the scripts that end sentences. */
const INNER_END = /[.!?](?:\s|["”’)»]\s+\p{Lu})|[。।۔؟።]|[\n\r]/u;

/** A single sentence of at least three words that is no question. */
function isOneSentence(text: string): boolean {
  const inner = text.replace(/[.!。।۔።]["”’)»]?\s*$/u, '').replace(ABBREVIATION, '');
  return !INNER_END.test(inner) && !/[?؟]["”’)»]?$/u.test(inner) && words(text).length >= 3;
}

/** What others wrote: every message up to the first response, inclusive, without the system prompt. */
function requestAndResponse(transcript: Conversation): readonly string[] {
  const critiquePrompts = 4;
  return transcript
    .slice(0, Math.max(0, transcript.length - critiquePrompts))
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content);
}
