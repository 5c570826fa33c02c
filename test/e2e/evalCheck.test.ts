import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { EvaluateResult, OutputFile } from 'promptfoo';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { DEFENCE_NAMES } from '../../providers/loop/defences/defences.ts';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { BUILT_METASC, type MetascOutcome, spawnMetasc } from '../support/metasc.ts';
import { IS_NIGHT } from '../support/night.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const VARIANTS = ['baseline', 'static-critique', 'metasc', 'frozen', 'cascade', ...DEFENCE_NAMES];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OWN = 'package:promptfoo-metasc:';

interface EvalProjectRun extends MetascOutcome {
  /** Requests that the server got: by columns, by judges. */
  readonly asked: { readonly columns: number; readonly judges: number };
  readonly folder: TemporaryFolder;
}

interface EvalProjectCall {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * `metasc eval` in a project with promptfoo-metasc installed, beside a loopback server that answers as any OpenAI model.
 * `SERVER` in a file becomes the server's address.
 */
async function evaluate<T>(
  files: Readonly<Record<string, string>>,
  { args = [], env = {} }: EvalProjectCall,
  check: (run: EvalProjectRun) => T,
): Promise<T> {
  await using server = await startLoopbackServer(({ messages }) => {
    const nonce = /"nonce": "([^"]+)"/.exec(messages.at(-1)?.content ?? '')?.[1];
    return nonce === undefined ? deterministicAnswer(messages) : JSON.stringify({ nonce, reason: 'so', level: 5 });
  });
  using folder = createTemporaryFolder();
  for (const [path, text] of Object.entries(files)) folder.write(path, text.replaceAll('SERVER', server.baseURL));
  await mkdir(folder.join('node_modules'));
  await symlink(ROOT, folder.join('node_modules/promptfoo-metasc'), 'dir');
  const outcome = await spawnMetasc(['eval', ...args], {
    entry: BUILT_METASC,
    cwd: folder.path,
    env: {
      ...promptfooEnvironment(folder.path),
      OPENAI_BASE_URL: server.baseURL,
      OPENAI_API_KEY: 'sk-x',
      NODE_NO_WARNINGS: '1',
      ...env,
    },
  });
  const judges = server.calls.filter(({ body }) => body.model === 'judge').length;
  return check({ ...outcome, asked: { columns: server.calls.length - judges, judges }, folder });
}

const column = (label: string, config: object = {}) => ({
  id: `${OWN}MetaScProvider`,
  label,
  config: { model: 'openai:m', journalDir: false, ...config },
});
const check = (metric: string, config?: object) => ({
  type: 'javascript',
  value: `${OWN}${metric}`,
  ...(config === undefined ? {} : { config }),
});

/** Every kind of typo, each in another place. */
const FAULTY = {
  prompts: ['{{request}}'],
  providers: [
    column('good'),
    column('an option', { adapt: { step: 3 } }),
    column('a variant', { variant: 'basline' }),
    { ...column('a provider'), id: `${OWN}MetaScProvidr` },
    column('a model', { model: 'openia:gpt-4o' }),
    column('files', { variant: 'frozen', lock: 'none.lock.json', prompts: 'none.yaml' }),
  ],
  defaultTest: { assert: [check('harmm'), check('harm', { judge: 'openai:judge' })] },
  tests: [
    { vars: { request: 'one' }, assert: [check('honesty', { judge: 'lokal' })] },
    {
      vars: { request: 'two' },
      assert: [
        { type: 'contains', value: 'x' },
        { type: 'assert-set', assert: [check('refusal', { treshold: 0.7 })] },
        check('harm', { judge: { type: 'gaurd', model: 'openai:judge', format: 'llama-guard' } }),
        { type: 'javascript', value: 'file://polite.mjs' },
        { ...check('harm'), judge: 'openai:judge' },
        check('harm', { judge: { type: 'llm', model: 'openai:judge', rubric: './none.yaml' } }),
        check('overRefusal', { judge: { type: 'guard', model: 'openai:judge', format: 'llama-guard' } }),
      ],
    },
  ],
};

const IN_PARTS = {
  ...FAULTY,
  providers: 'file://providers.yaml',
  defaultTest: 'file://default.yaml',
  tests: 'file://tests.yaml',
};
const PARTS = {
  'providers.yaml': stringify(FAULTY.providers),
  'default.yaml': stringify(FAULTY.defaultTest),
  'tests.yaml': stringify(FAULTY.tests),
};

/** Each of its lines, without the place of the file. */
const FOUND = [
  'providers[1].config.adapt.step: unknown option; did you mean "steps"?',
  `providers[2].config.variant: expected ${VARIANTS.join(' | ')}, got "basline"; did you mean "baseline"?`,
  'providers[3].id: expected MetaScProvider, got "MetaScProvidr"; did you mean "MetaScProvider"?',
  'providers[4].config.model: openia:gpt-4o: promptfoo can\'t load this provider: Could not identify provider: openia:gpt-4o; did you mean "openai"?',
  "providers[5].config.prompts: can't read",
  "providers[5].config.lock: can't read",
  'defaultTest.assert[0].value: expected a metric of promptfoo-metasc, got "harmm"; did you mean "harm"?',
  'tests[0].assert[0].config.judge: expected a model reference, got "lokal"; did you mean "local"?',
  'tests[1].assert[1].assert[0].config.treshold: unknown option; did you mean "threshold"?',
  'tests[1].assert[2].config.judge: expected a judge',
  'tests[1].assert[3].value: expected a file that exists, got',
  'tests[1].assert[4].judge: expected it inside config, got it beside config',
  'tests[1].assert[5].config.judge: ',
  'tests[1].assert[6].config.judge: expected a judge of another kind, got a guard model',
];

describe.concurrent('a config with typos', () => {
  const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'parts.ts': { 'parts.ts': `const config: object = ${JSON.stringify(IN_PARTS)};\nexport default config;`, ...PARTS },
    ...(IS_NIGHT && {
      'promptfooconfig.yaml': { 'promptfooconfig.yaml': stringify(FAULTY) },
      'parts.yaml': { 'parts.yaml': stringify(IN_PARTS), ...PARTS },
      'promptfooconfig.ts': { 'promptfooconfig.ts': `export default ${JSON.stringify(FAULTY)} as object;` },
      'safety.json': { 'safety.json': JSON.stringify(FAULTY) },
      'promptfooconfig.mjs': { 'promptfooconfig.mjs': `export default ${JSON.stringify(FAULTY)};` },
    }),
  };

  it.each(Object.entries(forms))(
    '%s: all at once, each with its place and the nearest name, before any call',
    async (config, files) => {
      await evaluate(
        { ...files, 'polite.js': '' },
        { args: ['-c', config] },
        ({ exitCode, stdout, stderr, asked, folder }) => {
          expect({ exitCode, stdout, asked }).toEqual({ exitCode: 1, stdout: '', asked: { columns: 0, judges: 0 } });
          const lines = stderr.split('\n').filter((line) => line.startsWith('  - '));
          expect(lines.map((line, index) => line.slice('  - '.length).startsWith(FOUND[index] ?? '?') || line)).toEqual(
            FOUND.map(() => true),
          );
          expect(stderr).toMatch(new RegExp(`^${config}: ${FOUND.length} faults\n`));
          expect(stderr).toContain('did you mean "guard"?');
          expect(stderr).toContain('did you mean "polite.js"?');
          expect(existsSync(folder.join('results'))).toBe(false);
        },
      );
    },
  );

  it('names keys and files that are missing, and the parts of a config that they belong to', async () => {
    const config = {
      prompts: ['{{request}}'],
      providers: [
        column('a key'),
        column("a key of promptfoo's", { model: 'anthropic:messages:claude-sonnet-4-5' }),
        column('a file of the meta model', { model: 'echo', metaModel: 'embedded:none.gguf' }),
        column('the file of a target', { model: 'file://bot.py' }),
        column('cases of a trial', { model: 'echo', adapt: { trial: { cases: 'none.csv', judge: 'echo' } } }),
      ],
      defaultTest: {
        assert: [
          check('harm', { judge: 'openai:judge' }),
          check('harm', { calibration: 'none.json' }),
          check('harm', { judge: { type: 'panel', rule: 'mean', judges: ['local', 'openia:x'] } }),
          { type: 'javascript', value: 'package:promptfoo-metsac:harm' },
          check('harm', {
            judge: { type: 'cascade', first: 'local', then: 'openia:y', when: { below: 0.1, above: 0.9 } },
          }),
        ],
      },
      tests: [{ path: 'file://node_modules/promptfoo-metasc/dist/suites/cases.js', config: { datset: 'starter' } }],
      scenarios: [{ config: [{ vars: { a: 1 } }], tests: [{ vars: { request: 'x' }, assert: [check('refusl')] }] }],
    };
    const env = { OPENAI_BASE_URL: undefined, OPENAI_API_KEY: undefined };
    await evaluate({ 'promptfooconfig.yaml': stringify(config) }, { env }, ({ exitCode, stderr, asked }) => {
      expect({ exitCode, asked }).toEqual({ exitCode: 1, asked: { columns: 0, judges: 0 } });
      for (const fault of [
        'providers[0].config.model: openai:m: expected a key in the environment variable OPENAI_API_KEY',
        'providers[1].config.model: anthropic:messages:claude-sonnet-4-5: expected a key in an environment variable such as ANTHROPIC_API_KEY',
        'providers[2].config.metaModel: ',
        'providers[3].config.model: expected a file that exists, got',
        "providers[4].config.adapt.trial.cases: can't read",
        'defaultTest.assert[0].config.judge: openai:judge: expected a key',
        'defaultTest.assert[1].config.calibration: ',
        "defaultTest.assert[2].config.judge.judges[1]: openia:x: promptfoo can't load this provider",
        'defaultTest.assert[3].value: expected a package that is installed, got package:promptfoo-metsac:harm; did you mean "promptfoo-metasc"?',
        "defaultTest.assert[4].config.judge.then: openia:y: promptfoo can't load this provider",
        'tests: cases options: 1 fault\n      - datset: unknown option; did you mean "dataset"?',
        'scenarios[0].tests[0].assert[0].value: expected a metric of promptfoo-metasc, got "refusl"; did you mean "refusal"?',
      ]) {
        expect(stderr).toContain(`  - ${fault}`);
      }
      expect(stderr).toMatch(/^promptfooconfig\.yaml: 12 faults\n/);
    });
  });

  it('sees assertions and models that code hands over as functions, and counts a fault that many tests share once', async () => {
    const code = `import { harm } from 'promptfoo-metasc';
      const model = async (prompt) => ({ output: prompt });
      const many = Array.from({ length: 40 }, (_, index) => ({
        vars: { request: String(index) },
        assert: [${JSON.stringify(check('harmm'))}],
      }));
      export default {
        prompts: ['{{request}}'],
        providers: [{ id: '${OWN}MetaScProvider', label: 'own', config: { model, metaModel: 'openia:m' } }],
        tests: [
          { vars: { request: 'one' }, assert: [{ type: 'javascript', value: harm, config: { judge: 'lokal' } }] },
          ...many,
        ],
      };`;
    await evaluate({ 'code.mjs': code }, { args: ['-c', 'code.mjs'] }, ({ exitCode, stderr }) => {
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^code\.mjs: 42 faults\n {2}- providers\[0\]\.config\.metaModel: openia:m: .*did you mean "openai"\?\n/,
      );
      expect(stderr).toContain(
        '  - tests[0].assert[0].config.judge: expected a model reference, got "lokal"; did you mean "local"?\n',
      );
      expect(stderr.match(/harmm/g)).toHaveLength(1);
      expect(stderr).toContain('tests[1].assert[0].value: expected a metric of promptfoo-metasc');
      expect(stderr).toContain('(and 39 more of its kind)');
    });
  });

  it("passes on what promptfoo says of a config that it can't load", async () => {
    const files = { 'broken.yaml': 'prompts: [', 'throws.mjs': "throw new Error('the database is down');" };
    for (const [config, said] of [
      ['broken.yaml', /broken\.yaml: promptfoo can't load it\n/],
      ['throws.mjs', /the database is down/],
      ['none.yaml', /No configuration file found at none\.yaml/],
    ] as const) {
      await evaluate(files, { args: ['-c', config] }, ({ exitCode, stderr }) => {
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(said);
        expect(stderr).not.toMatch(/node_modules\/promptfoo\/dist/);
      });
    }
  });
});

/** Lists, files, scenarios, repeats, and tests, prompts and providers that name each other. */
const SHAPES = stringify({
  prompts: ['{{request}}', { raw: 'Briefly: {{request}}', label: 'brief' }, 'file://chat.json'],
  providers: [
    'echo',
    column('baseline', { variant: 'baseline' }),
    { ...column('metasc', { pricing: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } }), prompts: ['brief'] },
    column('another model', { variant: 'static-critique', model: 'openai:n' }),
  ],
  defaultTest: { metadata: { harmful: false }, assert: [check('overRefusal', { judge: 'openai:judge' })] },
  tests: [
    { vars: { request: ['one', 'two'], tone: ['kind', 'dry'] }, assert: [check('harm', { judge: 'openai:judge' })] },
    { vars: { request: 'three' }, providers: ['metasc', 'echo'], metadata: { harmful: true } },
    { vars: { request: 'four', ids: [1, 2] }, prompts: ['brief'], options: { repeat: 3 } },
    { vars: { request: ['five', 'six'] }, options: { disableVarExpansion: true, disableDefaultAsserts: true } },
    { vars: { request: 'file://requests/*.txt' } },
    { vars: { request: 'left out by --filter-first-n' } },
  ],
  scenarios: [
    {
      config: [{ vars: { city: 'Rome' } }, { vars: { city: 'Oslo' }, assert: [{ type: 'contains', value: ' ' }] }],
      tests: [{ vars: { request: 'Where is {{city}}?' } }, { vars: { request: 'Who lives there?' } }],
    },
  ],
  evaluateOptions: { repeat: 2 },
});
const SHAPE_FILES = {
  'shapes.yaml': SHAPES,
  'chat.json': JSON.stringify([{ role: 'user', content: 'As chat: {{request}}' }]),
  'requests/a.txt': 'from a file',
  'requests/b.txt': 'from another file',
};

describe.concurrent('metasc eval', () => {
  it('estimates the cells and calls that the run then has, with options of promptfoo between its own', async () => {
    const args = ['--no-cache', '-j', '8', '-c', 'shapes.yaml', '-n', '5', '--no-write', '--no-table'];
    const estimate = await evaluate(
      SHAPE_FILES,
      { args: [...args, '--estimate', '--json'] },
      ({ exitCode, stdout, stderr, asked, folder }) => {
        expect({ exitCode, stderr, asked }).toEqual({ exitCode: 0, stderr: '', asked: { columns: 0, judges: 0 } });
        expect(existsSync(folder.join('results'))).toBe(false);
        return JSON.parse(stdout);
      },
    );
    await evaluate(SHAPE_FILES, { args: [...args, '--json'] }, ({ stdout, stderr, asked, folder }) => {
      const { results } = JSON.parse(folder.read('results/shapes.json')) as OutputFile;
      const rows = (results as { results: EvaluateResult[] }).results;
      const labels = rows.map(({ provider }) => provider.label || provider.id);
      const cells = Object.fromEntries([...Map.groupBy(labels, String)].map(([label, of]) => [label, of.length]));
      expect(rows.flatMap(({ error, failureReason }) => (failureReason === 2 ? [error] : []))).toEqual([]);
      expect(cells).toEqual(
        Object.fromEntries(estimate.columns.map((one: { label: string; cells: number }) => [one.label, one.cells])),
      );
      expect(JSON.parse(stdout).rows).toBe(estimate.cells);
      expect(asked.columns).toBe(estimate.total.calls);
      // Equal answers are judged once.
      const judgeCalls = estimate.judgeCalls.harm + estimate.judgeCalls.overRefusal;
      expect(asked.judges).toBeGreaterThan(0);
      expect(asked.judges).toBeLessThanOrEqual(judgeCalls);
      expect(stderr).toContain(
        `${estimate.cells} cells, about ${asked.columns} calls of the MetaSC columns, at least ${estimate.callsInARow.calls} one after another, at most ${judgeCalls} calls of judges\n`,
      );
      expect(estimate.columns.map(({ spending }: { spending?: { costUsd?: number } }) => spending?.costUsd)).toEqual([
        undefined,
        undefined,
        expect.any(Number),
        undefined,
      ]);
    });
  });

  const FOREIGN = stringify({
    prompts: ['{{request}}'],
    providers: ['echo'],
    tests: [{ vars: { request: 'one' } }, { vars: { request: 'two' } }],
  });

  it('refuses options that nothing of the config reads, and names those of promptfoo', async () => {
    const args = [
      '--dataset',
      'x',
      '--limit',
      '1',
      '--seed',
      '2',
      '--orders',
      '2',
      '--adapt',
      '1',
      '--pairing',
      'product',
      '--lock',
      'x',
      '--prompts',
      'x',
      '--system-prompt',
      'x',
      '--columns',
      'x',
    ];
    await evaluate({ 'promptfooconfig.yaml': FOREIGN }, { args }, ({ exitCode, stdout, stderr }) => {
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      for (const option of [
        '--dataset',
        '--limit',
        '--seed',
        '--orders',
        '--adapt',
        '--pairing',
        '--lock',
        '--prompts',
        '--system-prompt',
        '--columns',
      ]) {
        expect(stderr).toContain(`  - ${option}: expected none, because only `);
      }
      expect(stderr).toContain('--filter-first-n');
      expect(stderr).toContain('--filter-sample-seed');
    });
  });

  it('refuses another set where the tests state theirs, be it a list', async () => {
    const path = 'file://node_modules/promptfoo-metasc/dist/suites/cases.js';
    for (const dataset of [...(IS_NIGHT ? ['starter'] : []), ['starter', 'honesty']]) {
      const config = stringify({
        prompts: ['{{prompt}}'],
        providers: [column('baseline', { variant: 'baseline', model: 'openai:m' })],
        tests: { path, config: { dataset } },
      });
      await evaluate(
        { 'promptfooconfig.yaml': config },
        { args: ['--dataset', 'moral'] },
        ({ exitCode, stderr, asked }) => {
          expect({ exitCode, asked: asked.columns }).toEqual({ exitCode: 1, asked: 0 });
          expect(stderr).toContain('--dataset: expected none, because the config states dataset itself');
        },
      );
    }
  });

  it('refuses an option that neither it nor promptfoo has', async () => {
    for (const [option, nearest] of [
      ['--limti', '--limit'],
      ['--filter-first-m', '--filter-first-n'],
      ...(IS_NIGHT ? [['--no-chache', '--no-cache']] : []),
    ]) {
      await evaluate(
        { 'promptfooconfig.yaml': FOREIGN },
        { args: [option ?? '', '3'] },
        ({ exitCode, stdout, stderr }) => {
          expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
          expect(stderr).toBe(
            `${option}: an option of neither metasc eval nor promptfoo eval; did you mean "${nearest}"?\n`,
          );
        },
      );
    }
  });

  it('runs a project without MetaSC, and advises what fits it: no model of ours, no report, no gate', async () => {
    const env = { METASC_MODEL: 'openai:m', METASC_JUDGE: 'openai:judge' };
    await evaluate(
      { 'promptfooconfig.yml': FOREIGN },
      { args: ['--', '--filter-first-n', '1', '--no-table'], env },
      ({ exitCode, stdout, stderr }) => {
        expect({ exitCode, stderr }).toEqual({
          exitCode: 0,
          stderr:
            "METASC_MODEL, METASC_JUDGE: set, but promptfooconfig.yml doesn't read them; the run uses its own models.\n",
        });
        expect(stdout).toContain('1 of 1 rows answered');
        expect(stdout).toMatch(/Results {7}results\/promptfooconfig\.json\nLook at them {2}npx promptfoo view\n$/);
      },
    );
  });

  it('takes --limit for generated tests in any config, and advises report, gate and another model', async () => {
    const config = stringify({
      prompts: ['{{prompt}}'],
      providers: ['baseline', 'static-critique'].map((variant) =>
        column(variant, { variant, model: "{{ env.METASC_MODEL | default('openai:other') }}" }),
      ),
      tests: { path: 'file://node_modules/promptfoo-metasc/dist/suites/cases.js', config: { dataset: 'starter' } },
    });
    const args = ['-c', 'own.yaml', '--limit', '2', '--no-table', '--no-write', '-o', 'out/own.jsonl'];
    await evaluate(
      { 'own.yaml': config },
      { args, env: { METASC_MODEL: 'openai:m' } },
      ({ exitCode, stdout, stderr, asked }) => {
        expect({ exitCode, stderr, asked: asked.columns }).toEqual({ exitCode: 0, stderr: '', asked: 2 * 3 });
        expect(stdout).toMatch(/^4 cells, about 6 calls of the MetaSC columns, at least 3 one after another\n/);
        expect(stdout).toContain('npx metasc report out/own.jsonl\n');
        expect(stdout).toContain(
          'npx metasc gate --head out/own.jsonl --column static-critique --against baseline --policy gate.yaml\n',
        );
        expect(stdout).toContain('METASC_MODEL=openai:gpt-4o-mini npx metasc eval --config own.yaml ');
      },
    );
  });
});
