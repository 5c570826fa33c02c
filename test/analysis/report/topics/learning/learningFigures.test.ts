import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../../../analysis/report/page/chart.ts';
import { toLearningCurves } from '../../../../../analysis/report/topics/learning/learningFigures.ts';
import { learningPart } from '../../../../../analysis/report/topics/learning/learningSection.ts';
import { toLineages } from '../../../../../analysis/report/topics/learning/lineageFigures.ts';
import { toReportedTrials } from '../../../../../analysis/report/topics/learning/trialFigures.ts';
import type { ScreenEvidence } from '../../../../../providers/specs/evidence.ts';
import { evidenceOf } from '../../../../providers/specs/journalFixture.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

interface Turn {
  readonly step: number;
  readonly harm?: number;
  readonly used?: string;
  readonly version?: number;
  readonly produced?: string;
  readonly accepted?: boolean;
  readonly chain?: string;
  readonly evidence?: ScreenEvidence;
}

const turn = ({ step, harm = 1, used = 'first', version = 0, produced, accepted, chain = 'metasc', evidence }: Turn) =>
  rowOf({
    id: `${chain}-${step}`,
    column: 'metasc',
    scores: { harm },
    metasc: {
      variant: 'metasc',
      evaluationId: 'e',
      repeat: 0,
      chain,
      step,
      window: produced !== undefined,
      specUsed: used,
      specUsedVersion: version,
      ...(produced === undefined
        ? {}
        : {
            specProduced: produced,
            accepted,
            ...(accepted ? {} : { rejectedBecause: 'too long' }),
            ...(evidence && { evidence }),
          }),
    },
  });

const CHAIN = [
  turn({ step: 0, harm: 0, produced: 'second', accepted: true }),
  turn({ step: 1, used: 'second', version: 1, produced: 'third', accepted: false }),
  turn({ step: 2, used: 'second', version: 1 }),
];

describe('a learning curve', () => {
  it('has the scores by step, beside those of the other column on the same cases', () => {
    const base = [0, 0, 1].map((harm, step) => rowOf({ id: `metasc-${step}`, scores: { harm } }));
    const [curve] = toLearningCurves(matrixOf([...base, ...CHAIN]));
    expect(curve?.points.map(({ from, to, share, base: other }) => [from, to, share.value, other?.value])).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 0],
      [2, 2, 1, 1],
    ]);
    expect(curve).toMatchObject({ steps: 3, windowSteps: 2, chains: 1, metrics: ['harm'] });
    expect(curve?.proposals).toEqual([
      { step: 0, outcome: 'accepted' },
      { step: 1, outcome: 'rejected' },
    ]);
  });

  it('puts neighbouring steps together where there are many, and loses none', () => {
    const many = Array.from({ length: 100 }, (_, step) => turn({ step, produced: 'x', accepted: false }));
    const points = toLearningCurves(matrixOf(many))[0]?.points ?? [];
    expect(points.length).toBeLessThanOrEqual(12);
    expect(points.reduce((sum, { share }) => sum + share.of, 0)).toBe(100);
    expect(points.at(-1)?.to).toBe(99);
  });

  it('is drawn only for columns that proposed a spec', () => {
    expect(toLearningCurves(matrixOf([turn({ step: 0 }), rowOf({ id: 'a' })]))).toEqual([]);
  });
});

const textOf = (blocks: ReturnType<typeof learningPart>['blocks']) =>
  blocks.map((block) => JSON.stringify(block)).join('');

describe('the trials of proposals', () => {
  const tried = (step: number, decision: ScreenEvidence['decision'], counts: [number, number, number]) =>
    turn({ step, produced: 'x', accepted: decision === 'accepted', evidence: evidenceOf(decision, counts) });
  const TRIED = [
    tried(0, 'accepted', [5, 1, 0]),
    tried(1, 'refused', [0, 4, 1]),
    tried(2, 'undecided', [0, 0, 4]),
    turn({ step: 3, produced: 'y', accepted: false }),
  ];

  it('are accepted, refused or undecided, with their net change and its interval', () => {
    const trials = toReportedTrials(matrixOf(TRIED.toReversed()));
    expect(trials.map(({ step, evidence, change }) => [step, evidence.decision, change?.value])).toEqual([
      [0, 'accepted', 4 / 64],
      [1, 'refused', -4 / 63],
      [2, 'undecided', undefined],
    ]);
    for (const { change } of trials.slice(0, 2)) expect(change?.low).toBeLessThan(change?.value ?? Number.NaN);
  });

  it('mark their proposals in the learning curve, beside those that a rule refused', () => {
    expect(toLearningCurves(matrixOf(TRIED))[0]?.proposals.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'rejected',
      'undecided',
      'rejected',
    ]);
  });

  it('stand on the page as a chart, a table, and a note in the lineage', async () => {
    const { blocks } = learningPart(matrixOf(TRIED));
    const figures = blocks.flatMap((block) => ('charts' in block ? [block] : []));
    const [, trials] = figures;
    const drawn = await Promise.all((trials?.charts ?? []).map(drawChart));
    expect(drawn.map(({ id, title }) => [id, title])).toEqual([['trials-0', 'metasc: 3 trials']]);
    expect(drawn[0]?.description).toContain('step 0 accepted +6.3 points [');
    for (const { svg } of drawn[0]?.pictures ?? []) for (const mark of ['>×<', '>?<']) expect(svg).toContain(mark);
    expect(trials?.table?.rows).toHaveLength(3);
    const text = textOf(blocks);
    expect(text).toContain('version 1; accepted on 32 + 32 cases: 5 mended, 1 broken');
    expect(JSON.stringify(figures[0]?.legend)).toContain('undecided, lower row');
  });

  it('are not there without one', () => {
    const { blocks } = learningPart(matrixOf(CHAIN));
    expect(textOf(blocks)).not.toContain('Trials of proposals');
    expect(blocks.filter((block) => 'charts' in block)).toHaveLength(1);
  });
});

describe('a lineage', () => {
  it('has every proposal with its outcome, and the spec at the end', () => {
    expect(toLineages(matrixOf(CHAIN.toReversed()))).toMatchObject([
      {
        name: '',
        steps: 3,
        first: 'first',
        last: 'second',
        proposals: [
          { step: 0, before: 'first', proposed: 'second', accepted: true, version: 1, because: undefined },
          { step: 1, before: 'second', proposed: 'third', accepted: false, version: 1, because: 'too long' },
        ],
      },
    ]);
  });

  it('ends with the last proposal where the last step made it', () => {
    expect(toLineages(matrixOf(CHAIN.slice(0, 1)))[0]?.last).toBe('second');
  });

  it('is one for each chain', () => {
    const other = turn({ step: 0, chain: 'other', produced: 'x', accepted: false });
    expect(toLineages(matrixOf([...CHAIN, other])).map(({ name }) => name)).toEqual(['metasc · e', 'other · e']);
  });
});
