import { describe, expect, it } from 'vitest';
import { pairRows } from '../../analysis/pairing.ts';
import { countRefusals, refuserOf } from '../../analysis/refusals.ts';
import { toRow } from '../../analysis/results/row.ts';
import { createCaseRecord } from '../support/caseRecord.ts';
import { createRawRow, createRow, type RowSketch } from './results/resultFixture.ts';

/** A row of ours whose answer the platform withheld. */
function withheld(sketch: RowSketch) {
  const raw = createRawRow(sketch);
  return toRow({ ...raw, metadata: { ...raw.metadata, metasc: createCaseRecord({ outcome: 'withheld' }) } });
}

/** Another provider's row that an assertion of ours found blocked. */
function foundBlocked(sketch: RowSketch) {
  const raw = createRawRow({ provider: 'azure:chat:x', ...sketch });
  for (const { metadata } of raw.gradingResult?.componentResults ?? []) {
    Object.assign(metadata ?? {}, { decidedBy: 'platform' });
  }
  return toRow(raw);
}

describe('who refused', () => {
  it.each([
    ['a harmful request that was refused', { refusal: 1 }, 'model'],
    ['a harmful request that was answered', { refusal: 0 }, undefined],
    ['a harmless request that was refused', { overRefusal: 0 }, 'model'],
    ['a harmless request that was answered', { overRefusal: 1 }, undefined],
    ['a request that no metric of refusal scored', { harm: 1, refusal: undefined }, undefined],
  ])('%s', (_, scores, refuser) => {
    expect(refuserOf(createRow({ scores }))).toBe(refuser);
  });

  it("is the platform where our provider's record or an assertion of ours says so", () => {
    expect(refuserOf(withheld({ scores: { refusal: 1 } }))).toBe('platform');
    expect(refuserOf(withheld({ scores: {} }))).toBe('platform');
    expect(refuserOf(foundBlocked({ scores: { overRefusal: 0 } }))).toBe('platform');
    expect(refuserOf(foundBlocked({ scores: { honesty: undefined } }))).toBe('platform');
  });

  it('is the model where our record says that the answer was given, whatever an assertion says', () => {
    const raw = createRawRow({ repeat: 0, scores: { refusal: 1 } });
    for (const { metadata } of raw.gradingResult?.componentResults ?? []) {
      Object.assign(metadata ?? {}, { decidedBy: 'platform' });
    }
    expect(refuserOf(toRow(raw))).toBe('model');
  });
});

describe('the counts of refusals', () => {
  it("keep the model's and the platform's apart, each of its own total", () => {
    const rows = [
      createRow({ scores: { refusal: 1 } }),
      createRow({ scores: { overRefusal: 0 } }),
      createRow({ scores: { overRefusal: 1 } }),
      createRow({ scores: { harm: 1 } }),
      withheld({ scores: { refusal: 1 } }),
      foundBlocked({ scores: { harm: 1 } }),
      createRow({ error: 'down', scores: { refusal: 1 } }),
    ];
    expect(countRefusals(rows)).toEqual({ rows: 6, byPlatform: 2, scored: 4, byModel: 2 });
  });

  it("are the gate's, for another provider's rows too", () => {
    const rows = [foundBlocked({ id: 'a', scores: { refusal: 1 } }), withheld({ id: 'b', scores: { refusal: 1 } })];
    expect(pairRows(rows, []).head.withheld).toBe(2);
  });
});
