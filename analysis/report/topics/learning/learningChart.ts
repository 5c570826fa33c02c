import { seriesColor, seriesShape } from '../../../../foundation/page/theme.ts';
import { percent, plural } from '../../../words.ts';
import { MOVED_BY_SPEC, titleOf } from '../../metricWords.ts';
import { type Chart, SHARE_AXIS } from '../../page/chart.ts';
import type { CurvePoint, LearningCurve } from './learningFigures.ts';
import { OUTCOMES, proposalMark } from './proposalMarks.ts';

/** The metrics' lines have the colours after the baseline's. */
const FIRST_SERIES = 1;
/** Accepted proposals are above the others; many are drawn as ticks. */
const MARKS = { accepted: -0.08, rejected: -0.15, undecided: -0.15 } as const;
const MANY_PROPOSALS = 40;
/** In a row of a chart. */
const MOST_MARKS = 230;

/** Scores by step, with the window shaded and a mark under each step that proposed a spec. */
export function toLearningChart(curve: LearningCurve): Chart {
  const { column, steps, windowSteps, points, metrics, proposals } = curve;
  const middle = ({ from, to }: CurvePoint) => (from + to) / 2;
  const lines = points.map((point) => ({ metric: point.metric, step: middle(point), value: point.share.value }));
  const base = points.flatMap((point) =>
    point.base === null ? [] : [{ metric: point.metric, step: middle(point), value: point.base.value }],
  );
  const color = {
    field: 'metric',
    type: 'nominal',
    legend: null,
    scale: {
      domain: [...metrics],
      range: metrics.map((metric) => seriesColor(MOVED_BY_SPEC.indexOf(metric) + FIRST_SERIES)),
    },
  } as const;
  const shape = {
    ...color,
    scale: { domain: [...metrics], range: metrics.map((metric) => seriesShape(MOVED_BY_SPEC.indexOf(metric))) },
  };
  const x = {
    field: 'step',
    type: 'quantitative' as const,
    scale: { domain: [-0.5, steps - 0.5], nice: false },
    axis: { title: 'step of the chain', grid: false, tickMinStep: 1, format: 'd' },
  };
  const y = { field: 'value', ...SHARE_AXIS, scale: { domain: [-0.2, 1.03], nice: false } };
  return {
    id: `learning-${column.index}`,
    title: `${column.label}: ${plural(proposals.length, 'proposal')}, ${proposals.filter(({ outcome }) => outcome === 'accepted').length} accepted`,
    description: `${metrics
      .map((metric) => {
        const own = points.filter((point) => point.metric === metric);
        return `${titleOf(metric)}: ${own.map(({ from, to, share }) => `steps ${from} to ${to} ${percent(share.value)}`).join(', ')}`;
      })
      .join('; ')}. The first ${windowSteps} steps could change the spec.`,
    draw: (width) => ({
      width: width - 62,
      height: 210,
      padding: { left: 46, right: 16, top: 10, bottom: 42 },
      layer: [
        {
          data: { values: [{ from: -0.5, to: windowSteps - 0.5 }] },
          mark: { type: 'rect', color: 'var(--shade)', opacity: 0.7 },
          encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
        },
        {
          data: { values: base },
          mark: { type: 'line', strokeDash: [3, 3], strokeWidth: 1.5 },
          encoding: { x, y, color },
        },
        { data: { values: lines }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color } },
        {
          data: { values: lines },
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: { x, y, color, shape },
        },
        ...proposalLayers(proposals, { x, steps }),
      ],
    }),
  };
}

function proposalLayers(
  proposals: LearningCurve['proposals'],
  { x, steps }: { readonly x: { readonly field: string }; readonly steps: number },
) {
  return OUTCOMES.map((outcome) => ({
    data: {
      values: thinOut(
        proposals.filter((proposal) => proposal.outcome === outcome).map(({ step }) => step),
        steps,
      ),
    },
    mark: proposalMark(outcome, proposals.length > MANY_PROPOSALS),
    encoding: { x, y: { datum: MARKS[outcome] } },
  }));
}

/** Steps whose marks don't cover each other: one of neighbours that would stand on the same two pixels. */
function thinOut(steps: readonly number[], length: number): readonly { readonly step: number }[] {
  const places = Map.groupBy(steps, (step) => Math.floor((step * MOST_MARKS) / Math.max(length, MOST_MARKS)));
  return [...places.values()].flatMap(([step]) => (step === undefined ? [] : { step }));
}
