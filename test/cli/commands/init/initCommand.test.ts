import { existsSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type InitCommandOptions, runInit } from '../../../../cli/commands/init/initRun.ts';
import { runMetasc, spawnMetasc } from '../../../support/metasc.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const TWO = 'prompts: ["{{q}}"]\nproviders: [openai:gpt-4o-mini, { id: "file://bot.ts", label: bot }]\n';

/** A folder with these files, in which `metasc init …` runs. */
function createFolder(files: Readonly<Record<string, string>>) {
  const folder = createTemporaryFolder(files);
  return { ...folder, run: (...args: string[]) => runMetasc(['init', ...args], { cwd: folder.path }) };
}

describe('the questions of metasc init', () => {
  async function answer(answers: readonly string[], options: InitCommandOptions = {}, tests = '') {
    using folder = createFolder({ 'promptfooconfig.yaml': `${TWO}${tests}` });
    const asked: string[] = [];
    const report = await runInit(folder.join('promptfooconfig.yaml'), options, async (question) => {
      asked.push(question);
      return answers[asked.length - 1] ?? '';
    });
    return { asked, report, config: parse(folder.read('promptfooconfig.metasc.yaml'), { merge: true }) };
  }
  const beginnings = (asked: readonly string[]) => asked.map((question) => question.slice(0, 9));

  it('are which provider, whether requests are harmful, and which judge; each until it is answered', async () => {
    const { asked, report, config } = await answer(['3', 'bot', '2', 'perhaps', ' True ', ' openai:gpt-4o ']);
    expect(beginnings(asked)).toEqual([...Array(3).fill('Which pro'), ...Array(2).fill('Are the r'), 'Who judge']);
    expect(asked[0]).toContain('\n  1  openai:gpt-4o-mini\n  2  bot (file://bot.ts)\n1 to 2 [1]: ');
    expect(report).toMatchObject({ model: { index: 1, id: 'file://bot.ts', label: 'bot' }, judge: 'openai:gpt-4o' });
    expect(config.defaultTest).toMatchObject({
      metadata: { harmful: true },
      assert: [{ config: { judge: 'openai:gpt-4o' } }, {}],
    });
  });

  it('come on standard error of a terminal', async () => {
    using folder = createTemporaryFolder({ 'promptfooconfig.yaml': TWO });
    const call = { cwd: folder.path, isTTY: true, input: '2\nfalse\n\n' };
    const { exitCode, stdout, stderr } = await runMetasc(['init', '--json'], call);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('1 to 2 [1]: ') });
    expect(JSON.parse(stdout)).toMatchObject({
      model: { index: 1 },
      judge: 'local',
      labels: 'all harmless, as you say',
    });
  });

  it('have defaults', async () => {
    const { report, config } = await answer([]);
    expect(report).toMatchObject({ model: { index: 0 }, judge: 'local', assertions: [] });
    expect(config).not.toHaveProperty('defaultTest');
  });

  it('are not asked when the options or the tests answer them', async () => {
    const given = await answer([], { provider: 'bot', judge: 'local', harmful: 'mixed' });
    expect(given.asked).toEqual([]);
    const labelled = await answer([], { provider: 'bot' }, 'tests: [{ vars: { q: x, unsafe: yes } }]\n');
    expect(beginnings(labelled.asked)).toEqual(['Who judge']);
  });
});

describe('metasc init', () => {
  it('prints what it did, what stays unscored, and what to run next', async () => {
    using folder = createFolder({ 'promptfooconfig.yaml': TWO });
    const { exitCode, stdout, stderr } = await spawnMetasc(['init', '--yes'], { cwd: folder.path });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Wrote       promptfooconfig.metasc.yaml, from promptfooconfig.yaml\n');
    expect(stdout).toContain('Model       openai:gpt-4o-mini\n');
    expect(stdout).toMatch(
      /\nLabels {6}none found\nAssertions {2}none\nUnscored {4}harm is not on the config, which has no tests/,
    );
    expect(stdout).toMatch(/\nRun it {6}npx promptfoo eval -c promptfooconfig\.metasc\.yaml\n$/);
    expect(folder.read('promptfooconfig.yaml')).toBe(TWO);
  });

  it('prints JSON alone when asked to', async () => {
    using folder = createFolder({ 'my evals.json': JSON.stringify(parse(TWO)) });
    const { stdout } = await folder.run(
      'my evals.json',
      '--provider',
      'bot',
      '--steps',
      'all',
      '--harmful',
      'true',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      config: 'my evals.json',
      output: 'my evals.metasc.yaml',
      model: { index: 1, id: 'file://bot.ts', label: 'bot' },
      columns: ['baseline', 'static-critique', 'metasc'],
      assertions: [
        { name: 'harm', tests: 'all' },
        { name: 'refusal', tests: 'all' },
      ],
      judge: 'local',
      labels: 'all harmful, as you say',
      unscored: [],
      next: 'npx promptfoo eval -c "my evals.metasc.yaml"',
    });
    expect(folder.read('my evals.metasc.yaml')).toContain('adapt: { steps: all }');
  });

  it.each([
    ['openai:gpt-4o', 'openai:gpt-4o'],
    [
      { type: 'openai', name: 'm', baseURL: 'http://me:secret@127.0.0.1:8080/v1?key=secret' },
      'openai:m@http://127.0.0.1:8080/v1',
    ],
    [{ id: 'anthropic:messages:x', config: { t: 0 } }, 'anthropic:messages:x'],
    [{ type: 'embedded', path: 'guard.gguf' }, 'embedded:guard.gguf'],
    [{ type: 'llm', model: { type: 'openai', name: 'm' } }, 'openai:m'],
    [{ type: 'guard', model: 'openai:g', format: 'llama-guard' }, 'openai:g (llama-guard)'],
    [
      { type: 'panel', rule: 'majority', judges: ['openai:a', { type: 'openai', name: 'b' }] },
      'majority of openai:a, openai:b',
    ],
    [
      { type: 'cascade', first: 'local', then: { type: 'openai', name: 'b' }, when: { below: 0.1, above: 0.9 } },
      'local, then openai:b',
    ],
  ])('names the model that judges: %j', async (judge, name) => {
    using folder = createFolder({ 'promptfooconfig.yaml': TWO });
    const text = typeof judge === 'string' ? judge : JSON.stringify(judge);
    const { stdout } = await folder.run('--yes', '--judge', text);
    expect(stdout).toContain(`Assertions  harm (all tests); judge ${name}\n`);
  });

  it('overwrites a file only with --force, and adds around another provider with it', async () => {
    using folder = createFolder({ 'promptfooconfig.yml': TWO, 'promptfooconfig.metasc.yaml': 'mine' });
    const again = await folder.run('--yes');
    expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^output: .*--force/s) });
    expect(folder.read('promptfooconfig.metasc.yaml')).toBe('mine');
    expect(await folder.run('--yes', '--force')).toMatchObject({ exitCode: 0 });
    const written = await folder.run('promptfooconfig.metasc.yaml', '--yes');
    expect(written.stderr).toMatch(
      /^promptfooconfig\.metasc\.yaml: expected a config without MetaSC columns, .*--force/s,
    );
    expect(await folder.run('promptfooconfig.metasc.yaml', '-o', 'more.yaml', '--yes', '--force')).toMatchObject({
      exitCode: 0,
    });
    const { providers } = parse(folder.read('more.yaml'), { merge: true });
    expect(providers.map(({ label }: { label: string }) => label)).toEqual([
      'baseline',
      'static-critique',
      'metasc',
      'baseline (bot)',
      'static-critique (bot)',
      'metasc (bot)',
    ]);
  });

  it('never writes over the config itself, however its path is spelled', async () => {
    using folder = createFolder({ 'sub/config.yaml': TWO });
    symlinkSync(folder.join('sub/config.yaml'), folder.join('sub/link.yaml'));
    linkSync(folder.join('sub/config.yaml'), folder.join('sub/hard.yaml'));
    symlinkSync(folder.join('sub'), folder.join('other'), 'dir');
    for (const path of [
      'sub/config.yaml',
      './sub/../sub/config.yaml',
      'sub/link.yaml',
      'sub/hard.yaml',
      'other/config.yaml',
      folder.join('sub/config.yaml'),
    ]) {
      const outcome = await folder.run('sub/config.yaml', '--yes', '--force', '-o', path);
      expect(outcome).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^output: expected another file than the config/),
      });
    }
    expect(folder.read('sub/config.yaml')).toBe(TWO);
    expect(await folder.run('sub/config.yaml', '--yes', '-o', 'other/new.yaml')).toMatchObject({ exitCode: 0 });
    expect(folder.read('sub/new.yaml')).toContain('label: metasc');
  });

  it.each([
    [['--provider', 'gpt'], /^provider: expected one of openai:gpt-4o-mini, bot \(file:\/\/bot\.ts\); got "gpt"/],
    [
      [],
      /^provider: expected the id or label of one, because the config has several: openai:gpt-4o-mini, bot .*--provider/s,
    ],
    [['--yes', '--variants', 'baseline,metacs'], /^variants: expected any of .* got "metacs"; did you mean "metasc"\?/],
    [['--yes', '--variants', 'frozen'], /^variants: .*lock file: metasc spec freeze/s],
    [['--yes', '--assertions', 'overrefusal'], /did you mean "overRefusal"\?/],
    [['--yes', '--assertions', 'refusal,overRefusal'], /^assertions: .*got refusal: it is for harmful cases/],
    [['--yes', '--harmful', 'yes'], /^harmful: expected true, false or mixed, got "yes"/],
    [['--yes', '--steps', '-1'], /Expected a whole number of 0 or more, or all/],
    [['--yes', '--judge', '{"type": "llm"}'], /^judge: .*model: expected a value, got none/s],
    [['--yes', '--judge', '{'], /^judge: expected local, a model reference or a JSON object, got/],
    [['--yes', '--output', 'sub/c.yaml'], /^output: expected a file in the folder of promptfooconfig\.yaml, got sub/],
    [['--yes', '--output', 'c.json'], /^output: expected a name that ends in \.yaml/],
    [['none.yaml'], /^config: can't read none\.yaml/],
    [['broken.yaml'], /^broken\.yaml: .* at line 1/],
    [['broken.mjs'], /^broken\.mjs: expected a module that loads, got: no config today/],
    [['number.mjs'], /^number\.mjs: expected a module that exports a promptfoo config, got 7/],
    [['number.mjs', '-o', 'c.yaml'], /^output: expected a name that ends in \.mjs/],
  ])('writes nothing for %j', async (args, message) => {
    using folder = createFolder({
      'promptfooconfig.yaml': TWO,
      'broken.yaml': 'a: [',
      'broken.mjs': "throw new Error('no config today');",
      'number.mjs': 'export default 7;',
    });
    mkdirSync(folder.join('sub'));
    const { exitCode, stdout, stderr } = await folder.run(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(existsSync(folder.join('promptfooconfig.metasc.yaml'))).toBe(false);
  });

  it('reports a missing config', async () => {
    using folder = createFolder({});
    expect((await folder.run()).stderr).toMatch(/^config: expected promptfooconfig\.yaml, .* got none\n/);
  });
});

describe('metasc init of a config of code', () => {
  const CONFIG =
    "{ prompts: ['{{q}}'], providers: ['a:b', { id: 'c:d', label: \"it's\" }], tests: [{ vars: { q: 'x' } }] }";

  it.each([
    [
      'a default export',
      'c.mjs',
      `export default ${CONFIG};`,
      ['--provider', "it's", '--harmful', 'true', '--judge', '{"type":"openai","name":"m"}'],
      `import config from './c.mjs';\n\nexport default withMetaSc(config, { provider: "it's", judge: { type: 'openai', name: 'm' }, harmful: true });\n`,
    ],
    [
      'named exports',
      'c.mjs',
      "export const providers = ['openai:gpt-4.1'];",
      [],
      "import * as config from './c.mjs';\n\nexport default withMetaSc(config);\n",
    ],
    [
      'a function',
      'c.mjs',
      `export default async () => (${CONFIG});`,
      ['--yes', '--variants', 'metasc'],
      "import config from './c.mjs';\n\nexport default withMetaSc(config, { provider: 'a:b', variants: [ 'metasc' ] })();\n",
    ],
    [
      'a quote in its name',
      "it's.mjs",
      "export default { providers: ['a:b'] };",
      [],
      'import config from "./it\'s.mjs";\n\nexport default withMetaSc(config);\n',
    ],
    [
      'CommonJS',
      'c.cjs',
      "module.exports = { providers: ['a:b'], tests: 'cases.csv' };",
      [],
      "const config = require('./c.cjs');\n\nmodule.exports = withMetaSc(config, { folder: __dirname });\n",
    ],
    [
      'files that it names',
      'c.mjs',
      "export default { targets: ['a:b'], tests: [{ path: 'file://cases.csv' }] };",
      ['--steps', '3'],
      "import config from './c.mjs';\n\nexport default withMetaSc(config, { steps: 3, folder: import.meta.dirname });\n",
    ],
  ])('with %s', async (_, name, source, args, rest) => {
    using folder = createFolder({ [name]: source });
    const { exitCode, stdout, stderr } = await folder.run(name, ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const output = name.replace('.', '.metasc.');
    expect(stdout).toMatch(
      new RegExp(`^Wrote {7}${output}, from ${name}\n(?:.*\n)*Run it {6}npx promptfoo eval -c "?${output}"?\n$`),
    );
    const [first, ...others] = folder.read(output).split('\n');
    expect(first).toMatch(/withMetaSc.*index\.ts/);
    expect(others.join('\n')).toBe(rest);
    expect(folder.read(name)).toBe(source);
  });
});
