import { isOneTurn, lastUserText } from '../../foundation/chatPrompt.ts';
import { fieldsOf, textOf, toText } from '../../foundation/untyped.ts';
import { type CaseRecord, type PhaseUsage, readCaseRecord } from '../../providers/case/caseRecord.ts';
import type { RawRow } from '../results/rawRows.ts';
import { type ResultRow, testFactsOf, toRow } from '../results/row.ts';
import { phasesOf } from './topics/costs/phases.ts';
import { type JudgeNote, judgeNotesOf } from './topics/judges/judgeNotes.ts';

/** A case's turn on its chain of specs. */
export type ChainTurn = Pick<
  CaseRecord,
  | 'evaluationId'
  | 'chain'
  | 'step'
  | 'window'
  | 'specUsed'
  | 'specUsedVersion'
  | 'specProduced'
  | 'accepted'
  | 'rejectedBecause'
>;

/** One answer to one test, with its texts and all that the report says of it. */
export interface ReportRow extends ResultRow {
  /** The family of the wrapper that the case is in. */
  readonly wrapper: string | undefined;
  /** Rows of one cluster hang together: those of a goal; of a case, where it has none. */
  readonly cluster: string;
  readonly harmful: boolean | undefined;
  readonly request: string;
  readonly response: string;
  /** undefined of another provider. */
  readonly record: CaseRecord | undefined;
  /** undefined where there is no spec. */
  readonly turn: ChainTurn | undefined;
  readonly phases: ReadonlyMap<string, PhaseUsage>;
  readonly judgeNotes: ReadonlyMap<string, JudgeNote>;
}

const WRAPPER_TAG = 'wrapper:';

/**
 * Reads what the report needs of a row of promptfoo; the provider may be any.
 *
 * @throws MetaScError as `readCaseRecord`
 */
export function toReportRow(raw: RawRow): ReportRow {
  const record = readCaseRecord(raw.metadata);
  const row = toRow(raw, record);
  const { tags, wrapper, harmful } = testFactsOf(raw);
  const output = raw.response?.output;
  return {
    ...row,
    wrapper: familyOf(tags) ?? textOf(wrapper),
    cluster: row.goal ?? row.caseId,
    harmful: typeof harmful === 'boolean' ? harmful : undefined,
    request: requestOf(raw),
    response: record?.response ?? toText(output ?? ''),
    record,
    turn: record?.variant === 'baseline' ? undefined : record,
    phases: phasesOf(raw, record),
    judgeNotes: judgeNotesOf(raw),
  };
}

function familyOf(tags: unknown): string | undefined {
  if (!Array.isArray(tags)) return undefined;
  const tag: unknown = tags.find((one) => typeof one === 'string' && one.startsWith(WRAPPER_TAG));
  return typeof tag === 'string' ? tag.slice(WRAPPER_TAG.length) : undefined;
}

/** What the user asked, out of the rendered prompt; else the variable `prompt`. */
function requestOf(row: RawRow): string {
  const { prompt, vars } = row;
  const raw = textOf(fieldsOf(prompt).raw);
  if (raw === undefined) return textOf(vars.prompt) ?? JSON.stringify(vars);
  return isOneTurn(raw, testFactsOf(row)) ? raw : lastUserText(raw);
}
