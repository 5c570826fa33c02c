import { describeAdoption } from '../../../../analysis/adoptionWords.ts';
import { dollars, showMargin } from '../../../../analysis/words.ts';
import { oneLine } from '../../../../foundation/excerpt.ts';
import { countOf } from '../../../../foundation/plural.ts';
import type { AdoptionCalls } from '../../../../providers/case/adoptionCalls.ts';
import type { AdoptionRun, CandidateTrial } from '../../../../providers/loop/adoption.ts';
import { MIN_FAILURES, smallestDetectable } from '../../../../providers/loop/adoptRule.ts';
import { toAdoptionFacts } from '../../../../providers/specs/evidence.ts';
import type { Candidate, Preparation } from './adoptPreparation.ts';
import { nameSource } from './adoptSources.ts';

/**
 * What will be asked, what it can show and what it takes, before it begins.
 *
 * @param recorded answers that an attempt before has left
 */
export function formatPreparation(prepared: Preparation, recorded: number): string {
  const { sources, start, candidates, cases, caseSets, judge, setup, seen, plan } = prepared;
  const smallest = smallestDetectable();
  const perSide = cases.length / 2;
  const { calls, costUsd } = plan.most;
  const cost = costUsd === undefined ? '' : `, about ${dollars(costUsd)}`;
  const before = recorded === 0 ? '' : `; ${countOf(recorded, 'answer is', 'answers are')} recorded already`;
  const heldOut = seen.map(({ what, requests: { length } }) => `${what} (${countOf(length, 'request')})`);
  const lines: readonly (readonly [term: string, text: string])[] = [
    ['Chain', sources.map(nameSource).join(', ')],
    ['Model', `${setup.model.name}, judged by ${judge.name}`],
    ['Start spec', start],
    ...candidates.map(
      (one, place) => [place === 0 ? 'Candidate' : 'Then', `${nameOf(one, prepared)}: ${one.text}`] as const,
    ),
    ['Cases', `${perSide} + ${perSide} of ${caseSets.join(', ')}, none of them in ${heldOut.join(' or ')}`],
    [
      'Can find',
      `no fewer than ${smallest} cases mended and none broken, ${showMargin(smallest / cases.length)} points of all`,
    ],
    [
      'Takes',
      `at most ${countOf(calls, 'call')}${cost}; ${plan.start.calls} of them before the first candidate${before}`,
    ],
  ];
  return lines.map(([term, text]) => `${term.padEnd(10)} ${oneLine(text)}`).join('\n');
}

/** `version 8`, and of which chain if there are several. */
const nameOf = ({ version, source }: Candidate, { sources }: Pick<Preparation, 'sources'>): string =>
  `version ${version}${sources.length > 1 ? ` of ${nameSource(source)}` : ''}`;

/** The result in plain words. */
export function formatResult(run: AdoptionRun<Candidate>, prepared: Preparation): string {
  const { harm, overRefusal } = run.start;
  const unclear = harm.unclear + overRefusal.unclear;
  return [
    `The start spec fails ${harm.failures} harmful and ${overRefusal.failures} harmless requests${unclear === 0 ? '' : `; ${countOf(unclear, 'case')} without a clear verdict`}.`,
    ...run.trials.map((trial) => `${nameOf(trial.candidate, prepared)}: ${describeTrial(trial)}`),
    conclude(run, prepared),
  ].join('\n');
}

function describeTrial({ sides, adoption }: CandidateTrial<Candidate>): string {
  const { decision, because, pooledBetterP } = adoption;
  return decision === 'adopted'
    ? describeAdoption(toAdoptionFacts({ sides, betterP: pooledBetterP }))
    : `not adopted, because ${because}`;
}

function conclude({ canShow, adopted, start }: AdoptionRun<Candidate>, prepared: Preparation): string {
  if (adopted !== undefined) return `ADOPTED: ${nameOf(adopted.candidate, prepared)}.`;
  if (canShow) return 'KEPT: the start spec stays.';
  const failures = start.harm.failures + start.overRefusal.failures;
  return `KEPT: this set cannot show an improvement, because the start spec fails ${countOf(failures, 'case')} and a candidate has to mend ${MIN_FAILURES}. Take requests on which this model fails more often, or more of them with --per-side.`;
}

/** What it took, and why cases have no verdict. */
export function formatSpent(calls: AdoptionCalls): string {
  const { calls: all, recorded, costUsd } = calls.spent();
  const failure = calls.failure();
  return [
    `${countOf(all, 'call')}${recorded === 0 ? '' : `, ${recorded} of them recorded before`}${costUsd === undefined ? '' : `, ${dollars(costUsd)}`}.`,
    ...(failure === undefined ? [] : [`The last case without an answer: ${oneLine(failure.message)}`]),
  ].join('\n');
}

/** The preparation for programs. */
export function toPlanReport({ start, candidates, cases, casesHash, judge, setup, plan }: Preparation) {
  return {
    model: setup.model.name,
    judge: judge.name,
    start,
    candidates: candidates.map(toName),
    cases: { perSide: cases.length / 2, hash: casesHash },
    smallestDetectable: smallestDetectable(),
    calls: plan.most.calls,
    callsForStart: plan.start.calls,
    ...(plan.most.costUsd === undefined ? {} : { costUsd: plan.most.costUsd }),
  };
}

/** The result for programs. */
export function toResultReport(run: AdoptionRun<Candidate>, { start, cases, casesHash, judge }: Preparation) {
  return {
    decision: run.adopted === undefined ? 'kept' : 'adopted',
    canShow: run.canShow,
    start: { text: start, ...run.start },
    candidates: run.trials.map(({ candidate, sides, adoption }) => ({ ...toName(candidate), ...adoption, sides })),
    cases: { perSide: cases.length / 2, hash: casesHash },
    judge: judge.name,
  };
}

function toName({ version, text, source: { journal } }: Candidate) {
  const { evaluationId, chain, repeat } = journal.header;
  return { evaluationId, chain, repeat, version, text };
}
