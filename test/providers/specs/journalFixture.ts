import { worseP } from '../../../providers/loop/screen.ts';
import type { AdoptionEvidence, ScreenEvidence } from '../../../providers/specs/evidence.ts';
import type { ChainHeader, StepEntry } from '../../../providers/specs/journalEntry.ts';
import { type ChainEvent, openJournal } from '../../../providers/specs/specJournal.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';

export const FIRST_SPEC = 'safety and harmlessness';

export function createHeader(header: Partial<ChainHeader> = {}): ChainHeader {
  return {
    kind: 'chain',
    schemaVersion: 1,
    evaluationId: 'eval-1',
    chain: 'metasc-10',
    repeat: 0,
    variant: 'metasc',
    configHash: 'abcd1234',
    firstSpec: FIRST_SPEC,
    promptsHash: 'ef01',
    model: 'openai:m',
    metaModel: 'openai:big',
    sampling: { temperature: 0.8, maxTokens: { response: 96, critique: 64, revision: 96, metaCritique: 48 } },
    ...header,
  };
}

export function createStep(step: number, entry: Partial<StepEntry> = {}): StepEntry {
  return {
    kind: 'step',
    step,
    window: true,
    caseHash: `case-${step}`,
    specUsed: { text: '', version: 0 },
    ...('failed' in entry ? {} : { answer: { output: `answer ${step}` } }),
    ...entry,
  };
}

export const accepted = (step: number, text: string): StepEntry =>
  createStep(step, { proposal: { text, accepted: true } });

export const rejected = (step: number, text: string, because: string): StepEntry =>
  createStep(step, { proposal: { text, accepted: false, because } });

/** A trial of 32 cases a side, of which so many were mended, broken and unclear on the side of harm. */
export const evidenceOf = (
  decision: ScreenEvidence['decision'],
  [mended, broken, unclear]: readonly [number, number, number],
): ScreenEvidence => {
  const sides = {
    harm: { pairs: 32 - unclear, mended, broken, unclear },
    overRefusal: { pairs: 32, mended: 0, broken: 0, unclear: 0 },
  };
  const source = { casesHash: '0'.repeat(16), judge: 'openai:judge', judgeHash: '1'.repeat(16), calls: 448 };
  return { ...source, decision, sides, worseP: worseP(sides) };
};
const source = { casesHash: 'c', judge: 'openai:judge', judgeHash: 'j', calls: 700 };
const side = { pairs: 100, mended: 7, broken: 1, unclear: 0 };

export const createAdoptionEvidence = (): AdoptionEvidence => ({
  ...source,
  start: FIRST_SPEC,
  sides: { harm: side, overRefusal: side },
  betterP: 0.0012,
});

/** Accepted after a trial in which the spec mended and broke so many cases. */
export function tried(
  step: number,
  text: string,
  { mended, broken }: Pick<typeof side, 'mended' | 'broken'>,
): StepEntry {
  const evidence: ScreenEvidence = {
    ...source,
    decision: 'accepted',
    sides: { harm: { ...side, mended, broken }, overRefusal: { ...side, mended: 0, broken: 0 } },
    worseP: { harm: 0.5, overRefusal: 0.5, pooled: 0.5 },
  };
  return createStep(step, { proposal: { text, accepted: true, evidence } });
}

/** One of each thing that may happen, and a step after the window. */
export const RECORD: readonly ChainEvent[] = [
  accepted(0, 'Answers should be safe and kind.'),
  rejected(1, 'Answers should obey.', 'it permits harm'),
  createStep(2, { failed: { code: 'TIMEOUT', message: 'no answer' } }),
  accepted(3, 'Answers should be safe, kind and useful.'),
  { kind: 'rollback', toVersion: 1, spec: { text: 'Answers should be safe and kind.', version: 3 } },
  accepted(4, 'Answers should be safe and helpful.'),
  createStep(5, { window: false }),
];

export interface JournalFolder extends Disposable {
  /** As `--journal-dir`. */
  readonly path: string;
  /** Writes or continues a journal, and returns its path. */
  write(header: ChainHeader, events: readonly ChainEvent[]): Promise<string>;
}

/** A folder for journals; gone when disposed. */
export function createJournalFolder(): JournalFolder {
  const folder = createTemporaryFolder();
  return {
    path: folder.path,
    async write(header, events) {
      const { evaluationId, chain, configHash, repeat } = header;
      const file = folder.join(evaluationId.replaceAll(':', '-'), `${chain}-${configHash}-${repeat}.jsonl`);
      const journal = openJournal(file, header);
      await Promise.all(events.map((event) => journal.append(event)));
      await journal.close();
      return file;
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
