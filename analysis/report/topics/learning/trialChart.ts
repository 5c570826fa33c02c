import { plural, showDifference } from '../../../words.ts';
import type { Chart } from '../../page/chart.ts';
import { OUTCOMES, proposalMark } from './proposalMarks.ts';
import type { ReportedTrial } from './trialFigures.ts';

/** The net change that each trial of a column saw, with its interval, by step. */
export function toTrialChart(trials: readonly ReportedTrial[]): Chart | undefined {
  const [first] = trials;
  if (first === undefined) return undefined;
  const steps = Math.max(...trials.map(({ step }) => step)) + 1;
  const values = trials.map(({ step, evidence, change }) => ({
    step,
    outcome: evidence.decision,
    ...(change ?? { value: 0 }),
  }));
  const reach = Math.ceil(10 * Math.max(...trials.map(({ change }) => furthest(change)))) / 10;
  const x = {
    field: 'step',
    type: 'quantitative' as const,
    scale: { domain: [-0.5, steps - 0.5], nice: false },
    axis: { title: 'step of the chain', grid: false, tickMinStep: 1, format: 'd' },
  };
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    scale: { domain: [-reach, reach], nice: false },
    axis: {
      title: null,
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '+.0%')",
      values: [-reach, 0, reach],
    },
  };
  return {
    id: `trials-${first.column.index}`,
    title: `${first.column.label}: ${plural(trials.length, 'trial')}`,
    description: `Net change with its 95 % interval: ${trials
      .map(({ step, evidence, change }) => {
        return `step ${step} ${evidence.decision}${change === null ? '' : ` ${showDifference(change)}`}`;
      })
      .join(', ')}`,
    draw: (width) => ({
      width: width - 66,
      height: 170,
      padding: { left: 50, right: 16, top: 10, bottom: 42 },
      layer: [
        { data: { values: [{ value: 0 }] }, mark: { type: 'rule', color: 'var(--muted)' }, encoding: { y } },
        {
          data: { values: values.filter((value) => 'low' in value) },
          mark: { type: 'rule', color: 'var(--muted)', strokeWidth: 1.5 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        ...OUTCOMES.map((outcome) => ({
          data: { values: values.filter((value) => toOutcome(value.outcome) === outcome) },
          mark: proposalMark(outcome),
          encoding: { x, y },
        })),
      ],
    }),
  };
}

/** How far the interval is from no change; the axis shows at least so much. */
const furthest = (change: ReportedTrial['change']) => Math.max(0.05, -(change?.low ?? 0), change?.high ?? 0);

const toOutcome = (decision: ReportedTrial['evidence']['decision']) => (decision === 'refused' ? 'rejected' : decision);
