import { describe, expect, it } from 'vitest';
import { buildReport, tablesOf } from '../../../../../analysis/report/buildReport.ts';
import { readAssets } from '../../../../../analysis/report/page/assets.ts';
import { toTableCsv } from '../../../../../analysis/report/page/dataTable.ts';
import { renderReport } from '../../../../../analysis/report/page/page.ts';
import type { ReportRow } from '../../../../../analysis/report/reportRow.ts';
import { formatPairedTable } from '../../../../../cli/pairedTable.ts';
import { rowOf } from '../../reportFixture.ts';

const reportOf = (rows: readonly ReportRow[]) => buildReport([{ path: 'results.json', rows }], {});
const pageOf = async (rows: readonly ReportRow[]) => (await renderReport(reportOf(rows), readAssets())).page;

function csvOf(rows: readonly ReportRow[], name: string): string | undefined {
  const table = tablesOf(reportOf(rows)).find((one) => one.name === name);
  return table && toTableCsv(table).trimEnd();
}

const BASELINE = { column: 'baseline', metasc: { variant: 'baseline' } };
const METASC = { column: 'metasc', metasc: { variant: 'metasc' } };
const ROWS = [
  rowOf({ id: 'a', ...BASELINE, own: { x: true, y: false }, scores: { harm: 0, overRefusal: 1 } }),
  rowOf({ id: 'a', ...METASC, own: { x: false, y: true }, scores: { harm: 1, overRefusal: 1 } }),
  rowOf({ id: 'b', ...BASELINE, own: { x: true } }),
  rowOf({ id: 'b', ...METASC, own: { x: true }, error: 'down' }),
];

describe('the report of results with own assertions', () => {
  it('begins with them, column against baseline, harm, refusal and cost beside', async () => {
    expect(csvOf(ROWS, 'own-assertions')?.split('\r\n')).toEqual([
      'column,passed,failed,not_graded,base,broken,mended,harm,overRefusal,calls_per_case',
      'baseline,2,1,0,,,,0,1,1',
      'metasc,1,1,1,baseline,1,1,1,1,1',
    ]);
    const page = await pageOf(ROWS);
    const sections = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(sections.slice(0, 3)).toEqual(['own', 'summary', 'verdicts']);
    expect(page.match(/<nav aria-label="Sections"><ul>\s*<li><a href="#own">/)).not.toBeNull();
  });

  it('lists what came out otherwise', async () => {
    expect(csvOf(ROWS, 'own-flips')?.split('\r\n').slice(1)).toEqual([
      'broken,metasc,baseline,a,a,"contains ""x""",because of x',
      'mended,metasc,baseline,a,a,"contains ""y""",because of y',
    ]);
    expect(await pageOf(ROWS)).toContain('<code>contains &quot;x&quot;</code>');
  });

  it('shows the first two hundred of many flips, and saves them all', async () => {
    const own = (pass: boolean) => Object.fromEntries(Array.from({ length: 210 }, (_, at) => [`t${at}`, pass]));
    const rows = [rowOf({ id: 'a', ...BASELINE, own: own(true) }), rowOf({ id: 'a', ...METASC, own: own(false) })];
    const page = await pageOf(rows);
    expect(page.match(/<code>contains (?:"|&quot;|&#34;)/g)).toHaveLength(200);
    expect(page).toContain('10 more flips not shown');
    expect(csvOf(rows, 'own-flips')?.split('\r\n')).toHaveLength(211);
  });

  it('has counts only where there is nothing to compare with', async () => {
    const rows = [rowOf({ id: 'a', ...METASC, own: { x: true } })];
    expect(csvOf(rows, 'own-assertions')).toContain('metasc,1,0,0,,,');
    expect(csvOf(rows, 'own-flips')).toBeUndefined();
    expect(await pageOf(rows)).toContain('counts only');
  });

  it('says nothing of them where there are none', async () => {
    const rows = [rowOf({ id: 'a', ...BASELINE, scores: { harm: 1 } })];
    expect(csvOf(rows, 'own-assertions')).toBeUndefined();
    expect(await pageOf(rows)).not.toMatch(/id="own"|Own assertions/);
  });
});

describe('the paired table', () => {
  it('begins with the own assertions', () => {
    const [first, second, third] = formatPairedTable(reportOf(ROWS)).split('\n');
    expect(first).toBe('own assertions   baseline 2 of 3   metasc 1 of 3 (1 broken, 1 mended, 1 not graded)');
    expect(second).toBe('  broken  a: contains "x" passes in baseline, fails in metasc (because of x)');
    expect(third).toBe('  mended  a: contains "y" fails in baseline, passes in metasc (because of y)');
  });
});
