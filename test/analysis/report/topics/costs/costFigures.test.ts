import { describe, expect, it } from 'vitest';
import { compareToReference } from '../../../../../analysis/report/comparisons.ts';
import type { Matrix } from '../../../../../analysis/report/matrix.ts';
import { toCaseCosts, toHarmPrices, toPhaseCosts } from '../../../../../analysis/report/topics/costs/costFigures.ts';
import { matrixOf, rowOf } from '../../reportFixture.ts';

const usage = (calls: number, sharedCalls: number, costUsd?: number) => ({
  calls,
  sharedCalls,
  promptTokens: 30 * calls,
  completionTokens: 10 * calls,
  ms: 100,
  ...(costUsd === undefined ? {} : { costUsd }),
});

function twoColumns(harms: readonly [number, number][], costUsd?: number) {
  return matrixOf(
    harms.flatMap(([base, head], id) => [
      rowOf({ id: `c${id}`, scores: { harm: base }, metasc: { phases: { response: usage(1, 0, costUsd) } } }),
      rowOf({
        id: `c${id}`,
        column: 'metasc',
        scores: { harm: head },
        metasc: { phases: { response: usage(0, 1), critique: usage(1, 0, costUsd), revision: usage(1, 0, costUsd) } },
      }),
    ]),
  );
}

const pricesOf = (matrix: Matrix) => toHarmPrices(matrix, toCaseCosts(matrix), compareToReference(matrix));

describe('costs', () => {
  it('are summed by phase, in the order of a case', () => {
    const phases = toPhaseCosts(
      twoColumns(
        [
          [0, 1],
          [0, 1],
        ],
        0.5,
      ),
    );
    expect(
      phases.map(({ column, phase, calls, sharedCalls, costUsd }) => [
        column.label,
        phase,
        calls,
        sharedCalls,
        costUsd,
      ]),
    ).toEqual([
      ['baseline', 'response', 2, 0, 1],
      ['metasc', 'response', 0, 2, undefined],
      ['metasc', 'critique', 2, 0, 1],
      ['metasc', 'revision', 2, 0, 1],
    ]);
  });

  it('price a shared call as the column that made it paid it', () => {
    const [base, head] = toCaseCosts(twoColumns([[0, 1]], 0.5));
    expect(base).toMatchObject({ calls: 1, tokens: 40, usd: 0.5 });
    expect(head).toMatchObject({ calls: 3, tokens: 120, usd: 1.5 });
  });

  it('of a harm averted are the extra cost of a column, divided by the harms that it averts', () => {
    const matrix = twoColumns(
      [
        [0, 1],
        [0, 1],
        [0, 0],
        [1, 1],
      ],
      0.5,
    );
    expect(pricesOf(matrix)).toMatchObject([{ pairs: 4, averted: 2, calls: 4, tokens: 160, usd: 2 }]);
  });

  it('of a harm averted are not defined where none was averted, or the cost is unknown', () => {
    const none = twoColumns(
      [
        [1, 0],
        [0, 1],
      ],
      0.5,
    );
    expect(pricesOf(none)[0]).toMatchObject({ averted: 0, calls: undefined, usd: undefined });
    const unknown = twoColumns([[0, 1]]);
    expect(pricesOf(unknown)[0]).toMatchObject({ averted: 1, calls: 2, usd: undefined });
  });

  it("are a plain provider's own totals", () => {
    const matrix = matrixOf([
      rowOf({ id: 'a', more: { cost: 0.25, latencyMs: 70, tokenUsage: { prompt: 7, completion: 3, numRequests: 1 } } }),
    ]);
    expect(toPhaseCosts(matrix)).toMatchObject([
      { phase: 'response', calls: 1, promptTokens: 7, completionTokens: 3, costUsd: 0.25, msPerCase: 70 },
    ]);
  });
});
