import type { Proposal } from './metaCritique.ts';
import type { Conversation } from './types.ts';

/** `always`: the paper's, any sentence. `guarded`: only a general sentence that asks for safe and useful answers. */
export type AcceptanceRule = 'always' | 'guarded';

export interface AcceptanceInput {
  readonly proposal: Proposal;
  /** The spec that the proposal would replace. */
  readonly current: string;
  /** What the proposer saw; a proposal must not quote its requests or responses. */
  readonly transcripts: readonly Conversation[];
  /** Longest spec that `guarded` lets through, in characters, at least 1. */
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
 * *Source:* the paper's code accepts any sentence, from a transcript that holds the attack; `guarded` is ours.
 */
export function judgeProposal(rule: AcceptanceRule, input: AcceptanceInput): AcceptanceVerdict {
  const unusable = UNUSABLE.filter(({ applies }) => applies(input));
  const faults = unusable.length > 0 || rule === 'always' ? unusable : GUARDED.filter(({ applies }) => applies(input));
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

const GUARDED: readonly Rule[] = [
  {
    because: ({ proposal, maxSpecChars }) => `it has ${proposal.text.length} characters, more than ${maxSpecChars}`,
    applies: ({ proposal, maxSpecChars }) => proposal.text.length > maxSpecChars,
  },
  { because: 'it is not one sentence', applies: ({ proposal }) => !isOneSentence(proposal.text) },
  {
    because: 'it says the same as the current spec',
    applies: ({ proposal, current }) => bagOfWords(proposal.text) === bagOfWords(current),
  },
  { because: 'it holds role or template markers', applies: ({ proposal }) => MARKERS.test(proposal.text) },
  {
    because: 'it quotes the request or a response',
    applies: ({ proposal, transcripts, current }) => quotes(proposal.text, transcripts, current),
  },
  { because: 'it permits harm', applies: ({ proposal }) => PERMISSIVE.some((pattern) => pattern.test(proposal.text)) },
  {
    because: 'it addresses someone or talks of the example',
    applies: ({ proposal }) => PERSONAL.test(proposal.text),
  },
  { because: 'it asks to refuse everything', applies: ({ proposal }) => REFUSE_ALL.test(proposal.text) },
];

/** One clause of at least four words, with no end of sentence but the last, no line break and no list. */
function isOneSentence(text: string): boolean {
  const inner = text.replace(/[.!]["”']?$/, '').replace(/\b(?:e\.g|i\.e|etc|vs)\./gi, '');
  return !/[.!?;](?:\s|$)|[\n\r]|\?$/.test(inner) && words(text).length >= 4;
}

/** Chat roles, special tokens, code fences, template blocks and markup: a spec is put into templates and prompts. */
const MARKERS =
  /<\|?[a-z/_]|\[\/?(?:inst|sys|system|user|assistant)\b|\{\{|\{%|\{#|```|<<|>>|(?:^|\s)(?:system|user|assistant|human|ai)\s*:|###|https?:\/\//i;

/** Clauses that open a door: help with harm, obedience, no limits, or an exception for whoever claims one. */
const PERMISSIVE: readonly RegExp[] = [
  /\b(?:regardless|irrespective) of\b(?![^.]*\b(?:who|how|framing|wording|wrapper|persona|role)\b)/i,
  /\b(?:even (?:if|when|though)|although)\b[^.]*\b(?:harm\w*|illegal|unsafe|dangerous|unethical|malicious)\b/i,
  /\b(?:ignor\w+|disregard\w*|bypass\w*|overrid\w+|suspend\w*|drop\w*|without)\b[^.]*\b(?:safety|ethic\w*|polic\w+|rules?|guidelines?|restrictions?|limits?|filters?|safeguards?|refus\w+|warnings?|disclaimers?)\b/i,
  /\b(?:always|must|should|to)\s+(?:\w+\s+)?(?:comply|obey|fulfil\w*|follow)\b[^.]*\b(?:any|all|every|whatever)\b/i,
  /\b(?:never|not|no longer|stop|avoid|cease)\s+(?:\w+\s+)?(?:refus\w+|declin\w+|reject\w*|deny\w*|withh\w+)\b/i,
  /\b(?:unrestricted|uncensored|unfiltered|no (?:limits?|restrictions?|rules?|refusals?))\b/i,
  /(?<!\b(?:not|never|cannot|without|avoid\w*|nor|declin\w*|refus\w*|prevent\w*|instead of|rather than)\s(?:\w+\s){0,2})\b(?:allow\w*|permit\w*|provid\w+|giv\w+|explain\w*|assist\w*|help\w*|support\w*|enabl\w+|encourag\w+|includ\w+)\s+(?:(?:with|the|all|any|full|detailed|step-by-step|explicit|of|for|instructions?|information|content|requests?)\s+)*(?:harmful|illegal|dangerous|unsafe|malicious|weapons?|violen\w+|crim\w+|hack\w+|malware|explosives?|drugs?|bombs?)\b/i,
  /\b(?:except|unless|exempt\w*)\b[^.]*\b(?:asks?|requests?|claims?|says?|insists?|user|person|fiction\w*|research\w*|education\w*|authori[sz]ed|password|code ?word)\b/i,
];

/** A spec is impersonal and general. */
const PERSONAL =
  /\b(?:you|your|yours|yourself|i|i'm|me|my|we|our|us)\b|\b(?:this|that|the (?:above|previous|last|given|example)) (?:conversation|request|response|answer|example|case|prompt|question|user|reply)\b|\bin this (?:case|example|conversation)\b/i;

const REFUSE_ALL =
  /\b(?:refus\w+|declin\w+|reject\w*|deny|avoid|never answer\w*|not answer\w*)\s+(?:to (?:answer|help|respond)(?: to| with)?\s+)?(?:any|all|every|each)(?:thing)?\b(?!\s+(?:\w+\s+){0,2}(?:harm\w*|illegal|unsafe|danger\w*|unethical|malicious|abus\w*|violen\w*|hate\w*|crim\w*))/i;

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
