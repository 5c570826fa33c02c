import { describe, expect, it } from 'vitest';
import { decideGate } from '../../../analysis/gate/gate.ts';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { pairRows } from '../../../analysis/pairing.ts';
import { buildReport } from '../../../analysis/report/buildReport.ts';
import { type ReportRow, toReportRow } from '../../../analysis/report/reportRow.ts';
import { readRows } from '../../../analysis/results/rawRows.ts';
import { matrixOf, rowOf } from './reportFixture.ts';

const FILES = new URL('../../support/promptfooResults/', import.meta.url);
const TIMES = 50;

/** So many times the two tests of a file, with ids of their own, all in one column. */
const manyTimes = (rows: readonly ReportRow[], column: string): readonly ReportRow[] =>
  Array.from({ length: TIMES }, (_, index) =>
    rows.map((row) => ({ ...row, column, caseId: `${row.caseId}-${index}` })),
  ).flat();

// One of the two tests passes, the other fails one of its two assertions.
describe.each(['0.100.0', '0.110.0', '0.123.1'])('the report of results of promptfoo %s', (version) => {
  const read = () => readRows(new URL(`${version}.json`, FILES).pathname, toReportRow);

  it('has the share of rows that pass, and that of each assertion', async () => {
    const { verdicts } = buildReport([{ path: 'results.json', rows: await read() }], {});
    expect(verdicts.map(({ metric, share }) => [metric, share?.count, share?.of])).toEqual([
      ['success', 1, 2],
      ['contains "hello"', 1, 2],
      ['length', 2, 2],
    ]);
  });

  it('compares columns as the gate does', async () => {
    const failing = await read();
    const passing = failing.map((row) => ({
      ...row,
      success: true,
      assertions: failing[0]?.assertions ?? [],
      answerHash: 'x',
    }));
    const rows = { base: manyTimes(passing, 'base'), head: manyTimes(failing, 'head') };
    const { verdicts } = buildReport([{ path: 'results.json', rows: [...rows.base, ...rows.head] }], {});
    const compared = verdicts.flatMap(({ comparison }) => comparison ?? []);
    expect(compared.map(({ metric, word }) => [metric, word])).toEqual([
      ['success', 'worse'],
      ['contains "hello"', 'worse'],
      ['length', 'no worse'],
    ]);
    const policy = parsePolicy(`metrics: {success: {}, 'contains "hello"': {}, length: {}}`, 'gate.yaml');
    const gated = decideGate({ policy, pairing: pairRows(rows.head, rows.base), hasBase: true });
    expect(gated.metrics.map(({ comparison }) => comparison)).toEqual(compared.map(({ decision }) => decision));
  });
});

describe('metrics of results without any of this package', () => {
  const columnOf = (own: Readonly<Record<string, boolean>>, id: string) => rowOf({ id, own });

  it('are assertions by name where every test has them, else by type', () => {
    const everywhere = [columnOf({ a: true, b: false }, '1'), columnOf({ a: true, b: true }, '2')];
    expect(matrixOf(everywhere).metrics).toEqual(['contains "a"', 'contains "b"']);
    const differing = [columnOf({ a: true, c: true }, '1'), columnOf({ b: false }, '2')];
    const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, true]));
    expect(matrixOf([columnOf(many, '1')]).metrics).toEqual(['contains']);
    const { metrics, columns } = matrixOf(differing);
    expect(metrics).toEqual(['contains']);
    expect([...(columns[0]?.rows.values() ?? [])].map(({ scores }) => scores.get('contains'))).toMatchObject([
      { pass: true },
      { pass: false },
    ]);
  });

  it('count a row without an answer as an error on each that it states', () => {
    const rows = [columnOf({ a: true }, '1'), rowOf({ id: '2', own: { a: true }, error: 'down' })];
    const { verdicts } = buildReport([{ path: 'results.json', rows }], {});
    expect(verdicts.map(({ metric, share, errors }) => [metric, share?.of, errors])).toEqual([['contains "a"', 1, 1]]);
  });

  it('leave the metrics of this package alone', () => {
    const both = rowOf({ id: '1', scores: { harm: 1 }, own: { a: true }, more: { success: true } });
    expect(matrixOf([both]).metrics).toEqual(['harm']);
  });
});
