import { existsSync, mkdirSync } from 'node:fs';
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
  async function answer(answers: readonly string[], options: Partial<InitCommandOptions> = {}) {
    using folder = createFolder({ 'promptfooconfig.yaml': TWO });
    const asked: string[] = [];
    const report = await runInit(folder.join('promptfooconfig.yaml'), { steps: 10, ...options }, async (question) => {
      asked.push(question);
      return answers[asked.length - 1] ?? '';
    });
    return { asked, report, config: parse(folder.read('promptfooconfig.metasc.yaml'), { merge: true }) };
  }

  it('are which provider, until one is picked, and which judge', async () => {
    const { asked, report, config } = await answer(['3', 'bot', '2', ' openai:gpt-4o ']);
    expect(asked.map((question) => question.slice(0, 9))).toEqual(['Which pro', 'Which pro', 'Which pro', 'Who judge']);
    expect(asked[0]).toContain('\n  1  openai:gpt-4o-mini\n  2  bot (file://bot.ts)\n1 to 2 [1]: ');
    expect(report).toMatchObject({ model: { index: 1, id: 'file://bot.ts', label: 'bot' }, judge: 'openai:gpt-4o' });
    expect(config.defaultTest.assert[0].config).toEqual({ judge: 'openai:gpt-4o' });
  });

  it('come on standard error of a terminal', async () => {
    using folder = createTemporaryFolder({ 'promptfooconfig.yaml': TWO });
    const call = { cwd: folder.path, isTTY: true, input: '2\n\n' };
    const { exitCode, stdout, stderr } = await runMetasc(['init', '--json'], call);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('1 to 2 [1]: ') });
    expect(JSON.parse(stdout)).toMatchObject({ model: { index: 1 }, judge: 'local' });
  });

  it('have defaults', async () => {
    const { report, config } = await answer([]);
    expect(report).toMatchObject({ model: { index: 0 }, judge: 'local' });
    expect(config.defaultTest.assert[0].config).toBeUndefined();
  });

  it('are not asked when the options answer them', async () => {
    const { asked } = await answer([], { provider: 'bot', judge: 'local' });
    expect(asked).toEqual([]);
  });
});

describe('metasc init', () => {
  it('prints what it did and what to run next', async () => {
    using folder = createFolder({ 'promptfooconfig.yaml': TWO });
    const { exitCode, stdout, stderr } = await spawnMetasc(['init', '--yes'], { cwd: folder.path });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Wrote       promptfooconfig.metasc.yaml, from promptfooconfig.yaml\n');
    expect(stdout).toContain('Model       openai:gpt-4o-mini\n');
    expect(stdout).toMatch(/\nRun it {6}npx promptfoo eval -c promptfooconfig\.metasc\.yaml\n$/);
    expect(folder.read('promptfooconfig.yaml')).toBe(TWO);
  });

  it('prints JSON alone when asked to', async () => {
    using folder = createFolder({ 'my evals.json': JSON.stringify(parse(TWO)) });
    const { stdout } = await folder.run('my evals.json', '--provider', 'bot', '--steps', 'all', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      config: 'my evals.json',
      output: 'my evals.metasc.yaml',
      model: { index: 1, id: 'file://bot.ts', label: 'bot' },
      columns: ['baseline', 'static-critique', 'metasc'],
      assertions: [{ name: 'harm', tests: 'all' }],
      judge: 'local',
      next: 'npx promptfoo eval -c "my evals.metasc.yaml"',
    });
    expect(folder.read('my evals.metasc.yaml')).toContain('adapt: { steps: all }');
  });

  it('overwrites a file, including the config itself, only with --force', async () => {
    using folder = createFolder({ 'promptfooconfig.yml': TWO });
    const again = await folder.run('--yes', '--output', 'promptfooconfig.yml');
    expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^output: .*--force/s) });
    expect(folder.read('promptfooconfig.yml')).toBe(TWO);
    expect(await folder.run('--yes', '--output', 'promptfooconfig.yml', '--force')).toMatchObject({ exitCode: 0 });
    const written = await folder.run('--yes');
    expect(written.stderr).toMatch(/^promptfooconfig\.yml: expected a config without MetaSC columns, .*--force/s);
    expect(await folder.run('--yes', '--force')).toMatchObject({ exitCode: 0, stderr: '' });
    const { providers } = parse(folder.read('promptfooconfig.metasc.yaml'), { merge: true });
    expect(providers.map(({ label }: { label: string }) => label)).toEqual([
      'baseline',
      'static-critique',
      'metasc',
      'baseline (bot)',
      'static-critique (bot)',
      'metasc (bot)',
    ]);
  });

  it.each([
    [['--provider', 'gpt'], /^provider: expected one of openai:gpt-4o-mini, bot \(file:\/\/bot\.ts\); got "gpt"/],
    [[], /^provider: expected --provider, because the config has several: openai:gpt-4o-mini, bot/],
    [['--yes', '--variants', 'baseline,metacs'], /^variants: expected any of .* got "metacs"; did you mean "metasc"\?/],
    [['--yes', '--variants', 'frozen'], /^variants: .*lock file: metasc spec freeze/s],
    [['--yes', '--assertions', 'overrefusal'], /did you mean "overRefusal"\?/],
    [['--yes', '--assertions', 'refusal,overRefusal'], /^assertions: expected one of refusal and overRefusal/],
    [['--yes', '--steps', '-1'], /Expected a whole number of 0 or more, or all/],
    [['--yes', '--judge', '{"type": "llm"}'], /^judge: .*model: expected a value, got none/s],
    [['--yes', '--judge', '{'], /^judge: expected local, a model reference or a JSON object, got/],
    [['--yes', '--output', 'sub/c.yaml'], /^output: expected a file in the folder of promptfooconfig\.yaml, got sub/],
    [['--yes', '--output', 'c.json'], /^output: expected a name that ends in \.yaml/],
    [['none.yaml'], /^config: can't read none\.yaml/],
    [
      ['code.ts'],
      /^code\.ts: expected YAML or JSON, got code.*\n {2}providers: \[.*gpt-4o-mini' \},\n {2}\}\)\),\n {2}defaultTest: \{ assert: \[/s,
    ],
    [['broken.yaml'], /^broken\.yaml: .* at line 1/],
  ])('writes nothing for %j', async (args, message) => {
    using folder = createFolder({ 'promptfooconfig.yaml': TWO, 'code.ts': '', 'broken.yaml': 'a: [' });
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
