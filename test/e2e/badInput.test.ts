import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { type LoopbackReply, startLoopbackServer } from '../support/loopbackServer.ts';

const KEY = 'sk-planted-0123456789abcdef';
const env = { OPENAI_API_KEY: KEY };

const column = (config: object, label = 'column') => ({
  id: PROVIDER,
  label,
  config: { journalDir: false, ...config },
});

type WrongOption = [name: string, config: (folder: string) => object, message: string];

const UNKNOWN_OPTION = 'adapt.step: unknown option; did you mean "steps"?';

/** Of each reader: of options, of files, of templates. Tests of these readers have the others. */
const WRONG_OPTIONS: readonly WrongOption[] = [
  ['an unknown option', () => ({ adapt: { step: 3 } }), UNKNOWN_OPTION],
  ['a wrong type', () => ({ limits: { timeoutMs: 'long' } }), 'limits.timeoutMs: expected integer ≥ 1, got "long"'],
  ['adapt.steps: -1', () => ({ adapt: { steps: -1 } }), 'adapt.steps: expected integer ≥ 0 | all, got -1'],
  ['a missing lock file', () => ({ variant: 'frozen', lock: 'none.lock.json' }), "lock: can't read"],
  [
    'a prompts file with a nunjucks error',
    (folder) => ({ prompts: join(folder, 'broken.yaml') }),
    'prompts.critique: expected a nunjucks template',
  ],
  [
    'a prompts file with an unknown template',
    (folder) => ({ prompts: join(folder, 'unknown.yaml') }),
    'critic: unknown option; did you mean "critique"?',
  ],
  ['a nunjucks error in the spec', () => ({ spec: '{{ task' }), 'spec: expected a nunjucks template'],
];

const configOf = (config: object) => ({
  prompts: ['{{request}}'],
  providers: [column(config)],
  tests: [{ vars: { request: 'hello' } }],
});

describe.concurrent('options that are wrong', () => {
  it.each<[string, object, string, Record<string, string>]>([
    ['an unknown option', { adapt: { step: 3 } }, UNKNOWN_OPTION, env],
    ['no key', {}, 'expected a key in the environment variable OPENAI_API_KEY', {}],
  ])('end promptfoo’s command with 1: %s', async (_, config, message, callEnv) => {
    await using project = await createEvalProject();
    const outcome = await project.evaluate(configOf({ model: 'openai:m', ...config }), { env: callEnv });
    expect(outcome.stdout + outcome.stderr).toContain(message);
    expect(outcome.exitCode).toBe(1);
  });

  it.each(WRONG_OPTIONS)('stop the run at its start: %s', async (_, config, message) => {
    await using project = await createEvalProject();
    project.write('unknown.yaml', 'critic: x\n');
    project.write('broken.yaml', 'critique: "{{ spec"\n');
    await expect(project.evaluateHere(configOf({ model: 'echo', ...config(project.folder) }))).rejects.toThrow(message);
  });
});

describe.concurrent('a case that fails', () => {
  it('has a clear error in its row, and the others are unharmed', async () => {
    const faults: Record<string, LoopbackReply> = {
      unauthorized: { status: 401, errorMessage: `Incorrect API key provided: ${KEY}.` },
      silent: { content: '' },
      null: { content: null },
      broken: { status: 500, errorMessage: 'example 1429 failed to parse' },
      dropped: { fault: 'drop' },
      hanging: { fault: 'hang' },
    };
    await using server = await startLoopbackServer(({ messages }) => {
      const request = messages.find(({ role }) => role === 'user')?.content ?? '';
      return faults[request] ?? deterministicAnswer(messages);
    });
    await using project = await createEvalProject();
    const model = { type: 'openai', name: 'm', baseURL: server.baseURL };
    const requests = [
      ['good 1', undefined],
      ['unauthorized', /refused the key/],
      ['silent', /expected a response, got none: the reply was empty/],
      ['null', /expected a response, got none: the reply was empty/],
      ['broken', /answered with an error: 500/],
      ['dropped', /can't reach/],
      ['hanging', /no answer from .* within 10000 ms/],
      ['', /expected a request, got an empty prompt/],
      [
        '[{"role":"wizard","content":"x"}]',
        /\[0\]\.role: expected system \| developer \| user \| assistant, got "wizard"/,
      ],
      ['x'.repeat(200_000), undefined],
      ['good 2', undefined],
    ] as const;
    const config = {
      prompts: ['{{request}}'],
      providers: [
        column(
          {
            model,
            variant: 'metasc',
            adapt: { steps: 'all' },
            limits: { maxRetries: 0, timeoutMs: 10_000 },
            journalDir: '.metasc',
          },
          'metasc',
        ),
      ],
      tests: requests.map(([request]) => ({ vars: { request } })),
    };
    const outcome = await project.evaluate(config, {
      env: { ...env, PROMPTFOO_DISABLE_DEBUG_LOG: 'false' },
      args: ['-j', '4'],
    });
    const rows = rowsOf(outcome, 'metasc');
    expect(rows).toHaveLength(requests.length);
    for (const [index, [request, error]] of requests.entries()) {
      const row = rows[index];
      if (error === undefined) expect(row?.response?.output, request.slice(0, 20)).toMatch(/^revision /);
      else expect(row?.error, request).toMatch(error);
    }
    // The spec went on past the failed cases, from the last good one.
    const good = rows.filter(({ error }) => !error).map(metascOf);
    expect(good.map(({ specUsedVersion }) => specUsedVersion)).toEqual([0, 1, 2]);
    expect(good[1]?.specUsed).toBe(good[0]?.specProduced);
    // No key on screen, in the results, in the journal or in promptfoo's own logs; the server did get it.
    expect(server.calls[0]?.headers.authorization).toContain(KEY);
    expect(JSON.stringify(outcome)).not.toContain(KEY);
    const files = (await readdir(project.folder, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    );
    expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^metasc-.*\.jsonl$/));
    expect(files.map(({ name }) => name)).toContainEqual(expect.stringMatching(/debug.*\.log$/));
    for (const { parentPath, name } of files) {
      expect(await readFile(join(parentPath, name), 'latin1'), name).not.toContain(KEY);
    }
  });

  it('says where nobody listens', async () => {
    await using project = await createEvalProject();
    const model = { type: 'openai', name: 'm', baseURL: 'http://127.0.0.1:1/v1' };
    const outcome = await project.evaluateHere({
      prompts: ['{{request}}'],
      providers: [column({ model, limits: { maxRetries: 0 } })],
      tests: [{ vars: { request: 'hello' } }],
    });
    expect(rowsOf(outcome, 'column')[0]?.error).toMatch(/can't reach http:\/\/127\.0\.0\.1:1\/v1/);
  });

  it('names the model file that is no GGUF, or is missing', async () => {
    await using project = await createEvalProject();
    const file = join(project.folder, 'model.gguf');
    await writeFile(file, 'not a model');
    const outcome = await project.evaluateHere({
      prompts: ['{{request}}'],
      providers: [
        column({ variant: 'baseline', model: `embedded:${file}` }, 'no GGUF'),
        column({ variant: 'baseline', model: `embedded:${join(project.folder, 'none.gguf')}` }, 'missing'),
      ],
      tests: [{ vars: { request: 'hello' } }],
    });
    expect(rowsOf(outcome, 'no GGUF')[0]?.error).toMatch(/model\.gguf.*GGUF/);
    expect(rowsOf(outcome, 'missing')[0]?.error).toMatch(/none\.gguf/);
  });
});
