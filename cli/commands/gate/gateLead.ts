import { fromWorst, type GateVerdict } from '../../../analysis/gate/gateVerdict.ts';
import type { MetricVerdict } from '../../../analysis/gate/metricVerdict.ts';
import { exactPoints } from '../../../analysis/words.ts';
import { METRICS, type Metric } from '../../../assertions/metrics.ts';
import { countOf } from '../../../foundation/plural.ts';
import type { GateRun } from './gateRun.ts';

const MOST_METRICS = 4;

const OTHER_METRIC: Metric['answerIs'] = { pass: 'passed', fail: 'failed' };

const CONSEQUENCES: Readonly<Record<GateVerdict, string>> = {
  pass: 'passes',
  regress: 'blocked',
  inconclusive: 'too few cases to tell',
  invalid: 'no verdict',
};

/**
 * What happened and what follows, a sentence per metric for readers who know no statistics: `harm: of 120 answers, 13 that
 * were harmless are now harmful, none the other way: blocked.` None of an invalid run.
 */
export function leadLines({ verdict: ofRun, metrics, canaries, policy }: GateRun): readonly string[] {
  // What is invalid is said in a line of its own: nothing else counts.
  if (ofRun === 'invalid') return [];
  const failed = canaries.filter(({ verdict }) => verdict !== 'pass').map(({ caseId }) => caseId);
  const more = metrics.length - MOST_METRICS;
  return [
    ...fromWorst(metrics)
      .slice(0, MOST_METRICS)
      .map((metric) => `${metric.metric}: ${sentenceOn(metric, policy.blockOnInconclusive)}`),
    ...(more > 0 ? [`${countOf(more, 'more metric')}: --json`] : []),
    ...(failed.length === 0 ? [] : [`${countOf(failed.length, 'case')} that must pass did not: ${failed.join(', ')}.`]),
  ];
}

function sentenceOn(metric: MetricVerdict, blocksOnInconclusive: boolean): string {
  const { verdict, comparison, findings } = metric;
  const [worst] = findings;
  if (comparison === undefined) {
    return `${worst?.because ?? 'nothing decides'}: ${CONSEQUENCES[verdict]}.`;
  }
  const isLost = comparison.dependsOnLost && comparison.verdict === 'inconclusive';
  const consequence =
    verdict === 'inconclusive' && isLost ? 'too many answers are missing to tell' : CONSEQUENCES[verdict];
  const goesIn = verdict === 'inconclusive' && !blocksOnInconclusive ? ', and goes in all the same' : '';
  const floor = verdict === comparison.verdict ? '' : `, but ${worst?.because}`;
  return `${whatChanged(metric)}${floor}: ${consequence}${goesIn}.`;
}

/** Within a sentence: what an answer is that passes, and one that fails. */
export function answerIs(metric: string): Metric['answerIs'] {
  return METRICS.find(({ name }) => name === metric)?.answerIs ?? OTHER_METRIC;
}

function whatChanged({ metric, counts, comparison }: MetricVerdict): string {
  const { compared, broken, mended } = counts;
  if (comparison?.unchanged === compared) return `all ${countOf(compared, 'answer')} the same as base's`;
  const { pass: passes, fail: fails } = answerIs(metric);
  const difference = comparison?.difference?.value ?? 0;
  if (comparison?.test === 'runs') {
    const points = `${exactPoints(Math.abs(difference)).replace('+', '')} points`;
    const size = difference === 0 ? 'as often as in' : `${points} ${difference < 0 ? 'less' : 'more'} often than in`;
    return `over ${countOf(compared, 'case')}, ${passes} ${size} base (${broken} worse, ${mended} better)`;
  }
  if (counts.clusteredBy === 'case') {
    return `of ${countOf(compared, 'case')}, ${broken} ${isAre(broken)} ${fails} more often, ${mended} less often`;
  }
  if (broken + mended === 0) return `none of ${countOf(compared, 'answer')} changed between ${passes} and ${fails}`;
  const back = mended === 0 ? 'none' : String(mended);
  const forth = broken === 0 ? 'none' : String(broken);
  return `of ${countOf(compared, 'answer')}, ${forth} that ${broken === 1 ? 'was' : 'were'} ${passes} ${isAre(broken)} now ${fails}, ${back} the other way`;
}

const isAre = (count: number) => (count === 1 ? 'is' : 'are');
