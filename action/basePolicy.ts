import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type GatePolicy, parsePolicy } from '../analysis/gate/policy.ts';
import { MetaScError } from '../foundation/errors.ts';
import { type GitHubApi, GitHubError } from './githubApi.ts';
import { shortOf } from './pullRequest.ts';
import { repositoryPath } from './repositoryPath.ts';

export interface PolicySource {
  /** `owner/name`. */
  readonly repository: string;
  /** Undefined: the last commit of the default branch. */
  readonly baseSha: string | undefined;
  /** See `ActionInputs.policy`. */
  readonly policy: string;
}

/**
 * Copies the policy, and the calibration records and lock file that it names, from the base commit into a folder, each
 * under its path in the repository. The working directory has no say: a change can't loosen its own gate.
 *
 * @returns the path of the copied policy
 * @throws MetaScError `FILE_UNREADABLE` if the base commit lacks a file, or the token may not read it; `CONFIG_INVALID` for
 *   a faulty policy, or one that names a file outside the repository
 * @throws GitHubError if GitHub can't be asked
 */
export async function copyBasePolicy(api: GitHubApi, source: PolicySource, folder: string): Promise<string> {
  const { repository, baseSha, policy: policyPath } = source;
  const where = `${policyPath} of ${baseOf(source)}`;

  async function copy(path: string, because: { readonly subject: string; readonly help: string }): Promise<string> {
    const query = baseSha === undefined ? '' : `?ref=${encodeURIComponent(baseSha)}`;
    const address = `/repos/${repository}/contents/${path.split('/').map(encodeURIComponent).join('/')}${query}`;
    const text = await api.file(address).catch((cause: unknown) => {
      if (!(cause instanceof GitHubError && (cause.status === 403 || cause.status === 404))) throw cause;
      throw new MetaScError(`${because.subject}: expected ${path} in ${baseOf(source)}, got ${cause.message}`, {
        code: 'FILE_UNREADABLE',
        help: because.help,
        cause,
      });
    });
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    return text;
  }

  const text = await copy(policyPath, {
    subject: 'policy',
    help: "The policy comes from the base, so that a change can't loosen it: merge it first. The job needs contents: read.",
  });
  for (const file of filesOf(parsePolicy(text, where))) {
    const path = repositoryPath(posix.dirname(policyPath), file);
    if (path === undefined) {
      throw new MetaScError(`${where}: expected a file in the repository, got ${JSON.stringify(file)}`, {
        code: 'CONFIG_INVALID',
      });
    }
    await copy(path, { subject: where, help: 'The policy names the file: merge both.' });
  }
  return join(folder, policyPath);
}

/** The paths that a policy names, from its own folder. */
function filesOf({ metrics, lock }: GatePolicy): ReadonlySet<string> {
  const records = Object.values(metrics).flatMap(({ calibration }) => calibration?.records ?? []);
  return new Set([
    ...records.map((path) => path.replace(/^file:\/\//, '')),
    ...(lock === undefined || /^[0-9a-f]{64}$/.test(lock) ? [] : [lock]),
  ]);
}

/** The base in words: `the base commit 1234567`. */
export function baseOf({ baseSha }: Pick<PolicySource, 'baseSha'>): string {
  return baseSha === undefined ? 'the default branch' : `the base commit ${shortOf(baseSha)}`;
}
