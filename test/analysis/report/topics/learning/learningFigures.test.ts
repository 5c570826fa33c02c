import { describe, expect, it } from 'vitest';
import { toLearningCurves } from '../../../../../analysis/report/topics/learning/learningFigures.ts';
import { toLineages } from '../../../../../analysis/report/topics/learning/lineageFigures.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

interface Turn {
  readonly step: number;
  readonly harm?: number;
  readonly used?: string;
  readonly version?: number;
  readonly produced?: string;
  readonly accepted?: boolean;
  readonly chain?: string;
}

const turn = ({ step, harm = 1, used = 'first', version = 0, produced, accepted, chain = 'metasc' }: Turn) =>
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
        : { specProduced: produced, accepted, ...(accepted ? {} : { rejectedBecause: 'too long' }) }),
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
      { step: 0, accepted: true },
      { step: 1, accepted: false },
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
