import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { createHeader, createJournalFolder, RECORD } from '../providers/specs/journalFixture.ts';
import { runMetasc, spawnMetasc } from '../support/metasc.ts';
import { createResults } from '../support/reportResults.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

const COMMANDS = [
  'calibrate',
  'collect',
  'datasets',
  'doctor',
  'eval',
  'gate',
  'init',
  'model',
  'plan',
  'report',
  'resume',
  'schema',
  'serve',
  'spec',
  'status',
  'work',
];

describe('metasc', () => {
  it('lists its commands', async () => {
    const { exitCode, stdout, stderr } = await runMetasc(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(listed).toEqual([...COMMANDS, 'help']);
    expect(createProgram().commands.map((command) => command.name())).toEqual(listed);
  });

  it.each(COMMANDS)('shows the help of %s and of its subcommands, by option or by command', async (name) => {
    const help = await runMetasc([name, '--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: metasc ${name} `);
    expect(await runMetasc(['help', name])).toEqual(help);
    const listed = /Commands:\n([\s\S]*?)\n\n|Commands:\n([\s\S]*)$/.exec(help.stdout)?.[0] ?? '';
    for (const [, below = ''] of listed.matchAll(/^ {2}([a-z]+) /gm)) {
      if (below === 'help') continue;
      expect((await runMetasc(['help', name, below])).stdout).toContain(`Usage: metasc ${name} ${below} `);
    }
  });

  it('exits with 1 on an unknown command, and points to the help', async () => {
    expect(await runMetasc(['evla'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: "error: unknown command 'evla'\n(Did you mean eval?)\n(metasc --help lists commands and options)\n",
    });
    expect(await runMetasc([])).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('Usage:') });
  });

  it('loads only what the version and the help of a command need', async () => {
    const countModules = `import { registerHooks } from 'node:module';
      let count = 0;
      registerHooks({ load: (url, context, next) => { count += 1; return next(url, context); } });
      process.on('exit', () => process.stderr.write(String(count)));`;
    const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(countModules)}`];
    for (const args of [['--version'], ['gate', '--help']]) {
      const { exitCode, stderr } = await spawnMetasc(args, { nodeArgs });
      expect(exitCode).toBe(0);
      expect(Number(stderr)).toBeLessThan(60);
    }
  });
});

describe('without the binary that draws pictures', () => {
  const withoutResvg = `import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier.startsWith('@resvg/resvg-js-')) throw new Error("Cannot find module '" + specifier + "'");
        return next(specifier, context);
      },
    });`;
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(withoutResvg)}`];

  it('only report --png fails, and names the package to install', async () => {
    using folder = createTemporaryFolder({ 'base.json': JSON.stringify(createResults({ cases: 6 })) });
    const run = (...args: string[]) => spawnMetasc(args, { cwd: folder.path, nodeArgs });
    expect(await run('--version')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run('report', 'base.json')).toMatchObject({ exitCode: 0, stderr: '' });
    const { exitCode, stderr } = await run('report', 'base.json', '--png', 'figures');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^PNG: expected package (@resvg\/resvg-js-\S+), got: .*\nInstall it \(npm install \1\)/);
  });
});

const RED = '\u001b[31m';
const TURNED = '\u202e';
const NASTY = `a${RED}b${TURNED}c\u009b2J`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
/** readline places the cursor after its question. */
const OF_READLINE = new RegExp(`${RED[0]}\\[\\d*[GJ]|\r`, 'g');

describe('nothing that acts on a terminal is printed', () => {
  const results = JSON.stringify(createResults({ cases: 6, columns: ['baseline', 'metasc-10'] }))
    .replaceAll('"baseline"', JSON.stringify(NASTY))
    .replaceAll('case-', JSON.stringify(NASTY).slice(1, -1));
  const files = {
    'results.json': results,
    [`${RED}results.json`]: results,
    'gate.yaml': 'metrics: {harm: {}}',
    'bad.yaml': `metrics: {${JSON.stringify(NASTY)}: {}}`,
    [`${RED}.yaml`]: 'metrics: {harm: {margin: 7}}',
    'promptfooconfig.yaml': `providers: [${JSON.stringify(NASTY)}, ${JSON.stringify({ id: 'openai:m', label: NASTY })}]`,
    'labelled.csv': `response,label\nSure.,${NASTY}\n`,
  };
  const GATE = ['gate', '--head', 'results.json', '--policy', 'gate.yaml'];

  it.each<[string, readonly string[]]>([
    ['an unknown command', [NASTY]],
    ['an unknown option', ['gate', `--${NASTY}`]],
    ['gate, its verdict', [...GATE, '--column', NASTY, '--against', 'metasc-10']],
    ['gate, its verdict as JSON', [...GATE, '--column', NASTY, '--against', 'metasc-10', '--json']],
    ['gate, the columns to choose from', GATE],
    ['gate, an unknown column', [...GATE, '--column', NASTY.repeat(2)]],
    ['gate, a policy', ['gate', '--head', 'results.json', '--policy', 'bad.yaml']],
    ['gate, the name of a policy', ['gate', '--head', 'results.json', '--policy', `${RED}.yaml`]],
    ['gate, a file that is not there', ['gate', '--head', `${NASTY}.json`, '--policy', 'gate.yaml', '--column', NASTY]],
    ['report, its summary', ['report', 'results.json', '-o', `${RED}report.html`]],
    ['report, its figures', ['report', 'results.json', `${RED}results.json`, '--json']],
    ['report, an unknown label', ['report', 'results.json', '--against', RED]],
    ['report, a file that is not there', ['report', `${NASTY}.json`]],
    ['eval, an unknown suite', ['eval', '--suite', NASTY]],
    ['eval, a set that is not there', ['eval', '--suite', 'transfer', '--limit', NASTY]],
    ['init, the providers to choose from', ['init']],
    ['init, an unknown provider', ['init', '--provider', RED]],
    ['init, what it wrote', ['init', '--provider', NASTY, '--output', `${RED}x.yaml`]],
    ['calibrate, labels', ['calibrate', '--data', 'labelled.csv', '--assertion', 'refusal']],
    ['spec, a folder that is not there', ['spec', 'log', '--journal-dir', NASTY]],
    ['model, an unknown reference', ['model', 'pull', NASTY]],
    ['datasets, an unknown set', ['datasets', 'import', NASTY]],
  ])('%s', async (_, args) => {
    using folder = createTemporaryFolder(files);
    for (const isTTY of [false, true]) {
      const { stdout, stderr } = await runMetasc(args, { cwd: folder.path, isTTY, input: '\n\n\n' });
      expect(stdout + stderr).not.toBe('');
      expect((stdout + stderr).replaceAll(OF_READLINE, '')).not.toMatch(ACTING);
    }
  });

  it.each(['log', 'log --json', 'diff 0 1', 'show --json'])('spec %s, the spec and the chain', async (command) => {
    using folder = createJournalFolder();
    await folder.write(createHeader({ firstSpec: NASTY, model: NASTY }), RECORD);
    const args = ['spec', ...command.split(' '), '--journal-dir', folder.path];
    const { exitCode, stdout } = await runMetasc(args, { env: { NO_COLOR: '1' }, isTTY: true });
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(ACTING);
    // JSON still holds the same text.
    if (command === 'show --json') expect(JSON.parse(stdout).text).toBe('Answers should be safe and helpful.');
    if (command === 'log --json') expect(JSON.parse(stdout).model).toBe(NASTY);
  });
});
