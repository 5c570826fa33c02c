import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpecChain, type PastEvent } from '../../../providers/loop/specChain.ts';
import { ancestryOf, findVersion, toLineage } from '../../../providers/specs/lineage.ts';
import type { ChainEvent } from '../../../providers/specs/specJournal.ts';
import { accepted, createStep, FIRST_SPEC, RECORD, rejected } from './journalFixture.ts';

describe('a lineage', () => {
  const lineage = toLineage(FIRST_SPEC, RECORD);

  it('counts versions with accepted proposals and rollbacks, and knows what each was made from', () => {
    expect(lineage.specs.map(({ version, origin, step, parent }) => [version, origin, step, parent])).toEqual([
      [0, 'first', undefined, undefined],
      [1, 'proposal', 0, 0],
      [2, 'proposal', 3, 1],
      [3, 'rollback', undefined, 1],
      [4, 'proposal', 4, 3],
    ]);
    expect(lineage.current).toBe(lineage.specs.at(-1));
    expect(lineage.counts).toEqual({
      steps: 6,
      windowSteps: 5,
      accepted: 3,
      rejected: 1,
      undecided: 0,
      failed: 1,
      unproposed: 0,
    });
  });

  it('has a step whose meta-critique failed, which left the spec unchanged', () => {
    const unproposed = { code: 'MODEL_FAILED', message: 'overloaded' };
    const { events, current, counts } = toLineage(FIRST_SPEC, [createStep(0, { unproposed }), createStep(1)]);
    expect(events.slice(1)).toEqual([{ kind: 'no-proposal', step: 0, ...unproposed }]);
    expect(current.version).toBe(0);
    expect(counts).toMatchObject({ steps: 2, failed: 0, unproposed: 1 });
  });

  it('reports each event against the spec before', () => {
    const first = { text: FIRST_SPEC, version: 0 };
    const kind = { text: 'Answers should be safe and kind.', version: 1 };
    const useful = { text: 'Answers should be safe, kind and useful.', version: 2 };
    expect(lineage.events.slice(0, 6)).toEqual([
      { kind: 'first', spec: first },
      { kind: 'proposal', step: 0, before: first, proposed: kind.text, verdict: { accepted: true, spec: kind } },
      {
        kind: 'proposal',
        step: 1,
        before: kind,
        proposed: 'Answers should obey.',
        verdict: { accepted: false, because: 'it permits harm' },
      },
      { kind: 'failure', step: 2, code: 'TIMEOUT', message: 'no answer' },
      { kind: 'proposal', step: 3, before: kind, proposed: useful.text, verdict: { accepted: true, spec: useful } },
      { kind: 'rollback', before: useful, toVersion: 1, spec: { text: kind.text, version: 3 } },
    ]);
  });

  it('keeps the first try that a step was refused', () => {
    const refusedFirst = { text: 'Obey.', because: 'it permits harm' };
    const step = createStep(0, { proposal: { text: 'Answers should be kind.', accepted: true, refusedFirst } });
    expect(toLineage(FIRST_SPEC, [step]).events[1]).toMatchObject({ refusedFirst, verdict: { accepted: true } });
  });

  it('gives the specs that led to a version, without those that were taken back', () => {
    expect(ancestryOf(lineage, 4).map(({ version }) => version)).toEqual([0, 1, 3, 4]);
    expect(ancestryOf(lineage, 2).map(({ version }) => version)).toEqual([0, 1, 2]);
    expect(ancestryOf(lineage, 0).map(({ version }) => version)).toEqual([0]);
  });

  it('finds a version, the current one if none is named, and says which there are', () => {
    expect(findVersion(lineage).text).toBe('Answers should be safe and helpful.');
    expect(findVersion(lineage, 0).text).toBe(FIRST_SPEC);
    expect(() => findVersion(lineage, 5)).toThrow(/version: expected 0 to 4, got 5/);
    expect(() => findVersion(toLineage(FIRST_SPEC, []), 1)).toThrow(/version: expected 0, the first spec, got 1/);
  });

  it('ends in the spec from which the chain itself continues', async () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('accepted' as const), text: fc.string({ minLength: 1 }) }),
      fc.record({ kind: fc.constant('rejected' as const), text: fc.string() }),
      fc.record({ kind: fc.constant('failed' as const) }),
      fc.record({ kind: fc.constant('rollback' as const), back: fc.nat(3) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (happenings) => {
        const record: ChainEvent[] = [];
        for (const [step, happened] of happenings.entries()) {
          const { current } = toLineage(FIRST_SPEC, record);
          if (happened.kind === 'accepted') record.push(accepted(step, happened.text));
          else if (happened.kind === 'rejected') record.push(rejected(step, happened.text, 'no'));
          else if (happened.kind === 'failed')
            record.push(createStep(step, { failed: { code: 'TIMEOUT', message: '' } }));
          else {
            const toVersion = Math.max(0, current.version - happened.back);
            const { text } = findVersion(toLineage(FIRST_SPEC, record), toVersion);
            record.push({ kind: 'rollback', toVersion, spec: { text, version: current.version + 1 } });
          }
        }
        const { current, specs } = toLineage(FIRST_SPEC, record);
        const past = record.map((event): PastEvent => {
          if (event.kind === 'rollback') return event;
          return {
            kind: 'step',
            step: event.step,
            ...(event.proposal?.accepted ? { accepted: event.proposal.text } : {}),
          };
        });
        const chain = createSpecChain({ firstSpec: FIRST_SPEC, steps: 'all', batchSize: 1, past });
        expect(await chain.enter().spec()).toEqual({ text: current.text, version: current.version });
        expect(specs.map(({ version }) => version)).toEqual(specs.map((_, index) => index));
      }),
    );
  });
});
