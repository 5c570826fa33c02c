import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readActionManifest } from '../support/actionJob.ts';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: object }[];
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const OWN_ACTION = 'OWNER/promptfoo-metasc@COMMIT';

/** Every workflow of the repository, of the docs and of the examples, by its place. */
const WORKFLOWS = [
  ...globSync(['.github/workflows/*.yml', 'examples/*/*.yml'], { cwd: ROOT }).map((path) => [path, read(path)]),
  ...[...read('docs/github-action.md').matchAll(/```yaml\n(name:.*?)```/gs)].map(([, text = '']) => [
    `docs/github-action.md, ${/^name: (.*)/.exec(text)?.[1]}`,
    text,
  ]),
].sort() as [string, string][];

const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe.each(WORKFLOWS)('%s', (place, text) => {
  const workflow = parse(text) as Workflow;

  it('pins each action by its commit, and names the version', () => {
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, used]) => used);
    expect(uses.length).toBeGreaterThan(0);
    for (const used of uses) {
      expect(used).toMatch(/^(?:actions\/[\w-]+@[0-9a-f]{40}|OWNER\/promptfoo-metasc@COMMIT) # v\d+\.\d+\.\d+$/);
    }
  });

  it('grants nothing beyond reading to the workflow as a whole', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
  });

  it('puts no expression into the text of a shell', () => {
    for (const { run = '' } of stepsOf(workflow)) expect(run).not.toContain('${{');
  });

  it('gives the action the inputs that it has and needs', () => {
    const { inputs } = readActionManifest();
    for (const { uses, with: given = {} } of stepsOf(workflow)) {
      if (uses !== OWN_ACTION) continue;
      for (const name of Object.keys(given)) expect(inputs).toHaveProperty(name);
      expect(Object.keys(given)).toEqual(expect.arrayContaining(['head', 'base', 'policy']));
    }
  });

  it('never runs code of a pull request where the token can write or a secret could', () => {
    expect(JSON.stringify(workflow.on)).not.toContain('pull_request_target');
    if (place === '.github/workflows/release.yml') return;
    for (const { permissions = {}, steps } of Object.values(workflow.jobs)) {
      if (!Object.values(permissions).includes('write')) continue;
      for (const { run, uses } of steps) {
        expect(run).toBeUndefined();
        expect(uses).not.toContain('actions/checkout');
      }
    }
  });
});

describe('docs/github-action.md', () => {
  it('shows whole workflows, each with the action or with results for it', () => {
    const places = WORKFLOWS.map(([place]) => place).filter((place) => place.startsWith('docs/'));
    expect(places).toHaveLength(3);
    expect(read('docs/github-action.md').match(/uses: OWNER/g)).toHaveLength(2);
  });
});

describe('the release', () => {
  const text = read('.github/workflows/release.yml');
  const { on, jobs } = parse(text) as Workflow;
  const mayOf = (permission: string) =>
    Object.entries(jobs)
      .filter(([, { permissions }]) => permissions?.[permission] === 'write')
      .map(([name]) => name);
  const runOf = (name: string) => (jobs[name]?.steps ?? []).map(({ run = '' }) => run).join('\n');

  it('publishes a tagged version by its identity, with provenance and without a stored token', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(mayOf('id-token')).toEqual(['publish']);
    expect(runOf('publish')).toContain('npm publish');
    expect(text).toContain('--provenance');
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./);
  });

  it('tests before it publishes, and publishes what was tested', () => {
    expect(runOf('build')).toContain('bash .ci/run');
    expect(mayOf('contents')).toEqual(['release']);
    for (const name of ['publish', 'release']) expect(runOf(name)).not.toMatch(/npm (?:ci|install|run)/);
  });

  it('states the checksum of the bundle that the action runs', () => {
    expect(runOf('build')).toContain(`sha256sum ${readActionManifest().runs.main}`);
    expect(runOf('release')).toMatch(/gh release create .*action-bundle\.sha256/s);
  });
});
