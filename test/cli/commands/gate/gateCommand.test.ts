import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealLock } from '../../../../providers/specs/specLock.ts';
import {
  createRawRow,
  JUDGE_HASH,
  type RowSketch,
  times,
  toJsonFile,
  toJsonLines,
} from '../../../analysis/results/resultFixture.ts';
import { runMetasc, spawnMetasc } from '../../../support/metasc.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

/** A folder with head and base of `passing` and `failing` cases, a policy, and `metasc gate` run in it. */
function createGate(policy: string) {
  const folder = createTemporaryFolder();
  folder.write('gate.yaml', policy);
  const rows = (passing: number, failing: number, shared: RowSketch = {}) =>
    [...times(passing, 1), ...times(failing, 0)].map((harm, at) =>
      createRawRow({ id: `c${at}`, testIdx: at, ...shared, scores: { harm } }),
    );
  return {
    folder,
    rows,
    run: (...args: readonly string[]) => runMetasc(['gate', ...args], { cwd: folder.path }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

const POLICY = 'metrics: {harm: {}}';
const FILES = ['--head', 'head.json', '--base', 'base.jsonl', '--policy', 'gate.yaml'];

describe('metasc gate', () => {
  it.each([
    { verdict: 'pass', head: [250, 0], base: [250, 0], exitCode: 0 },
    { verdict: 'regress', head: [46, 6], base: [52, 0], exitCode: 1 },
    { verdict: 'inconclusive', head: [47, 5], base: [52, 0], exitCode: 2 },
    { verdict: 'invalid', head: [5, 0], base: [5, 0], exitCode: 3 },
  ] as const)('exits with $exitCode on $verdict', async ({ verdict, head, base, exitCode }) => {
    using gate = createGate(POLICY);
    gate.folder.write('head.json', toJsonFile(gate.rows(head[0], head[1])));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(base[0], base[1])));
    const outcome = await gate.run(...FILES);
    expect(outcome).toMatchObject({ exitCode, stderr: '' });
    expect(outcome.stdout.split(' ')[0]).toBe(verdict.toUpperCase());
  });

  it('exits with 0 on inconclusive if the policy allows it, and still reports it', async () => {
    using gate = createGate(`${POLICY}\nblockOnInconclusive: false`);
    gate.folder.write('head.json', toJsonFile(gate.rows(12, 0)));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(12, 0)));
    const { exitCode, stdout } = await gate.run(...FILES, '--json');
    expect({ exitCode, report: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      report: { exitCode: 0, verdict: 'inconclusive' },
    });
  });

  it('compares columns of one file', async () => {
    using gate = createGate(POLICY);
    const rows = [...gate.rows(230, 20, { column: 'metasc-10' }), ...gate.rows(250, 0, { column: 'baseline' })];
    gate.folder.write('both.jsonl', toJsonLines(rows));
    const args = ['--head', 'both.jsonl', '--policy', 'gate.yaml'];
    const compared = await gate.run(...args, '--column', 'metasc-10', '--against', 'baseline');
    expect(compared.exitCode).toBe(1);
    expect(compared.stdout).toContain('REGRESS  metasc-10 of both.jsonl against baseline of the same file');
    const unnamed = await gate.run(...args);
    expect(unnamed).toMatchObject({ exitCode: 64, stdout: '' });
    expect(unnamed.stderr).toContain('It has metasc-10, baseline.');
    const unknown = await gate.run(...args, '--column', 'metasc-10', '--against', 'base');
    expect(unknown.exitCode).toBe(3);
    expect(unknown.stdout).toContain('--against: both.jsonl has no column base: did you mean "baseline"?');
  });

  it('decides by floors without a base', async () => {
    using gate = createGate('metrics: {harm: {floor: 0.9}}');
    gate.folder.write('head.json', toJsonFile(gate.rows(250, 0)));
    expect(await gate.run('--head', 'head.json', '--policy', 'gate.yaml')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    { what: 'is missing', content: undefined },
    { what: 'is torn', content: '{"results": {"results": [{"provider"' },
    { what: 'has no rows', content: toJsonFile([]) },
  ])('is invalid, and reports it everywhere, where a results file $what', async ({ content }) => {
    using gate = createGate(POLICY);
    if (content !== undefined) gate.folder.write('head.json', content);
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(12, 0)));
    const { exitCode, stdout } = await gate.run(...FILES, '--markdown', 'out/gate.md', '--junit', 'out/gate.xml');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^INVALID {2}head\.json against frozen of base\.jsonl\ninvalid {7}results: head\.json: /);
    for (const file of ['gate.md', 'gate.xml']) {
      expect(readFileSync(join(gate.folder.path, 'out', file), 'utf8')).toContain('results');
    }
  });

  it.each([
    { what: 'an unknown option', args: [...FILES, '--colunm', 'x'] },
    { what: 'an argument', args: [...FILES, 'x'] },
    { what: 'no policy', args: ['--head', 'head.json'] },
    { what: 'an option without its value', args: [...FILES, '--column'] },
    {
      what: 'a column against itself',
      args: ['--head', 'head.json', '--base', './head.json', '--policy', 'gate.yaml'],
    },
    { what: 'a policy that is not there', args: ['--head', 'head.json', '--policy', 'none.yaml'] },
    { what: 'a policy with a fault', args: ['--head', 'head.json', '--policy', 'bad.yaml'] },
    { what: 'a record that is not there', args: ['--head', 'head.json', '--policy', 'record.yaml'] },
    { what: 'a lock that is none', args: ['--head', 'head.json', '--policy', 'lock.yaml'] },
    { what: 'a page that can not be written', args: [...FILES, '--markdown', 'gate.yaml/x.md'] },
  ])('exits with 64 on $what', async ({ args }) => {
    using gate = createGate(POLICY);
    gate.folder.write('head.json', toJsonFile(gate.rows(250, 0)));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(250, 0)));
    gate.folder.write('bad.yaml', 'metrics: {harm: {margin: 7}}');
    gate.folder.write('record.yaml', 'metrics: {harm: {calibration: {record: none.json}}}');
    gate.folder.write('lock.yaml', 'metrics: {harm: {}}\nlock: gate.yaml');
    const { exitCode, stdout, stderr } = await gate.run(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it('reads lock and calibration record from the folder of the policy', async () => {
    using gate = createGate('');
    const lock = sealLock({
      schemaVersion: 1,
      spec: 'Answers should be safe.',
      lineage: [{ version: 0, origin: 'first', text: 'Answers should be safe.' }],
      promptsHash: 'p',
      model: 'm',
      metaModel: 'm',
      sampling: {},
      source: { evaluationId: 'e', chain: 'c', repeat: 0, journalSha256: 'a'.repeat(64) },
    });
    const text = `${JSON.stringify(lock, null, 2)}\n`;
    const lockHash = lock.sha256;
    gate.folder.write('jailbreak.lock.json', text);
    const record = {
      schemaVersion: 1,
      assertion: 'harm',
      judge: 'local',
      judgeHash: JUDGE_HASH,
      dataSha256: 'a'.repeat(64),
      n: 100,
      scored: 100,
      figures: { kappa: { value: 0.75 } },
    };
    gate.folder.write('harm.json', JSON.stringify(record));
    const policy = gate.folder.write(
      'full.yaml',
      'metrics: {harm: {}}\nlock: jailbreak.lock.json\ncalibration: {record: harm.json, minKappa: 0.7}',
    );
    gate.folder.write('head.json', toJsonFile(gate.rows(250, 0, { lockHash })));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(250, 0, { lockHash, evaluationId: 'eval-2' })));
    expect(await gate.run(...FILES.with(-1, policy))).toMatchObject({ exitCode: 0 });
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(250, 0)));
    const unlocked = await gate.run(...FILES.with(-1, policy));
    expect(unlocked.exitCode).toBe(3);
    expect(unlocked.stdout).toContain("250 of base's 250 answered rows not under the lock file");
  });

  it('doesn’t pass where eleven of 120 cases are gone from head', async () => {
    using gate = createGate(POLICY);
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(120, 0)));
    gate.folder.write('head.json', toJsonFile(gate.rows(109, 0)));
    const { exitCode, stdout } = await gate.run(...FILES);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('not if the 11 cases that head did not score had failed: −9.2 points');
    expect(stdout).toContain('only in base, so lost in head: 11 cases: c109, c110, c111, c112, c113 and 6 more');
  });

  it('counts repeats of head that base lacks', async () => {
    using gate = createGate(POLICY);
    const failing = gate.rows(0, 120).map((row, at) => ({ ...row, testIdx: 120 + at }));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(120, 0)));
    gate.folder.write('head.json', toJsonFile([...gate.rows(120, 0), ...failing]));
    const { exitCode, stdout } = await gate.run(...FILES);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('120 broken, 0 mended of 120 cases, −50.0 points');
  });

  it('is invalid for a score out of range, which a file may hold as 1e999', async () => {
    using gate = createGate(POLICY);
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(250, 0)));
    for (const score of ['1e308', '1e999', '-1e-9', 'null', '"1"']) {
      const file = toJsonFile(gate.rows(250, 0)).replace('"score": 1,\n', `"score": ${score},\n`);
      const ofRow = file.replace(
        /"score": [^,]*,\n(\s*)"reason": "harm 1",\n\s*"namedScores": {\n\s*"harm": 1/,
        (found) => found.replace(/"harm": 1$/, `"harm": ${score}`),
      );
      gate.folder.write('head.json', ofRow);
      const { exitCode, stdout } = await gate.run(...FILES);
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/\ninvalid {7}harm: c0 in head: score .*, expected a number from 0 to 1\n/);
    }
  });

  describe('refuses one run as both sides', () => {
    const copies: readonly { readonly what: string; readonly base: (rows: readonly object[]) => string }[] = [
      { what: 'a copy of the file', base: (rows) => toJsonFile(rows, 'eval-1') },
      { what: 'a copy without some rows', base: (rows) => toJsonFile(rows.slice(20), 'eval-1') },
      { what: 'its JSON Lines, by the ids of rows', base: (rows) => toJsonLines(rows) },
      {
        what: 'its JSON Lines, by the evaluation that rows record',
        base: (rows) => toJsonLines(rows.map((row) => ({ ...row, id: undefined }))),
      },
    ];

    it.each(copies)('$what', async ({ base }) => {
      using gate = createGate(POLICY);
      const rows = gate.rows(250, 0, { evaluationId: 'eval-1' }).map((row, at) => ({ ...row, id: `row-${at}` }));
      const name = base(rows).startsWith('{\n') ? 'base.json' : 'base.jsonl';
      gate.folder.write('head.json', toJsonFile(rows, 'eval-1'));
      gate.folder.write(name, base(rows));
      const { exitCode, stdout, stderr } = await gate.run(...FILES.with(3, name));
      expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
      expect(stderr).toBe(
        `gate: expected different runs or columns, got frozen of evaluation eval-1 twice, in head.json and ${name}\nGive --base the results of a run before the change, or name another column with --against.\n`,
      );
    });

    it('two exports that state no evaluation', async () => {
      using gate = createGate(POLICY);
      const rows = gate.rows(250, 0).map((row, at) => ({ ...row, id: `row-${at}` }));
      gate.folder.write('head.jsonl', toJsonLines(rows));
      gate.folder.write('base.jsonl', toJsonLines(rows.toReversed()));
      const { exitCode, stderr } = await gate.run(...FILES.with(1, 'head.jsonl'));
      expect(exitCode).toBe(64);
      expect(stderr).toContain('got frozen of the same rows twice, in head.jsonl and base.jsonl\n');
    });

    it('but not two columns of it, in one file or two', async () => {
      using gate = createGate(POLICY);
      gate.folder.write(
        'head.json',
        toJsonFile([...gate.rows(250, 0), ...gate.rows(250, 0, { column: 'baseline' })], 'eval-1'),
      );
      gate.folder.write('base.json', toJsonFile(gate.rows(250, 0, { column: 'baseline' }), 'eval-1'));
      const columns = ['--column', 'frozen', '--against', 'baseline'];
      expect(await gate.run(...FILES.with(3, 'base.json'), ...columns)).toMatchObject({ exitCode: 0 });
      expect(await gate.run('--head', 'head.json', '--policy', 'gate.yaml', ...columns)).toMatchObject({ exitCode: 0 });
    });

    it('nor two runs whose files state other evaluations', async () => {
      using gate = createGate(POLICY);
      gate.folder.write('head.json', toJsonFile(gate.rows(250, 0), 'eval-1'));
      gate.folder.write('base.json', toJsonFile(gate.rows(250, 0), 'eval-2'));
      expect(await gate.run(...FILES.with(3, 'base.json'))).toMatchObject({ exitCode: 0 });
    });
  });

  it('names a swap of head and base by their dates, and takes it if it is meant', async () => {
    using gate = createGate(POLICY);
    const dated = (timestamp: string) =>
      JSON.stringify({ evalId: timestamp, results: { timestamp, results: gate.rows(250, 0) } }, null, 2);
    gate.folder.write('head.json', dated('2026-11-01T10:00:00.000Z'));
    gate.folder.write('base.json', dated('2026-11-02T10:00:00.000Z'));
    const files = ['--head', 'head.json', '--base', 'base.json', '--policy', 'gate.yaml'];
    const swapped = await gate.run(...files);
    expect(swapped.exitCode).toBe(3);
    expect(swapped.stdout.split('\n')[1]).toBe(
      'invalid       results: head ran before base (2026-11-01 10:00 and 2026-11-02 10:00): swap --head and --base, or state --base-is-newer',
    );
    expect((await gate.run(...files, '--base-is-newer')).exitCode).toBe(0);
  });

  it('records runs of main in a base ledger, and takes it as base', async () => {
    using gate = createGate(POLICY);
    for (const index of [1, 2, 3])
      gate.folder.write(`main${index}.json`, toJsonFile(gate.rows(100, 0), `eval-${index}`));
    const record = (...results: readonly string[]) =>
      gate.run('record', '--ledger', 'base.ledger', '--results', ...results);
    expect(await record('main1.json', 'main2.json')).toMatchObject({ exitCode: 0, stderr: '' });
    const again = await record('main2.json', 'main3.json');
    expect(again.stdout).toMatch(/^base\.ledger: 1 run added, 1 there already; 3 runs of frozen, \d+ KB\n$/);
    const kept = await gate.run('record', '--ledger', 'base.ledger', '--results', 'main1.json', '--keep', '2');
    expect(kept.stdout).toContain('1 dropped; 2 runs of frozen');

    gate.folder.write('head.json', toJsonFile(gate.rows(80, 20)));
    const { exitCode, stdout } = await gate.run(
      '--head',
      'head.json',
      '--base',
      'base.ledger',
      '--policy',
      'gate.yaml',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('REGRESS  frozen of head.json against 2 runs of frozen of base.ledger');
    expect(stdout).toContain(
      'harm: over 100 cases, harmless 20.0 points less often than in base (20 worse, 0 better): blocked.',
    );
    const refused = await gate.run('record', '--ledger', 'head.json', '--results', 'main1.json');
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('expected a base ledger') });
    expect((await record('none.json')).stderr).toContain('--results: none.json: there is no such file');
  });

  it('leaves out recorded runs with another judge', async () => {
    using gate = createGate(POLICY);
    const other = gate
      .rows(100, 0)
      .map((row) => JSON.parse(JSON.stringify(row).replaceAll(JUDGE_HASH, '9'.repeat(16))));
    gate.folder.write('old.json', toJsonFile(other));
    gate.folder.write('main.json', toJsonFile(gate.rows(100, 0)));
    gate.folder.write('head.json', toJsonFile(gate.rows(100, 0)));
    await gate.run('record', '--ledger', 'base.ledger', '--results', 'old.json', 'main.json');
    const { stdout } = await gate.run('--head', 'head.json', '--base', 'base.ledger', '--policy', 'gate.yaml');
    expect(stdout).toContain("note: 1 of base's 2 runs left out: another judge or lock file than head's");
  });

  it('says in one line what is wrong with a file, a column or a metric', async () => {
    using gate = createGate('metrics: {harmm: {}, overRefusal: {}}');
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(12, 0)));
    const missing = await gate.run('--head', 'none.json', '--against', 'baseline', '--policy', 'gate.yaml');
    expect(missing.exitCode).toBe(3);
    expect(missing.stdout.split('\n').slice(1)).toEqual([
      'invalid       results: none.json: there is no such file',
      '',
    ]);
    gate.folder.write('head.json', toJsonFile(gate.rows(12, 0)).slice(0, -40));
    const torn = await gate.run(...FILES);
    expect(torn.stdout.split('\n').slice(1)).toEqual([
      'invalid       results: head.json: not a whole JSON file: it ends after 12 rows',
      '',
    ]);
    gate.folder.write('head.json', toJsonFile(gate.rows(12, 0)));
    const { stdout } = await gate.run(...FILES);
    expect(stdout).toContain('invalid       harmm: no row has a score for harmm: did you mean "harm"?\n');
  });

  it('ends its process with its own codes', async () => {
    using gate = createGate(POLICY);
    gate.folder.write('head.json', toJsonFile(gate.rows(46, 6)));
    gate.folder.write('base.jsonl', toJsonLines(gate.rows(52, 0)));
    const spawned = (...args: readonly string[]) => spawnMetasc(['gate', ...args], { cwd: gate.folder.path });
    const [regress, misuse] = await Promise.all([spawned(...FILES), spawned(...FILES, '--colunm', 'x')]);
    expect(regress).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^REGRESS /), stderr: '' });
    expect(misuse).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringContaining('--colunm') });
  });

  it('shows its usage', async () => {
    using gate = createGate(POLICY);
    const { exitCode, stdout } = await gate.run('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('64 an option, the policy');
  });
});
