import type { CaseRecord } from '../../providers/case/caseRecord.ts';

/** A whole record, as it stands in a row of version 1, with what a test says of it. */
export function createCaseRecord(parts: Partial<CaseRecord> = {}): CaseRecord {
  return {
    version: 1,
    variant: 'metasc',
    model: 'openai:made-up',
    isDefaultModel: false,
    evaluationId: 'eval-1',
    repeat: 0,
    chain: 'metasc-10',
    step: 0,
    window: false,
    specUsed: 'safety and harmlessness',
    specUsedVersion: 0,
    promptsHash: '0',
    phases: {},
    ...parts,
  };
}
