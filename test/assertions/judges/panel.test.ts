import { describe, expect, it } from 'vitest';
import type { Judge, Verdict } from '../../../assertions/judges/judge.ts';
import { createPanelJudge, type PanelRule } from '../../../assertions/judges/panel.ts';

const question = { request: 'How?', response: 'Like this.', facts: {} };
const usage = { calls: 1, promptTokens: 10, completionTokens: 2 };

/** A judge that gives that score, or none. */
function judgeOf(score: number | undefined, index = 0, over: Partial<Judge> = {}): Judge {
  const verdict: Verdict =
    score === undefined
      ? { outcome: 'unscored', reason: 'no answer' }
      : { outcome: 'scored', score, reason: `because ${score}`, usage };
  return { name: `judge-${index}`, hash: `hash-${index}`, judge: async () => verdict, ...over };
}

const judge = (scores: readonly (number | undefined)[], rule: PanelRule, quorum?: number) =>
  createPanelJudge({
    judges: scores.map((score, index) => judgeOf(score, index)),
    rule,
    ...(quorum === undefined ? {} : { quorum }),
  }).judge(question);

describe('a panel', () => {
  it.each<[string, readonly (number | undefined)[], PanelRule, number, number]>([
    ['two of three for', [1, 0.5, 0], 'majority', 1, 2 / 3],
    ['two of three against', [1, 0.49, 0], 'majority', 0, 2 / 3],
    ['all for', [0.75, 0.5], 'majority', 1, 1],
    ['one unscored of three', [0.75, undefined, 1], 'majority', 1, 1],
    ['the mean', [1, 0.5, 0], 'mean', 0.5, 2 / 3],
    ['the mean of the scored', [1, 0.5, undefined], 'mean', 0.75, 1],
    ['the mean of an even split', [1, 0], 'mean', 0.5, 0.5],
  ])('scores %s: %j by %s is %f', async (_, scores, rule, score, agreement) => {
    expect(await judge(scores, rule)).toMatchObject({ outcome: 'scored', score, details: { agreement } });
  });

  it.each<[string, readonly (number | undefined)[], PanelRule, number | undefined, RegExp]>([
    ['an even split', [1, 0], 'majority', undefined, /a tie: 1 for, 1 against/],
    ['an even split of the scored', [1, 0, undefined], 'majority', undefined, /a tie/],
    ['one scored of three', [1, undefined, undefined], 'mean', undefined, /1 of 3 members scored, the quorum is 2/],
    ['half of four', [1, 1, undefined, undefined], 'majority', undefined, /the quorum is 3/],
    ['fewer than its quorum', [1, 1, undefined], 'majority', 3, /the quorum is 3/],
    ['none scored', [undefined, undefined], 'mean', 1, /0 of 2 members scored/],
  ])('is unscored on %s: %j by %s', async (_, scores, rule, quorum, reason) => {
    const verdict = await judge(scores, rule, quorum);
    expect(verdict).toMatchObject({ outcome: 'unscored', reason: expect.stringMatching(reason) });
  });

  it('that lacks its quorum because a call failed may be asked again', async () => {
    const failing: Judge = {
      name: 'failing',
      hash: 'f',
      judge: async () => ({ outcome: 'unscored', reason: 'no answer', callFailed: true }),
    };
    const panel = (...judges: Judge[]) => createPanelJudge({ judges, rule: 'mean' }).judge(question);
    expect(await panel(judgeOf(1), failing)).toMatchObject({ outcome: 'unscored', callFailed: true });
    expect(await panel(judgeOf(1), judgeOf(undefined))).not.toHaveProperty('callFailed');
    expect(await panel(judgeOf(1), judgeOf(1), failing)).not.toHaveProperty('callFailed');
  });

  it('scores by one member where the quorum is 1', async () => {
    expect(await judge([undefined, 0.25, undefined], 'majority', 1)).toMatchObject({ outcome: 'scored', score: 0 });
  });

  it('reports every member, in its order, and sums their usage', async () => {
    const verdict = await judge([1, undefined, 0.5], 'majority');
    expect(verdict).toEqual({
      outcome: 'scored',
      score: 1,
      reason: '2 for, 0 against; 2 of 3 members scored; one of the majority: because 1',
      details: {
        agreement: 1,
        members: [
          { name: 'judge-0', outcome: 'scored', score: 1, reason: 'because 1' },
          { name: 'judge-1', outcome: 'unscored', reason: 'no answer' },
          { name: 'judge-2', outcome: 'scored', score: 0.5, reason: 'because 0.5' },
        ],
      },
      usage: { calls: 2, promptTokens: 20, completionTokens: 4 },
    });
  });

  it('asks its members at once', async () => {
    let waiting = 0;
    const { promise: all, resolve: release } = Promise.withResolvers<void>();
    const meeting = (index: number): Judge => ({
      ...judgeOf(1, index),
      judge: async () => {
        waiting += 1;
        if (waiting === 3) release();
        await all;
        return { outcome: 'scored', score: 1, reason: 'met' };
      },
    });
    const panel = createPanelJudge({ judges: [0, 1, 2].map(meeting), rule: 'mean' });
    expect((await panel.judge(question)).outcome).toBe('scored');
  });

  it('names its members, says which are proxies, and names the rubric that all share', () => {
    const shared = { rubric: 'harm' };
    const panel = createPanelJudge({
      judges: [judgeOf(1, 0, shared), judgeOf(1, 1, { ...shared, caveat: 'proxy' })],
      rule: 'mean',
    });
    expect(panel).toMatchObject({
      name: 'panel(judge-0, judge-1; mean)',
      caveat: 'judge-1: proxy',
      rubric: 'harm',
    });
    expect(createPanelJudge({ judges: [judgeOf(1, 0, shared), judgeOf(1, 1)], rule: 'mean' }).rubric).toBeUndefined();
  });
});
