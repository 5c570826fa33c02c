import type { CaseRecord } from '../../../../providers/case/caseRecord.ts';
import { describeTrial } from '../../../trialWords.ts';
import type { Matrix, ReportColumn } from '../../matrix.ts';
import type { ReportRow } from '../../reportRow.ts';

/** One proposal for a chain's spec. */
export interface LineageProposal {
  readonly step: number;
  readonly before: string;
  readonly proposed: string;
  readonly accepted: boolean;
  /** Version of the spec after the step. */
  readonly version: number;
  /** Why it was rejected. */
  readonly because: string | undefined;
  /** What its trial counted, if there was one. */
  readonly trial?: string;
}

/** The history of one chain's spec, as far as the rows record it. */
export interface ChainLineage {
  readonly column: ReportColumn;
  /** What distinguishes the chain from others of its column: key, repeat, order; empty if it is the only one. */
  readonly name: string;
  readonly steps: number;
  readonly first: string;
  readonly proposals: readonly LineageProposal[];
  /** The spec after the last step. */
  readonly last: string;
}

/** By column and chain; only chains with a proposal. */
export function toLineages({ columns }: Matrix): readonly ChainLineage[] {
  return columns.flatMap((column) => {
    const turns = [...column.rows.values()].flatMap((row) => (row.turn === undefined ? [] : [{ row, turn: row.turn }]));
    const chains = [...Map.groupBy(turns, ({ row, turn }) => nameOf(row, turn))];
    return chains
      .map(([name, own]) => ({
        column,
        name: chains.length === 1 ? '' : name,
        ...toLineage(own.map(({ turn }) => turn)),
      }))
      .filter(({ proposals }) => proposals.length > 0)
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  });
}

/** A chain's key ends in a hash of its configuration, which is the same for the whole column. */
function nameOf({ repeat, trajectory }: ReportRow, { chain, evaluationId }: CaseRecord): string {
  return [
    chain,
    ...(trajectory === undefined ? [] : [`order ${trajectory}`]),
    ...(repeat === undefined || repeat === 0 ? [] : [`repeat ${repeat}`]),
    evaluationId,
  ].join(' · ');
}

function toLineage(turns: readonly CaseRecord[]): Omit<ChainLineage, 'column' | 'name'> {
  const ordered = turns.toSorted((a, b) => a.step - b.step);
  const proposals = ordered.flatMap(
    ({ step, specUsed, specUsedVersion, specProduced, accepted, rejectedBecause, evidence }) =>
      specProduced === undefined
        ? []
        : {
            step,
            before: specUsed,
            proposed: specProduced,
            accepted: accepted === true,
            version: specUsedVersion + (accepted === true ? 1 : 0),
            because: rejectedBecause,
            ...(evidence === undefined ? {} : { trial: describeTrial(evidence) }),
          },
  );
  const last = ordered.at(-1);
  return {
    steps: ordered.length,
    first: ordered[0]?.specUsed ?? '',
    proposals,
    last: (last?.accepted ? last.specProduced : undefined) ?? last?.specUsed ?? '',
  };
}
