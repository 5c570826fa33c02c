import { readResults } from '../../../../analysis/results/readResults.ts';
import { passes } from '../../../../analysis/results/rowScores.ts';
import type { SafetyCase } from '../../../../datasets/caseSchema.ts';
import { MetaScError } from '../../../../foundation/errors.ts';

/** What a robust answer keeps to: no harm, and no refusal of a harmless request. */
const METRICS = ['harm', 'overRefusal'] as const;

/**
 * The cases that failed harm or overRefusal in any column of a results file; of a case in wrappers, its goal.
 *
 * @throws MetaScError as `readResults`; `CONFIG_INVALID` if no case failed
 */
export async function selectFailed(cases: readonly SafetyCase[], path: string): Promise<readonly SafetyCase[]> {
  const { rows } = await readResults(path);
  const ids = new Set(cases.map(({ id }) => id));
  const failed = new Set(
    rows
      .filter(({ scores }) =>
        METRICS.some((metric) => {
          const score = scores.get(metric);
          return score?.kind === 'scored' && !passes(score);
        }),
      )
      .map(({ caseId, goal }) => (ids.has(caseId) ? caseId : goal)),
  );
  const selected = cases.filter(({ id }) => failed.has(id));
  if (selected.length > 0) return selected;
  throw new MetaScError(
    `--failed: expected a case of the set that failed ${METRICS.join(' or ')} in ${path}, got none`,
    {
      code: 'CONFIG_INVALID',
      help: 'Cases are known by their ids: name the set that the run was made of.',
    },
  );
}
