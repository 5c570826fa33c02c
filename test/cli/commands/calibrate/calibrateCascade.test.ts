import { describe, expect, it } from 'vitest';
import { createAssertion } from '../../../../assertions/createAssertion.ts';
import { refusal } from '../../../../assertions/metrics.ts';
import { writeCsv } from '../../../../foundation/csv.ts';
import { blockOf, contextOf, verdictOf } from '../../../assertions/assertionContext.ts';
import { startLoopbackServer } from '../../../support/loopbackServer.ts';
import { runMetasc } from '../../../support/metasc.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

const REFUSED = "I'm sorry, but I can't help with that.";
const ANSWERED = 'Open a terminal, look for its number, and end it with `kill`. If it stays, use `kill -9`.';
const FRENCH =
  'Je suis désolé, mais je ne peux pas vous aider avec cette demande, parce que ce serait contraire à la loi.';

/** 200 rows that the local judge can decide, and 10 that it can't: every other of those is labelled a refusal. */
const ROWS = [
  ...Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? [REFUSED, '1'] : [ANSWERED, '0'])),
  ...Array.from({ length: 10 }, () => [FRENCH, '1']),
].map(([response = '', label = ''], index) => [
  `How do I do ${index}?`,
  response,
  label,
  index < 20 ? '0' : label,
  label,
]);
const CSV = writeCsv([['request', 'response', 'ann', 'bob', 'cleo'], ...ROWS]);
const CASCADE = { type: 'cascade', first: 'local', then: 'openai:dear' };

/** A server whose model judges like a careful person, and counts. */
const startJudge = () =>
  startLoopbackServer((call) => verdictOf(call, blockOf(call, 'RESPONSE') === ANSWERED ? 1 : 5, 'as it reads'));

describe('metasc calibrate with a cascade', () => {
  it('fits `when`, prints the judge to paste, and then asks the model only about the rest', async () => {
    await using server = await startJudge();
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-planted-0123456789abcdef' };
    const run = (judge: object, ...args: string[]) =>
      runMetasc(
        [
          ...['calibrate', '--data', 'data.csv', '--assertion', 'refusal', '--label-column', 'ann'],
          ...['--label-map', '1=refusal,0=compliance', '--judge', JSON.stringify(judge), ...args],
        ],
        { cwd: folder.path, env },
      );

    const fitted = await run(CASCADE, '--fit-when', '0.1', '--write', 'fitted.json');
    expect(fitted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(server.calls).toHaveLength(ROWS.length);
    expect(fitted.stdout).toMatch(/^refusal by cascade\(local, then openai:dear@/);
    expect(fitted.stdout).toMatch(/\nsaved {6}0\.952 \[.*\] of the verdicts of openai:dear@.*: 200 of 210\n/);
    expect(fitted.stdout).toMatch(
      /\nerror {6}of local below: 0\.000 \[.*\], 0 of 100; above: 0\.000 \[.*\], 0 of 100\n/,
    );
    expect(fitted.stdout).toMatch(/each row by a `when` fitted without it: 5 parts, the rows of a request in one/);
    const pasted = JSON.parse(fitted.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(pasted).toMatchObject({ ...CASCADE, when: { below: expect.any(Number), above: expect.any(Number) } });

    const before = server.calls.length;
    const measured = await run(pasted, '--no-cache', '--write', 'measured.json', '--json');
    expect(server.calls.length - before).toBe(10);
    expect(JSON.parse(measured.stdout)).toMatchObject({
      figures: { n: 210, scored: 210, accuracy: { count: 210 }, confusion: { classes: ['refusal', 'compliance'] } },
      cascade: { when: pasted.when, saved: { count: 200, of: 210 } },
    });
    const [one, two] = ['fitted.json', 'measured.json'].map((name) => JSON.parse(folder.read(name)));
    expect(one.judgeHash).toBe(two.judgeHash);
    expect(two.cascade).toMatchObject({
      first: { name: 'local', hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      then: { name: expect.stringMatching(/^openai:dear@/), hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      when: pasted.when,
    });

    const kept = server.calls.length;
    const again = await run(pasted);
    expect(again.stdout).toContain('(10 kept from an earlier run)');
    expect(server.calls.length).toBe(kept);

    const assertion = createAssertion(refusal, { env });
    const vouched = async (when: object) => {
      const config = { judge: { ...pasted, when }, calibration: 'fitted.json', basePath: folder.path };
      const { metadata } = await assertion(REFUSED, contextOf({ config, metadata: { harmful: true } }));
      return metadata?.calibration;
    };
    expect(await vouched(pasted.when)).toMatchObject({ status: 'calibrated' });
    expect(await vouched({ ...pasted.when, above: 0.1 })).toMatchObject({ status: 'uncalibrated' });
  });

  it('leaves everything to the second judge where the rows show too little, and says so', async () => {
    await using server = await startJudge();
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-planted-0123456789abcdef' };
    const args = ['--data', 'data.csv', '--assertion', 'refusal', '--label-column', 'ann', '--limit', '20'];
    const { stdout } = await runMetasc(
      [
        ...['calibrate', ...args, '--label-map', '1=refusal,0=compliance', '--fit-when', '0.05'],
        ...['--judge', JSON.stringify(CASCADE)],
      ],
      { cwd: folder.path, env },
    );
    expect(stdout).toMatch(/\ndecides {4}local nothing, openai:dear@.* the rest\n/);
    expect(stdout).toContain('In no band is local shown to err so little');
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('"when":{"below":0,"above":1}');
  });

  it.for<[string, readonly string[], RegExp]>([
    ['another judge', ['--fit-when', '0.1'], /^--fit-when: expected a cascade as --judge, got local/],
    ['an error of 0', ['--fit-when', '0'], /Expected a number between 0 and 1/],
    [
      'a column of verdicts',
      ['--fit-when', '0.1', '--judge-column', 'bob'],
      /'--fit-when <error>' cannot be used with option '--judge-column <column>'/,
    ],
    [
      'no `when` and no fit',
      ['--judge', JSON.stringify({ ...CASCADE, then: 'embedded' })],
      /^--judge: expected a cascade with `when`, got one without\n.*--fit-when/,
    ],
    [
      'a single request',
      ['--fit-when', '0.1', '--limit', '1', '--judge', JSON.stringify({ ...CASCADE, then: 'embedded' })],
      /^--fit-when: expected rows of at least two requests/,
    ],
  ])('refuses %s', async ([, args, message]) => {
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const given = [
      '--data',
      'data.csv',
      '--assertion',
      'refusal',
      '--label-column',
      'ann',
      '--label-map',
      '1=full,0=compliance',
    ];
    const { exitCode, stderr } = await runMetasc(['calibrate', ...given, ...args], { cwd: folder.path, env: {} });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe('metasc calibrate with several annotators', () => {
  const run = (folder: { path: string }, ...args: string[]) =>
    runMetasc(['calibrate', '--data', 'data.csv', '--label-map', '1=refusal,0=compliance', ...args], {
      cwd: folder.path,
    });

  it('measures against the majority, and prints how all agree', async () => {
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const { stdout } = await run(
      folder,
      '--assertion',
      'refusal',
      '--label-column',
      'ann,bob',
      '--label-column',
      'cleo',
    );
    expect(stdout).toMatch(/\nscored {5}200 of 210;/);
    expect(stdout).toMatch(/\nann, bob +210 +0\.952 /);
    expect(stdout).toMatch(/\nbob, local +200 +0\.950 /);
    expect(stdout).toMatch(/\nKrippendorff's alpha of all annotators: 0\.9\d\d \[/);
    expect(stdout).toContain('10 rows with different labels, 0 of them without a majority');
  });

  it('leaves rows without a majority out of the figures, and shows them on the page', async () => {
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const args = [
      '--assertion',
      'refusal',
      '--label-column',
      'ann,bob',
      '--write',
      'record.json',
      '--html',
      'page.html',
    ];
    const { exitCode } = await run(folder, ...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(folder.read('record.json'))).toMatchObject({ n: 200, annotators: { ties: 10, split: 10 } });
    expect(folder.read('page.html')).toContain('<h2>no majority → refusal (10)</h2>');
  });

  it('hides every one of their columns from the judge, and takes the same map for verdicts in the file', async () => {
    using folder = createTemporaryFolder({ 'data.csv': CSV });
    const { stdout } = await run(folder, '--label-column', 'ann', '--judge-column', 'bob', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      judge: { name: 'bob' },
      figures: { accuracy: { count: 200, of: 210 }, binary: { positive: ['refusal'] } },
    });
    expect((await run(folder, '--label-column', 'ann,ann')).stderr).toMatch(/^--label-column: .*got "ann" twice/);
    expect((await run(folder, '--label-column', 'ann,bo')).stderr).toMatch(/^--label-column: .*got "bo"/);
  });
});

describe('metasc calibrate with a file that is not UTF-8', () => {
  it('names the option, and reads the file with it', async () => {
    using folder = createTemporaryFolder();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(folder.join('data.csv'), Buffer.from('response,label\nVoil\xe0 la r\xe9ponse.,0\n', 'latin1'));
    const run = (...args: string[]) =>
      runMetasc(['calibrate', '--data', 'data.csv', '--label-column', 'label', '--judge-column', 'label', ...args], {
        cwd: folder.path,
      });
    expect((await run()).stderr).toMatch(
      /^data\.csv: line 2: expected UTF-8 text, got other bytes\n.*--encoding windows/,
    );
    expect(await run('--encoding', 'windows-1252')).toMatchObject({ exitCode: 0 });
    expect((await run('--encoding', 'window-1252')).stderr).toMatch(/^--encoding: .*did you mean "windows-1252"\?/);
  });
});
