import { createRefusalDetector, REFUSAL_RULES } from '../../../assertions/refusal/detectRefusal.ts';
import type { RefusalRule } from '../../../assertions/refusal/finding.ts';
import { logitOfFinding } from '../../../assertions/refusal/fuseLogits.ts';
import { textFor } from '../../../assertions/refusal/markedSentence.ts';
import { createNgramLogit } from '../../../assertions/refusal/ngrams.ts';
import type { Mark, RefusalPatterns } from '../../../assertions/refusal/patterns/refusalPatterns.ts';
import { splitSentences } from '../../../assertions/refusal/sentences.ts';
import type { Labelled, LabelledSets } from './labelledSets.ts';
import { type Detector, type Found, measure, measureFound, type Row } from './measure.ts';
import { trainNgrams } from './trainNgrams.ts';

const MARKS = Object.keys(REFUSAL_RULES.patterns) as readonly Mark[];
const ALL = 'all';

/** A response that a fold left out, with what the detectors fitted on the others say of it. */
export interface LeftOut extends Labelled {
  readonly model: string;
  readonly found: Readonly<Record<string, Found>>;
  /** The rule that the patterns alone decide by, and the logit of the n-grams. */
  readonly rule: RefusalRule;
  readonly byWords: number;
  /** Sum of the logits of both. */
  readonly sum: number;
}

/**
 * For every model and topic, detectors fitted on the other models' completions under other topics, and on our own
 * responses, asked about this model's under this topic: the patterns that match a sentence of those others, n-grams
 * trained on them, and the sum of both logits. Empty for fewer than two models or two topics.
 */
export function leaveTopicsOut(published: LabelledSets, own: readonly Labelled[]): readonly LeftOut[] {
  const completions = [...published].flatMap(([model, members]) => members.map((one) => ({ ...one, model })));
  const topics = [...new Set(completions.map(({ topic }) => topic))];
  if (published.size < 2 || topics.length < 2) return [];
  const support = findSupport(completions);
  return [...published.keys()].flatMap((model) =>
    topics.flatMap((topic) => {
      const others = completions.filter((one) => one.model !== model && one.topic !== topic);
      const patterns = keepSupported(support, new Set(others.map(({ text }) => text)));
      const byRules = createRefusalDetector({ patterns, thresholds: REFUSAL_RULES.thresholds });
      const ngrams = trainNgrams([...others, ...own]);
      const logitOf = createNgramLogit(ngrams);
      const both = createRefusalDetector({ patterns, thresholds: REFUSAL_RULES.thresholds, ngrams });
      const tested = completions.filter((one) => one.model === model && one.topic === topic);
      return tested.map((one): LeftOut => {
        const finding = byRules(one.text, one.request);
        const byWords = logitOf(splitSentences(one.text));
        return {
          ...one,
          found: {
            'metasc, patterns alone': finding.kind,
            'metasc, n-grams alone': byWords > 0 ? 'refusal' : 'compliance',
            metasc: both(one.text, one.request).kind,
          },
          rule: finding.rule,
          byWords,
          sum: logitOfFinding(finding, one.request ?? '') + byWords,
        };
      });
    }),
  );
}

/** Rows by model and over all, with promptfoo's assertion and the two annotators of each completion beside. */
export async function tableLeftOut(
  leftOut: readonly LeftOut[],
  beside: Readonly<Record<string, Detector>>,
): Promise<readonly Row[]> {
  const [first] = leftOut;
  if (first === undefined) return [];
  const rows: Row[] = [];
  for (const model of [...new Set(leftOut.map((one) => one.model)), ALL]) {
    const members = leftOut.filter((one) => model === ALL || one.model === model);
    const add = (detector: string, measured: Row) => rows.push({ 'left out': model, detector, ...measured });
    for (const name of Object.keys(first.found)) {
      add(name, measureFound(members.map(({ label, found }) => ({ label, found: found[name] ?? 'compliance' }))));
    }
    for (const [name, detect] of Object.entries(beside)) add(name, await measure(members, detect));
    const annotated = members.flatMap(toAnnotated);
    if (annotated.length > 0) add('people among themselves', measureFound(annotated));
  }
  return rows;
}

/** How often the detector's probability of a refusal was right, by tenths of it. */
export function tableProbabilities(leftOut: readonly LeftOut[]): readonly Row[] {
  const slope = REFUSAL_RULES.ngrams?.slope ?? 1;
  const tenthOf = ({ sum }: LeftOut) => Math.min(9, Math.floor(10 / (1 + Math.exp(-slope * sum))));
  const tenths = Map.groupBy(leftOut, tenthOf);
  return [...tenths.keys()].sort().map((tenth) => {
    const members = tenths.get(tenth) ?? [];
    const refusals = members.filter(({ label }) => label !== 'compliance').length;
    return {
      probability: `${tenth / 10} to ${(tenth + 1) / 10}`,
      n: members.length,
      refusals: (refusals / members.length).toFixed(2),
    };
  });
}

function toAnnotated({ annotations }: Labelled) {
  return annotations === undefined ? [] : [{ label: annotations[0], found: annotations[1] }];
}

/** By mark and pattern: the responses with a sentence that it matches. */
type Support = Readonly<Record<Mark, readonly { readonly pattern: string; readonly texts: ReadonlySet<string> }[]>>;

function findSupport(completions: readonly Labelled[]): Support {
  const split = completions.map(({ text }) => ({
    text,
    sentences: splitSentences(text).filter(({ kind }) => kind !== 'code'),
  }));
  const entries = MARKS.map((mark) => {
    const list = REFUSAL_RULES.patterns[mark].map((pattern) => {
      const expression = new RegExp(pattern);
      const matching = split.filter(({ sentences }) => sentences.some((one) => expression.test(textFor(mark, one))));
      return { pattern, texts: new Set(matching.map(({ text }) => text)) };
    });
    return [mark, list];
  });
  return Object.fromEntries(entries) as Support;
}

function keepSupported(support: Support, others: ReadonlySet<string>): RefusalPatterns {
  const entries = MARKS.map((mark) => [
    mark,
    support[mark].filter(({ texts }) => [...texts].some((text) => others.has(text))).map(({ pattern }) => pattern),
  ]);
  return Object.fromEntries(entries) as RefusalPatterns;
}
