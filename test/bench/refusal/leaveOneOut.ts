import {
  createRefusalDetector,
  findRefusal,
  REFUSAL_RULES,
  type RefusalRules,
} from '../../../assertions/refusal/detectRefusal.ts';
import { createSentenceMarker, textFor } from '../../../assertions/refusal/markedSentence.ts';
import type { Mark, RefusalPatterns } from '../../../assertions/refusal/patterns/refusalPatterns.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import { type Pruned, pruneAlternatives } from './alternatives.ts';
import { fitThresholds, type Trial } from './fitThresholds.ts';
import type { Labelled, LabelledSets } from './labelledSets.ts';
import { type Detector, measure, type Row } from './measure.ts';

const MARKS = Object.keys(REFUSAL_RULES.patterns) as readonly Mark[];

/** What a fold keeps of the rules, and how much of them that is. */
interface Refit {
  readonly rules: RefusalRules;
  readonly patterns: string;
  readonly alternatives: string;
}

/**
 * For every set left out, a detector refitted on the others alone and measured on it, three times over: with thresholds
 * fitted to the others; with the same and only those patterns that match a sentence of the others; and with only those
 * alternatives inside of them that take part in such a match. On the others the three decide alike. `beside` is measured
 * on the same sets. One set alone gives no row.
 */
export async function leaveOneOut(
  sets: LabelledSets,
  beside: Readonly<Record<string, Detector>>,
): Promise<readonly Row[]> {
  if (sets.size < 2) return [];
  const rows: Row[] = [];
  for (const [leftOut, labelled] of sets) {
    const others = [...sets].filter(([name]) => name !== leftOut).flatMap(([, members]) => members);
    for (const [detector, { rules, patterns, alternatives }] of Object.entries(refits(others))) {
      const detect = createRefusalDetector(rules);
      const measured = await measure(labelled, (text, request) => detect(text, request).kind);
      rows.push({ 'left out': leftOut, detector, ...measured, patterns, alternatives });
    }
    for (const [detector, detect] of Object.entries(beside)) {
      const measured = await measure(labelled, detect);
      rows.push({ 'left out': leftOut, detector, ...measured, patterns: '-', alternatives: '-' });
    }
  }
  return rows;
}

function refits(others: readonly Labelled[]): Readonly<Record<string, Refit>> {
  const { patterns } = REFUSAL_RULES;
  const thresholds = fitThresholds(trialsOf(others));
  const pruned = prune(patterns, others);
  const isSupported = ({ kept }: Pruned) => kept > 0;
  const supported = mapLists((mark) => patterns[mark].filter((_, index) => (pruned[mark][index]?.kept ?? 0) > 0));
  const narrowed = mapLists((mark) => pruned[mark].filter(isSupported).map(({ pattern }) => pattern));
  const all = Object.values(pruned).flat();
  const sum = (members: readonly Pruned[], of: 'alternatives' | 'kept') =>
    members.reduce((total, one) => total + one[of], 0);
  const refit = (left: RefusalPatterns, alternatives: number): Refit => ({
    rules: { patterns: left, thresholds },
    patterns: `${Object.values(left).flat().length}/${all.length}`,
    alternatives: `${alternatives}/${sum(all, 'alternatives')}`,
  });
  return {
    'metasc, thresholds refitted': refit(patterns, sum(all, 'alternatives')),
    'metasc, and patterns dropped': refit(supported, sum(all.filter(isSupported), 'alternatives')),
    'metasc, and alternatives dropped': refit(narrowed, sum(all, 'kept')),
  };
}

function prune(patterns: RefusalPatterns, others: readonly Labelled[]) {
  const sentences = others.flatMap(({ text }) => splitSentences(text)).filter(({ kind }) => kind !== 'code');
  return mapLists((mark) => {
    const texts = [...new Set(sentences.map((sentence) => textFor(mark, sentence)))];
    return patterns[mark].map((pattern) => pruneAlternatives(pattern, texts));
  });
}

/** What the detector's own patterns mark is the same under all thresholds: each text is read once. */
export function trialsOf(labelled: readonly Pick<Labelled, 'text' | 'label'>[]): readonly Trial[] {
  const mark = createSentenceMarker(REFUSAL_RULES.patterns);
  return labelled.map(({ text, label }) => {
    const sentences = splitSentences(text).map(mark);
    return { label, decide: (thresholds) => findRefusal(sentences, thresholds).kind };
  });
}

function mapLists<T>(toList: (mark: Mark) => T): Readonly<Record<Mark, T>> {
  return Object.fromEntries(MARKS.map((mark) => [mark, toList(mark)])) as Record<Mark, T>;
}
