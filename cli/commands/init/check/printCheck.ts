import { nameOf } from '../../../../adoption/chooseEntry.ts';
import { configFault } from '../../../../adoption/configPart.ts';
import { countOf } from '../../../../foundation/plural.ts';
import type { Terminal } from '../../../terminal/output.ts';
import { CHECKED_CASES, type CheckReport, type CheckSubject, checkAdoption } from './checkRun.ts';

interface Adopted extends Pick<CheckSubject, 'config' | 'output' | 'model'> {
  /** Labels of the columns, in order. */
  readonly columns: readonly string[];
}

/**
 * Says what the check will ask, and makes it. A difference sets the exit code.
 *
 * @throws MetaScError as `checkAdoption`; `CONFIG_INVALID` without a column to compare with
 */
export async function runCheck(adopted: Adopted, terminal: Terminal): Promise<CheckReport> {
  const { columns, ...subject } = adopted;
  const column = columns.find((label) => /^baseline\b/.test(label));
  if (column === undefined) {
    throw configFault(
      `check: expected a column of variant baseline, got ${columns.join(', ')}`,
      'Leave --variants out, or add baseline to it.',
    );
  }
  terminal.err.write(
    `Checking    ${countOf(CHECKED_CASES, 'case')} through ${nameOf(subject.model)}, and through ${column}: at most ${2 * CHECKED_CASES} calls, and what assertions ask\n`,
  );
  const report = await checkAdoption({ ...subject, column, env: terminal.env });
  if (report.differences.length > 0) terminal.exitCode = 1;
  return report;
}

/** The report for people, below that of init. */
export function formatCheck(report: CheckReport): string {
  const { cases, assertions, differences, notes } = report;
  const result =
    differences.length > 0
      ? [countOf(differences.length, 'difference'), ...differences]
      : [
          `${countOf(cases, 'case')}: ${describeRequests(report)}; ${
            assertions === 0
              ? 'no assertions of the project'
              : `${countOf(assertions, 'assertion')} of the project, equal results`
          }`,
        ];
  return `Check       ${[...result, ...notes].join('\n').replaceAll('\n', `\n${' '.repeat(12)}`)}`;
}

function describeRequests({ requests, isExact }: CheckReport): string {
  const how = isExact ? 'equal byte for byte' : 'equal but for ids and times';
  if (requests !== null) return `${countOf(requests, 'request')}, ${how}`;
  return `what the target is handed is ${how}; its requests leave from outside Node, unseen`;
}
