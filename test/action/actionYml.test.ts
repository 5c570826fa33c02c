import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const text = read('action.yml');
const action = parse(text) as Action;
const gate = action.runs.steps.find(({ id }) => id === 'gate');

/** Names that stand in a text after a prefix. */
const namesAfter = (prefix: RegExp, within: string) =>
  new Set([...within.matchAll(new RegExp(`${prefix.source}([\\w-]+)`, 'g'))].map(([, name]) => name));

describe('action.yml', () => {
  it('is a composite action whose shell steps name their shell', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run, shell } of action.runs.steps) expect(run === undefined || shell === 'bash').toBe(true);
  });

  it('declares the inputs that it uses, and uses those that it declares', () => {
    expect(namesAfter(/inputs\./, text)).toEqual(new Set(Object.keys(action.inputs)));
  });

  it('sets the variables that the command reads, each from its own input', () => {
    const expected = Object.keys(action.inputs)
      .filter((name) => name !== 'version')
      .map((name) => [`INPUT_${name.toUpperCase().replaceAll('-', '_')}`, `\${{ inputs.${name} }}`]);
    expect(Object.entries(gate?.env ?? {}).filter(([name]) => name.startsWith('INPUT_'))).toEqual(expected);
    expect(new Set(expected.map(([name]) => name))).toEqual(
      namesAfter(/(?=INPUT_)/, read('cli/commands/action/actionCommand.ts').replace(/const \{ INPUT_TOKEN.*/, '')),
    );
  });

  it('puts no expression into the text of a shell', () => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('pins the actions that it uses by commit, and names their version', () => {
    const uses = action.runs.steps.flatMap((step) => step.uses ?? []);
    expect(uses).toHaveLength(1);
    for (const used of uses) {
      expect(used).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
      expect(text).toMatch(new RegExp(`${used} # v\\d+\\.\\d+\\.\\d+\\n`));
    }
  });

  it('passes on the outputs that the command sets', () => {
    const set = namesAfter(/steps\.gate\.outputs\./, text);
    const source = read('action/runAction.ts');
    for (const name of set) expect(source).toMatch(new RegExp(`^ {4}'?${name}'?[:,]`, 'm'));
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.gate.outputs.${name} }}`);
    }
  });

  it('documents every input and output', () => {
    const page = read('docs/github-action.md');
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(page).toContain(`| \`${name}\``);
    }
  });
});

describe.concurrent("the gate step's shell", () => {
  /** Runs it with an npx that prints its arguments, and answers `--version` as given. */
  async function run(version: string, isInstalled = true, fault = '') {
    using folder = createTemporaryFolder();
    const ending = `{ printf '%s' "$FAULT" >&2; exit ${isInstalled ? 0 : 1}; }`;
    const answer = `[ "\${!#}" = --version ] && ${ending}\nprintf '%s\\n' "$@"\n`;
    writeFileSync(join(folder.path, 'npx'), `#!/usr/bin/env bash\n${answer}`, { mode: 0o755 });
    const env = { PATH: `${folder.path}:${process.env.PATH}`, METASC_VERSION: version, FAULT: fault };
    const options = { env, cwd: folder.path };
    return await new Promise<{ readonly exitCode: number; readonly stdout: string }>((resolve) => {
      execFile('bash', ['-eo', 'pipefail', '-c', gate?.run ?? ''], options, (error, stdout) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout });
      });
    });
  }

  it('runs what is installed, and fetches nothing', async () => {
    const { exitCode, stdout } = await run('');
    expect({ exitCode, args: stdout.trim().split('\n') }).toEqual({
      exitCode: 0,
      args: ['--no-install', '--package', 'promptfoo-metasc', '--', 'metasc', 'action'],
    });
  });

  it('fetches the requested version', async () => {
    const { stdout } = await run('1.2.3-rc.1');
    expect(stdout.trim().split('\n')).toEqual([
      '--yes',
      '--package',
      'promptfoo-metasc@1.2.3-rc.1',
      '--',
      'metasc',
      'action',
    ]);
  });

  it.each(['$(touch owned)', 'npm:other@1', '1; ls', '-x y', '"'])('refuses %j as a version', async (version) => {
    expect(await run(version)).toEqual({ exitCode: 64, stdout: expect.stringMatching(/^::error::version: expected/) });
  });

  it('ends with 64, not with the code of a verdict, if nothing is installed', async () => {
    expect(await run('', false)).toEqual({ exitCode: 64, stdout: expect.stringMatching(/^::error::.*not installed/) });
  });

  it('names the Node that is too old', async () => {
    const fault = 'npm warn EBADENGINE\npromptfoo-metasc needs Node 22.22 or newer; this is v20.20.2\nnpm notice\n';
    expect(await run('', false, fault)).toEqual({
      exitCode: 64,
      stdout: '::error::promptfoo-metasc needs Node 22.22 or newer; this is v20.20.2\n',
    });
  });
});

describe('the workflows of docs/github-action.md', () => {
  const workflows = [...read('docs/github-action.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) =>
    parse(yaml ?? ''),
  ) as {
    readonly permissions: unknown;
    readonly jobs: Readonly<Record<string, { readonly steps: readonly (Step & { readonly with?: object })[] }>>;
  }[];

  it('are YAML, and state their permissions', () => {
    expect(workflows.length).toBeGreaterThanOrEqual(3);
    for (const { permissions } of workflows) expect(permissions).toEqual({ contents: 'read' });
  });

  it('give the action inputs that it has, and put no expression into the text of a shell', () => {
    for (const step of workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps))) {
      expect(step.run ?? '').not.toContain('${{');
      if (!step.uses?.includes('promptfoo-metasc')) continue;
      for (const name of Object.keys(step.with ?? {})) expect(action.inputs).toHaveProperty(name);
    }
  });
});
