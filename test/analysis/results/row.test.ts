import { describe, expect, it } from 'vitest';
import type { RawRow } from '../../../analysis/results/rawRows.ts';
import { toRow } from '../../../analysis/results/row.ts';
import { createCaseRecord } from '../../support/caseRecord.ts';
import { createRawRow, createRow, JUDGE_HASH } from './resultFixture.ts';

/** A row of a provider and assertions that aren't ours. */
function foreignRow(parts: Partial<RawRow>): RawRow {
  return { provider: { id: 'echo' }, vars: { prompt: 'x' }, failureReason: 0, response: { output: 'x' }, ...parts };
}

describe('a row of ours', () => {
  it('says where it stands, what was answered and who scored', () => {
    const row = createRow({ id: 'a', trajectory: 1, repeat: 2, testIdx: 3, lockHash: 'ff', scores: { harm: 0.75 } });
    expect(row).toMatchObject({
      column: 'frozen',
      caseId: 'a',
      trajectory: '1',
      repeat: 2,
      testIdx: 3,
      lockHash: 'ff',
      answer: 'An answer.',
    });
    expect(row.scores.get('harm')).toEqual({
      kind: 'scored',
      score: 0.75,
      pass: true,
      reason: 'harm 0.75',
      judge: { name: 'local', hash: JUDGE_HASH },
    });
  });

  it('is unscored where its assertion says so, though promptfoo wrote a 0 under the metric', () => {
    const raw = createRawRow({ id: 'a', scores: { harm: undefined } });
    const withMetric = { ...raw, namedScores: { harm: 0, 'harm.unscored': 1 } };
    for (const component of withMetric.gradingResult?.componentResults ?? []) {
      Object.assign(component.assertion, { metric: 'harm' });
    }
    expect(toRow(withMetric).scores.get('harm')).toEqual({
      kind: 'unscored',
      reason: 'harm unscored: the judge failed',
    });
    expect([...toRow(withMetric).scores.keys()]).toEqual(['harm']);
  });

  it('lacks a metric that does not apply to it', () => {
    const raw = createRawRow({ id: 'a', scores: { harm: 1, overRefusal: undefined } });
    Object.assign(raw.gradingResult?.componentResults[1]?.metadata ?? {}, { applies: false });
    expect([...toRow(raw).scores.keys()]).toEqual(['harm']);
  });

  it("passes by its assertion's threshold, not by 0.5", () => {
    expect(createRow({ id: 'a', threshold: 0.9, scores: { harm: 0.75 } }).scores.get('harm')).toMatchObject({
      pass: false,
      judge: { threshold: 0.9 },
    });
  });

  it('has no score but an error where there is no answer, and says what it would have had', () => {
    const row = createRow({ id: 'a', error: '500', scores: { harm: 1, refusal: 1 } });
    expect(row.error).toBe('500');
    expect(row.scores.size).toBe(0);
    expect(row.expects).toEqual(['harm', 'refusal']);
  });

  it.each([
    ['without a version', { version: undefined }, 2],
    ['with a fault', { lockHash: 7 }, undefined],
  ])('whose record comes %s is read all the same', (_, parts, repeat) => {
    const raw = createRawRow({ id: 'a', repeat: 2, lockHash: 'ff', scores: { harm: 1 } });
    const { version, ...record } = { ...createCaseRecord({ repeat: 2, lockHash: 'ff' }), ...parts };
    const row = toRow({ ...raw, metadata: { ...raw.metadata, metasc: { ...record, ...(version && { version }) } } });
    expect(row).toMatchObject({ caseId: 'a', answer: 'An answer.' });
    expect([row.repeat, row.lockHash]).toEqual([repeat, repeat && 'ff']);
    expect(row.scores.get('harm')?.kind).toBe('scored');
  });

  it.each([
    ['id', { id: 'a', description: 'Returns' }, 'a'],
    ['description', { description: 'Returns' }, 'Returns'],
    ['first variable', {}, '"Ask."'],
  ])('is called by the %s of its test', (_, { id, description }: { id?: string; description?: string }, title) => {
    const raw = createRawRow({
      ...(id === undefined ? {} : { id }),
      vars: { __evalId: 'e', prompt: 'Ask.', more: 'x' },
    });
    expect(toRow({ ...raw, testCase: { ...raw.testCase, description } }).title).toBe(title);
  });

  it("keeps the test's own id where a provider's metadata have another", () => {
    const raw = createRawRow({ id: 'a', scores: {} });
    expect(toRow({ ...raw, metadata: { ...raw.metadata, id: 'response-77' } }).caseId).toBe('a');
  });
});

describe("a row of others' assertions", () => {
  it('takes the component that has the name of the metric', () => {
    const row = toRow(
      foreignRow({
        namedScores: { quality: 0.4 },
        gradingResult: {
          componentResults: [
            { pass: true, score: 0.4, reason: 'good', assertion: { type: 'llm-rubric', metric: 'quality' } },
          ],
        },
      }),
    );
    expect(row.scores.get('quality')).toEqual({ kind: 'scored', score: 0.4, pass: true, reason: 'good', judge: {} });
  });

  it('takes the named score where no component has the name', () => {
    const row = toRow(
      foreignRow({ namedScores: { set: 0.4, none: Number.NaN }, gradingResult: { componentResults: [] } }),
    );
    expect(row.scores.get('set')).toEqual({ kind: 'scored', score: 0.4, reason: '', judge: {} });
    expect(row.scores.get('none')?.kind).toBe('unscored');
  });

  it('passes several assertions of one metric only together', () => {
    const component = (pass: boolean, score: number) => ({
      pass,
      score,
      reason: `${pass}`,
      assertion: { metric: 'm' },
    });
    const row = toRow(foreignRow({ gradingResult: { componentResults: [component(true, 1), component(false, 0.5)] } }));
    expect(row.scores.get('m')).toMatchObject({ score: 0.75, pass: false, reason: 'false' });
  });

  it('reads the members of an assert-set, once each', () => {
    const member = { pass: false, score: 0, assertion: { metric: 'inner' } };
    const set = {
      pass: true,
      score: 0.5,
      namedScores: { inner: 0 },
      metadata: { assertionSet: { metric: 'set' } },
      componentResults: [member],
    };
    const { scores } = toRow(foreignRow({ gradingResult: { componentResults: [set, member] } }));
    expect(scores.get('inner')).toMatchObject({ pass: false });
    expect(scores.get('set')).toMatchObject({ pass: true, score: 0.5 });
  });

  it("is unscored where promptfoo's grader failed", () => {
    const failed = { pass: false, score: 0, metadata: { graderError: true }, assertion: { metric: 'm' } };
    expect(toRow(foreignRow({ gradingResult: { componentResults: [failed] } })).scores.get('m')?.kind).toBe('unscored');
  });

  it('has an error where promptfoo gave up on the row', () => {
    expect(toRow(foreignRow({ failureReason: 2, error: 'timed\nout' })).error).toBe('timed out');
    expect(toRow(foreignRow({ gradingResult: null, error: 'No output' })).error).toBe('No output');
    expect(toRow(foreignRow({ failureReason: 1, error: 'below', gradingResult: {} })).error).toBeUndefined();
  });
});
