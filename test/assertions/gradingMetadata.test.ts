import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricOf, readGradingMetadata, reasoningNameOf, unscoredNameOf } from '../../assertions/gradingMetadata.ts';
import { toGradingResult, withoutJudge } from '../../assertions/gradingResult.ts';

const judge = { name: 'panel(a, b; mean)', hash: 'ff', caveat: 'a: proxy (no model), rubric x: y', rubric: 'harm' };
const through = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('the grading metadata', () => {
  it('is read as it was written, whatever the reason contains', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), fc.nat(10), (reason, scored, level) => {
        const details = {
          level: level + 1,
          decidedBy: 'platform',
          agreement: 0.5,
          members: [{ name: 'a', outcome: 'unscored', reason }],
        } as const;
        const verdict = scored
          ? ({ outcome: 'scored', score: 0.5, reason, details } as const)
          : ({ outcome: 'unscored', reason, details } as const);
        const calibration = { status: 'uncalibrated', because: reason } as const;
        const { metadata } = toGradingResult({
          metric: 'harm',
          of: 'reasoning',
          threshold: 0.5,
          judge,
          verdict,
          calibration,
        });
        expect(readGradingMetadata(through(metadata))).toEqual({
          outcome: verdict.outcome,
          because: reason,
          of: 'reasoning',
          judge: judge.name,
          judgeHash: judge.hash,
          caveat: judge.caveat,
          rubric: judge.rubric,
          calibration,
          ...details,
        });
      }),
    );
  });

  it('states why a case has no judge, and whether the assertion applies', () => {
    const { metadata } = withoutJudge('refusal', { reason: 'it is for harmful requests', applies: false });
    expect(readGradingMetadata(through(metadata))).toEqual({
      outcome: 'unscored',
      because: 'it is for harmful requests',
      applies: false,
    });
  });

  it.each([undefined, null, 'scored', ['scored']])('is empty for %j', (metadata) => {
    expect(readGradingMetadata(metadata)).toEqual({});
  });

  it('drops only faulty fields: an unscored row stays unscored', () => {
    const metadata = {
      outcome: 'unscored',
      judge: 7,
      level: 'high',
      calibration: { status: 'perhaps' },
      rubric: 'harm',
    };
    expect(readGradingMetadata(metadata)).toEqual({ outcome: 'unscored', rubric: 'harm' });
  });

  it('has one name for the rows of a metric without a verdict', () => {
    expect(unscoredNameOf('harm')).toBe('harm.unscored');
    expect(['harm', 'harm.unscored'].map(metricOf)).toEqual(['harm', 'harm']);
  });

  it('has a name of its own for the score of the thoughts, with one for its rows without a verdict', () => {
    expect(metricOf(unscoredNameOf(reasoningNameOf('harm')))).toBe('harm.reasoning');
  });
});
