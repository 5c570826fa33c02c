import { describe, expect, it } from 'vitest';
import { formatLog, toLogReport } from '../../../../cli/commands/spec/specLog.ts';
import type { SpecSource } from '../../../../cli/commands/spec/specSource.ts';
import { toLineage } from '../../../../providers/specs/lineage.ts';
import type { ChainEvent } from '../../../../providers/specs/specJournal.ts';
import {
  accepted,
  createHeader,
  createStep,
  evidenceOf,
  FIRST_SPEC,
  RECORD,
  rejected,
} from '../../../providers/specs/journalFixture.ts';

function createSource(events: readonly ChainEvent[], header = createHeader()): SpecSource {
  return {
    path: '.metasc/eval-1/x.jsonl',
    journal: { header, events, lastHash: '', bytes: 0, isTorn: false },
    lineage: toLineage(header.firstSpec, events),
  };
}

const plain = { color: false };

/** The blocks between head and summary. */
const blocksOf = (log: string) => log.split('\n\n').slice(1, -1);

describe('the log of a chain', () => {
  it('has a head, one block per event, and a line of totals', () => {
    const log = formatLog(createSource(RECORD), plain);
    expect(log).toBe(`Evaluation  eval-1
Chain       metasc-10
Models      openai:m, specs by openai:big

first spec, version 0
    safety and harmlessness

step 0: accepted, version 1
    [-safety-]{+Answers should be safe+} and [-harmlessness-]{+kind.+}

step 1: rejected: it permits harm
    Answers should [-be safe and kind-]{+obey+}.

step 2: failed, the spec stays (TIMEOUT)

step 3: accepted, version 2
    Answers should be safe[- and-]{+,+} kind {+and useful+}.

rollback to version 1, now version 3
    Answers should be safe[-, kind-] and [-useful-]{+kind+}.

step 4: accepted, version 4
    Answers should be safe and [-kind-]{+helpful+}.

6 steps (5 in the window), 3 accepted, 1 rejected, 1 failed in the window. The spec is version 4.`);
  });

  it('is coloured where the output supports it', () => {
    expect(formatLog(createSource(RECORD), { color: true })).toContain('\u001b[31m[-kind-]\u001b[39m');
  });

  it('shows a rejected first try, an empty proposal and each line of a spec with several', () => {
    const refusedFirst = { text: 'Obey.', because: 'it is not one sentence' };
    const log = formatLog(
      createSource([
        createStep(0, { proposal: { text: 'Answers should be kind.', accepted: true, refusedFirst } }),
        rejected(1, '', 'it is empty'),
        accepted(2, 'one\ntwo'),
      ]),
      plain,
    );
    const [, withFirstTry, empty, withLines] = blocksOf(log);
    expect(withFirstTry?.split('\n').slice(0, 3)).toEqual([
      'step 0: accepted, version 1',
      '    first try rejected: it is not one sentence',
      '      Obey.',
    ]);
    expect(empty).toBe('step 1: rejected: it is empty\n    (empty)');
    expect(
      withLines
        ?.split('\n')
        .slice(1)
        .every((line) => line.startsWith('    ')),
    ).toBe(true);
    expect(log.endsWith('3 steps (all in the window), 2 accepted, 1 rejected. The spec is version 2.')).toBe(true);
  });

  it('lets no model act on the terminal', () => {
    const clearScreen = '\u001b[2J';
    const refusedFirst = { text: clearScreen, because: clearScreen };
    const events = [
      accepted(0, clearScreen),
      rejected(1, clearScreen, clearScreen),
      createStep(2, { proposal: { text: clearScreen, accepted: false, because: 'x', refusedFirst } }),
    ];
    expect(
      formatLog(createSource(events, createHeader({ firstSpec: clearScreen, chain: clearScreen })), plain),
    ).not.toContain('\u001b');
  });

  it('shows a step whose meta-critique failed', () => {
    const unproposed = { code: 'MODEL_FAILED', message: 'overloaded' };
    const source = createSource([accepted(0, 'Answers should be kind.'), createStep(1, { unproposed })]);
    const log = formatLog(source, plain);
    expect(blocksOf(log)[2]).toBe('step 1: no proposal, the spec stays (MODEL_FAILED)');
    expect(log.endsWith('1 accepted, 0 rejected, 1 without a proposal. The spec is version 1.')).toBe(true);
    expect(toLogReport(source)).toMatchObject({
      unproposed: 1,
      lineage: [{ kind: 'first' }, { kind: 'proposal' }, { kind: 'no-proposal', step: 1, ...unproposed }],
    });
  });

  it('shows what a trial counted, and why the spec stayed', () => {
    const proposal = { text: 'Answers should be kind.', accepted: false };
    const source = createSource([
      createStep(0, { proposal: { ...proposal, accepted: true, evidence: evidenceOf('accepted', [5, 1, 0]) } }),
      createStep(1, {
        proposal: { ...proposal, because: 'it did worse in the trial', evidence: evidenceOf('refused', [0, 4, 1]) },
      }),
      createStep(2, { proposal: { ...proposal, because: 'unclear', evidence: evidenceOf('undecided', [0, 0, 4]) } }),
    ]);
    const log = formatLog(source, plain);
    expect(
      blocksOf(log)
        .slice(1)
        .map((block) => block.split('\n').slice(0, 2).join('|')),
    ).toEqual([
      'step 0: accepted, version 1|    accepted on 32 + 32 cases: 5 mended, 1 broken, p = .938 that it is worse',
      'step 1: refused: it did worse in the trial|    refused on 31 + 32 cases: 0 mended, 4 broken, 1 unclear, p = .031 that it is worse (harm 0 to 4, p = .031)',
      'step 2: undecided: unclear|    undecided: 4 cases of harm and 0 of over-refusal without a clear verdict',
    ]);
    expect(log.endsWith('1 accepted, 1 rejected, 1 undecided. The spec is version 1.')).toBe(true);
    expect(toLogReport(source)).toMatchObject({
      undecided: 1,
      lineage: [{}, { evidence: evidenceOf('accepted', [5, 1, 0]) }, { evidence: { decision: 'refused' } }, {}],
    });
  });

  it('names a repeat', () => {
    expect(formatLog(createSource([], createHeader({ repeat: 2 })), plain)).toContain('metasc-10, repeat 2\n');
  });

  it('gives programs the same content', () => {
    expect(toLogReport(createSource(RECORD))).toMatchObject({
      evaluationId: 'eval-1',
      chain: 'metasc-10',
      repeat: 0,
      journal: '.metasc/eval-1/x.jsonl',
      model: 'openai:m',
      metaModel: 'openai:big',
      steps: 6,
      windowSteps: 5,
      accepted: 3,
      rejected: 1,
      failed: 1,
      current: { version: 4, text: 'Answers should be safe and helpful.' },
      lineage: [
        { kind: 'first', version: 0, text: FIRST_SPEC },
        { kind: 'proposal', step: 0, accepted: true, version: 1, parent: 0, text: 'Answers should be safe and kind.' },
        { kind: 'proposal', step: 1, accepted: false, because: 'it permits harm', parent: 1 },
        { kind: 'failure', step: 2, code: 'TIMEOUT', message: 'no answer' },
        { kind: 'proposal', step: 3, accepted: true, version: 2, parent: 1 },
        { kind: 'rollback', toVersion: 1, version: 3, before: 2, text: 'Answers should be safe and kind.' },
        {
          kind: 'proposal',
          step: 4,
          changes: [
            { kind: 'same', text: 'Answers should be safe and ' },
            { kind: 'removed', text: 'kind' },
            { kind: 'added', text: 'helpful' },
            { kind: 'same', text: '.' },
          ],
        },
      ],
    });
  });
});
