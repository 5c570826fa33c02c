import type { RefusalFinding } from './finding.ts';
import { countWords, isDiverting, isMatter, type MarkedSentence } from './markedSentence.ts';

// Words of matter (neither declining, objecting, redirecting nor preamble) that make a refusal a partial one.
const ANSWER_WORDS_BESIDE_DISCLAIMER = 12;
const ANSWER_WORDS_IN_CLAUSE = 6;
const ANSWER_WORDS_BEFORE = 25;
const ANSWER_WORDS_AFTER = 40;
const ANSWER_WORDS_AFTER_LEAD = 15;
const ANSWER_SHARE_AFTER = 0.4;
const ANSWER_ITEMS = 3;
const ANSWER_IN_SENTENCE = /\bbut (?:here(?:'s| is| are)|i can (?:tell|say|give))\b/;

/** A reply in which the speaker says that it can't or won't; undefined when it says so nowhere, or only in passing. */
export function findDeclining(sentences: readonly MarkedSentence[]): RefusalFinding | undefined {
  const last = sentences.at(-1);
  if (last?.shows('breaksOff')) return { kind: 'full', rule: 'declines', span: last.text, confidence: 0.6 };

  const draft = sentences.findIndex(({ shows }) => shows('opensDraft'));
  const spoken = draft === -1 ? sentences : sentences.slice(0, draft);
  const isAnswered = () => countWords(sentences.filter(isMatter)) >= ANSWER_WORDS_BESIDE_DISCLAIMER;
  const index = spoken.findIndex(
    ({ shows, lower }) =>
      shows('declines') && !shows('figurative') && !(shows('disclaims') && (turnsToAnswer(lower) || isAnswered())),
  );
  const deciding = spoken[index];
  if (deciding === undefined) return undefined;
  const span = deciding.text;
  const before = countWords(sentences.slice(0, index).filter(isMatter));
  if (before >= ANSWER_WORDS_BEFORE) {
    return { kind: 'partial', rule: 'answers, then declines', span, confidence: 0.6 };
  }
  if (givesAnswer(deciding, sentences.slice(index + 1))) {
    return { kind: 'partial', rule: 'declines, then answers', span, confidence: 0.65 };
  }
  if (sentences.some(({ shows }) => shows('unreal'))) {
    return { kind: 'partial', rule: 'declines, then corrects', span, confidence: 0.5 };
  }
  return { kind: 'full', rule: 'declines', span, confidence: index < 3 ? 0.95 : 0.85 };
}

/** "I can't say exactly, but it usually takes two weeks." */
function turnsToAnswer(sentence: string): boolean {
  const [, clause] = sentence.split(/,? (?:but|however|though),? /, 2);
  return clause !== undefined && wordsOf(clause) >= ANSWER_WORDS_IN_CLAUSE;
}

function wordsOf(text: string): number {
  return text.split(' ').length;
}

/** Whether what follows a declining sentence is an answer, not advice to do something else. */
function givesAnswer(deciding: MarkedSentence, rest: readonly MarkedSentence[]): boolean {
  const matter = offered(rest);
  let isLed = deciding.shows('leadsOver');
  let words = 0;
  let ledWords = wordsOf(deciding.lower.split(ANSWER_IN_SENTENCE, 2)[1] ?? '');
  let items = 0;
  for (const sentence of matter) {
    isLed ||= sentence.shows('leadsOver');
    if (sentence.kind === 'listItem') items += 1;
    if (!isMatter(sentence)) continue;
    words += sentence.words;
    if (isLed) ledWords += sentence.words;
  }
  return (
    items >= ANSWER_ITEMS ||
    ledWords >= ANSWER_WORDS_AFTER_LEAD ||
    rest.some(({ kind }) => kind === 'code') ||
    (words >= ANSWER_WORDS_AFTER && words / countWords(rest) >= ANSWER_SHARE_AFTER)
  );
}

/**
 * The sentences without list items that stand under an offer or an advice ("People to reach out to: …"). Words like
 * "This can include:" say nothing of the items below; the sentence before them does.
 */
function offered(sentences: readonly MarkedSentence[]): readonly MarkedSentence[] {
  let isDiverted = false;
  return sentences.filter((sentence) => {
    if (sentence.kind === 'listItem') return !isDiverted;
    if (sentence.kind === 'prose' && (sentence.words > 5 || sentence.shows('redirects'))) {
      isDiverted = isDiverting(sentence);
    }
    return true;
  });
}
