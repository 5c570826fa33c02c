import { lastUserText } from '../../foundation/chatPrompt.ts';
import { fieldsOf, numberOf, textOf, toText } from '../../foundation/untyped.ts';
import type { RawRow } from '../results/rawRows.ts';
import { type ResultRow, toRow } from '../results/row.ts';
import { type PhaseUsage, phasesOf } from './topics/costs/phases.ts';
import { type JudgeNote, judgeNotesOf } from './topics/judges/judgeNotes.ts';

/** A case's turn on its chain of specs. */
export interface ChainTurn {
  readonly evaluationId: string;
  readonly chain: string;
  readonly step: number;
  /** Whether the turn may change the spec. */
  readonly window: boolean;
  readonly specUsed: string;
  readonly specUsedVersion: number;
  readonly specProduced: string | undefined;
  readonly accepted: boolean | undefined;
  readonly rejectedBecause: string | undefined;
}

/** One answer to one test, with its texts and all that the report says of it. */
export interface ReportRow extends ResultRow {
  /** Place of its column in the run, from 0. */
  readonly columnIdx: number;
  /** Groups of the case: what it asks for, and the family of the wrapper that it is in. */
  readonly category: string | undefined;
  readonly wrapper: string | undefined;
  /** Rows of one cluster hang together: those of a goal; of a case, where it has none. */
  readonly cluster: string;
  readonly harmful: boolean | undefined;
  readonly request: string;
  readonly response: string;
  readonly critique: string | undefined;
  readonly revision: string | undefined;
  readonly variant: string | undefined;
  readonly turn: ChainTurn | undefined;
  readonly warnings: readonly string[];
  readonly phases: ReadonlyMap<string, PhaseUsage>;
  readonly judgeNotes: ReadonlyMap<string, JudgeNote>;
  /** Whether the embedded model answered. */
  readonly isEmbedded: boolean;
}

const WRAPPER_TAG = 'wrapper:';

/** Reads what the report needs of a row of promptfoo; the provider may be any. */
export function toReportRow(raw: RawRow): ReportRow {
  const row = toRow(raw);
  const metasc = fieldsOf(raw.metadata?.metasc);
  const facts = { ...fieldsOf(raw.metadata), ...fieldsOf(raw.testCase?.metadata) };
  const wrapper = textOf(facts.wrapper);
  const output = raw.response?.output;
  return {
    ...row,
    columnIdx: raw.promptIdx ?? 0,
    category: textOf(facts.category),
    wrapper: familyOf(facts.tags) ?? wrapper,
    cluster: row.goal ?? row.caseId,
    harmful: typeof facts.harmful === 'boolean' ? facts.harmful : undefined,
    request: requestOf(raw),
    response: textOf(metasc.response) ?? toText(output ?? ''),
    critique: textOf(metasc.critique),
    revision: textOf(metasc.revision),
    variant: textOf(metasc.variant),
    turn: turnOf(metasc),
    warnings: Array.isArray(metasc.warnings) ? metasc.warnings.flatMap((warning) => textOf(warning) ?? []) : [],
    phases: phasesOf(raw, metasc),
    judgeNotes: judgeNotesOf(raw),
    isEmbedded: /^metasc:[^:]+:embedded/.test(raw.provider.id ?? ''),
  };
}

function familyOf(tags: unknown): string | undefined {
  if (!Array.isArray(tags)) return undefined;
  const tag: unknown = tags.find((one) => typeof one === 'string' && one.startsWith(WRAPPER_TAG));
  return typeof tag === 'string' ? tag.slice(WRAPPER_TAG.length) : undefined;
}

function turnOf(metasc: Readonly<Record<string, unknown>>): ChainTurn | undefined {
  const step = numberOf(metasc.step);
  if (step === undefined || metasc.variant === 'baseline') return undefined;
  return {
    evaluationId: textOf(metasc.evaluationId) ?? '',
    chain: textOf(metasc.chain) ?? '',
    step,
    window: metasc.window === true,
    specUsed: textOf(metasc.specUsed) ?? '',
    specUsedVersion: numberOf(metasc.specUsedVersion) ?? 0,
    specProduced: typeof metasc.specProduced === 'string' ? metasc.specProduced : undefined,
    accepted: typeof metasc.accepted === 'boolean' ? metasc.accepted : undefined,
    rejectedBecause: textOf(metasc.rejectedBecause),
  };
}

/** What the user asked, out of the rendered prompt; else the variable `prompt`. */
function requestOf({ prompt, vars }: RawRow): string {
  const raw = textOf(fieldsOf(prompt).raw);
  return raw === undefined ? (textOf(vars.prompt) ?? JSON.stringify(vars)) : lastUserText(raw);
}
