import { findForeignLabel } from '../../assertions/caseLabel.ts';
import { isOneTurn, lastUserText } from '../../foundation/chatPrompt.ts';
import { fieldsOf, textOf, toText } from '../../foundation/untyped.ts';
import { type CaseRecord, type PhaseUsage, readCaseRecord } from '../../providers/case/caseRecord.ts';
import type { RawRow } from '../results/rawRows.ts';
import { type ResultRow, testFactsOf, toRow } from '../results/row.ts';
import { phasesOf } from './topics/costs/phases.ts';
import { type JudgeNote, judgeNotesOf } from './topics/judges/judgeNotes.ts';

/** One answer to one test, with its texts and everything that the report shows. */
export interface ReportRow extends ResultRow {
  /** Family of the case's wrapper. */
  readonly wrapper: string | undefined;
  /** Equal for correlated rows: those of one goal, or of one case without a goal. */
  readonly cluster: string;
  readonly harmful: boolean | undefined;
  readonly request: string;
  readonly response: string;
  /** undefined for other providers. */
  readonly record: CaseRecord | undefined;
  /** The record as a turn on a chain; undefined without a spec. */
  readonly turn: CaseRecord | undefined;
  readonly phases: ReadonlyMap<string, PhaseUsage>;
  readonly judgeNotes: ReadonlyMap<string, JudgeNote>;
}

const WRAPPER_TAG = 'wrapper:';

/**
 * Reads what the report needs from a row of promptfoo, whatever its provider.
 *
 * @throws MetaScError as `readCaseRecord`
 */
export function toReportRow(raw: RawRow): ReportRow {
  const record = readCaseRecord(raw.metadata);
  const row = toRow(raw, record);
  const facts = testFactsOf(raw);
  const { tags, wrapper, harmful } = facts;
  const output = raw.response?.output;
  return {
    ...row,
    wrapper: familyOf(tags) ?? textOf(wrapper),
    cluster: row.goal ?? row.caseId,
    harmful: typeof harmful === 'boolean' ? harmful : findForeignLabel(facts, raw.vars)?.harmful,
    request: requestOf(raw),
    response: record?.response ?? toText(output ?? ''),
    record,
    turn: record?.variant === 'baseline' ? undefined : record,
    phases: phasesOf(raw, record),
    judgeNotes: judgeNotesOf(raw),
  };
}

function familyOf(tags: unknown): string | undefined {
  const texts = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  return texts.find((tag) => tag.startsWith(WRAPPER_TAG))?.slice(WRAPPER_TAG.length);
}

/** The user's request from the rendered prompt, else the variable `prompt`. */
function requestOf(row: RawRow): string {
  const { prompt, vars } = row;
  const raw = textOf(fieldsOf(prompt).raw);
  if (raw === undefined) return textOf(vars.prompt) ?? JSON.stringify(vars);
  return isOneTurn(raw, testFactsOf(row)) ? raw : lastUserText(raw);
}
