import { tmpdir } from 'node:os';
import { type Static, Type } from 'typebox';
import { parseJson } from '../foundation/documents.ts';
import { MetaScError } from '../foundation/errors.ts';
import { readUserFile } from '../foundation/files.ts';
import { createParser } from '../foundation/schemaFaults.ts';

/** The change that the run's event reports. Its pull request may still have to be found. */
export type Change =
  | { readonly kind: 'pullRequest'; readonly number: number; readonly sha: string; readonly isFork: boolean }
  /** A run triggered by another run, whose artifacts anyone may have made: only the event is trusted. */
  | { readonly kind: 'workflowRun'; readonly sha: string; readonly head?: string | undefined }
  | { readonly kind: 'commit'; readonly sha: string };

/** The job that runs the action. */
export interface RunContext {
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** The page of the run, which lists its artifacts. */
  readonly runUrl: string;
  /** A folder outside the checkout. */
  readonly temporaryFolder: string;
  readonly outputFile?: string | undefined;
  readonly summaryFile?: string | undefined;
  readonly change: Change;
  /** The commit before the change, whose policy decides. Undefined: the last one of the default branch. */
  readonly baseSha?: string | undefined;
}

const Repository = Type.Union([Type.Object({ full_name: Type.String() }), Type.Null()]);

const EventSchema = Type.Object({
  pull_request: Type.Optional(
    Type.Object({
      number: Type.Integer({ minimum: 1 }),
      head: Type.Object({ sha: Type.String(), repo: Type.Optional(Repository) }),
      base: Type.Object({ sha: Type.String({ minLength: 1 }) }),
    }),
  ),
  merge_group: Type.Optional(Type.Object({ base_sha: Type.String({ minLength: 1 }) })),
  workflow_run: Type.Optional(
    Type.Object({
      head_sha: Type.String(),
      head_branch: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      head_repository: Type.Optional(
        Type.Union([Type.Object({ owner: Type.Object({ login: Type.String() }) }), Type.Null()]),
      ),
    }),
  ),
});

const parseEvent = createParser(EventSchema);

/**
 * Reads the environment that GitHub gives a job.
 *
 * @throws MetaScError `CONFIG_INVALID` outside a job, `FILE_UNREADABLE` for a damaged event
 */
export function readContext(env: NodeJS.ProcessEnv): RunContext {
  const repository = variable(env, 'GITHUB_REPOSITORY');
  const apiUrl = env.GITHUB_API_URL || 'https://api.github.com';
  const event = readEvent(env.GITHUB_EVENT_PATH);
  return {
    repository,
    apiUrl,
    graphqlUrl: env.GITHUB_GRAPHQL_URL || `${apiUrl}/graphql`,
    runUrl: `${env.GITHUB_SERVER_URL || 'https://github.com'}/${repository}/actions/runs/${variable(env, 'GITHUB_RUN_ID')}`,
    temporaryFolder: env.RUNNER_TEMP || tmpdir(),
    outputFile: env.GITHUB_OUTPUT || undefined,
    summaryFile: env.GITHUB_STEP_SUMMARY || undefined,
    change: toChange(event, env, repository),
    baseSha: event.pull_request?.base.sha ?? event.merge_group?.base_sha,
  };
}

function toChange(event: Static<typeof EventSchema>, env: NodeJS.ProcessEnv, repository: string): Change {
  const { pull_request: pullRequest, workflow_run: run } = event;
  if (pullRequest !== undefined) {
    const { number, head } = pullRequest;
    return { kind: 'pullRequest', number, sha: head.sha, isFork: head.repo?.full_name !== repository };
  }
  if (run !== undefined) {
    const { head_sha: sha, head_branch: branch, head_repository: from } = run;
    return { kind: 'workflowRun', sha, head: from && branch ? `${from.owner.login}:${branch}` : undefined };
  }
  return { kind: 'commit', sha: variable(env, 'GITHUB_SHA') };
}

function readEvent(path: string | undefined): Static<typeof EventSchema> {
  if (!path) return {};
  const source = { subject: path, code: 'FILE_UNREADABLE' } as const;
  return parseEvent(parseJson(readUserFile(path, 'GITHUB_EVENT_PATH'), source), source);
}

function variable(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new MetaScError(`${name}: expected a value, got none`, {
    code: 'CONFIG_INVALID',
    help: 'The action runs in a GitHub Actions job; elsewhere, use metasc gate.',
  });
}
