import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type GitHubOptions, type GitHubServer, REPOSITORY, startGitHub } from './gitHubServer.ts';
import { type MetascOutcome, spawnMetasc } from './metasc.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporaryFolder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The commit before pull request 7. */
export const BASE_SHA = '0123456789abcdef0123456789abcdef01234567';
export const TOKEN = 'secret-token';

export interface ActionManifest {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const readActionManifest = () => parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as ActionManifest;

export interface JobOptions extends GitHubOptions {
  /** Whether the action lies in the workspace (`uses: ./`) instead of the runner's own folder. @default false */
  readonly isLocal?: boolean;
}

export interface ActionJob extends AsyncDisposable {
  readonly server: GitHubServer;
  /** The checkout: empty. */
  readonly workspace: TemporaryFolder;
  /** Absolute path of something in the job's temporary folder. */
  readonly temporary: (...parts: readonly string[]) => string;
  /** Runs the action's step as GitHub's runner does. */
  readonly step: (inputs: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv) => Promise<MetascOutcome>;
  /** All that the steps have written to `GITHUB_OUTPUT`. */
  readonly output: () => string;
  readonly summary: () => string;
}

/**
 * A job of pull request 7 on a loopback GitHub. As on a runner, the action is its manifest and its bundle, without the rest
 * of this package; its process gets the inputs and the job's variables, and starts in the workspace.
 *
 * *Source:* actions/runner, `NodeScriptActionHandler.cs` and `Handler.cs`.
 */
export async function startActionJob({ isLocal = false, ...gitHub }: JobOptions = {}): Promise<ActionJob> {
  const { inputs: declared, runs } = readActionManifest();
  const workspace = createTemporaryFolder();
  const runner = createTemporaryFolder();
  const server = await startGitHub(gitHub);
  const action = isLocal ? workspace.path : runner.join('_actions/owner/promptfoo-metasc/v1');
  mkdirSync(action, { recursive: true });
  for (const part of ['action.yml', 'action/dist']) cpSync(join(ROOT, part), join(action, part), { recursive: true });

  const repo = { full_name: REPOSITORY };
  const pullRequest = { number: 7, head: { sha: 'abcdef012', repo }, base: { sha: BASE_SHA } };
  const job = {
    PATH: [workspace.join('node_modules/.bin'), process.env.PATH].join(delimiter),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: '12',
    GITHUB_SHA: 'fedcba987',
    GITHUB_EVENT_PATH: runner.write('event.json', JSON.stringify({ pull_request: pullRequest })),
    GITHUB_API_URL: server.apiUrl,
    GITHUB_GRAPHQL_URL: server.graphqlUrl,
    GITHUB_OUTPUT: runner.write('output', ''),
    GITHUB_STEP_SUMMARY: runner.write('summary', ''),
    GITHUB_WORKSPACE: workspace.path,
    RUNNER_TEMP: runner.join('temp'),
    ACTIONS_RUNTIME_TOKEN: TOKEN,
  };
  return {
    server,
    workspace,
    temporary: (...parts) => runner.join('temp', ...parts),
    step(inputs, env = {}) {
      const defaults = Object.entries(declared).flatMap(([name, { default: value }]) =>
        value === undefined ? [] : [[name, value.replace(/\$\{\{ github\.token \}\}/, TOKEN)] as const],
      );
      const given = Object.entries({ ...Object.fromEntries(defaults), ...inputs });
      const variables = Object.fromEntries(
        given.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
      );
      const entry = join(action, runs.main);
      return spawnMetasc([], { entry, cwd: workspace.path, env: { ...job, ...variables, ...env } });
    },
    output: () => runner.read('output'),
    summary: () => runner.read('summary'),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await runner[Symbol.asyncDispose]();
      await workspace[Symbol.asyncDispose]();
    },
  };
}
