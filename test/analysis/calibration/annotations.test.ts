import { describe, expect, it } from 'vitest';
import { measureAnnotators, readAnnotations, settleLabels } from '../../../analysis/calibration/annotations.ts';
import { schemeOfWords } from '../../../analysis/calibration/calibrateClasses.ts';
import { readCsv } from '../../../foundation/csv.ts';

const CSV = `a,b,c
yes,yes,no
yes,no,
yes,,
no,no,no
,,
no,no,yes
`;

function annotate(csv: string, columns: readonly string[]) {
  const { rows } = readCsv(csv, { file: 'a.csv', columns: [] });
  const annotations = readAnnotations(rows, { columns, map: undefined });
  const scheme = schemeOfWords(['yes', 'no'], undefined);
  return { annotations, settled: settleLabels(annotations, scheme), classes: scheme.classes };
}

describe('labels of several annotators', () => {
  it('are settled by the majority of those who gave one', () => {
    const { annotations, settled } = annotate(CSV, ['a', 'b', 'c']);
    expect(annotations.rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 6]);
    expect(annotations.unlabelled).toBe(1);
    expect(settled.map(({ label }) => label)).toEqual(['yes', 'no majority', 'yes', 'no', 'no']);
    expect(settled[1]?.labels).toEqual(['yes', 'no', null]);
  });

  it('are compared with each other and with the judge, over what both rated, rows without a majority included', () => {
    const { annotations, settled, classes } = annotate(CSV, ['a', 'b', 'c']);
    const figures = measureAnnotators(annotations, {
      settled,
      verdicts: ['yes', 'no', 'unscored', 'no', 'no'],
      classes,
      judge: 'judge',
    });
    expect(figures).toMatchObject({ unlabelled: 1, split: 3, ties: 1 });
    expect(figures.pairs).toMatchObject([
      { raters: ['a', 'b'], rows: 4, agreed: { count: 3 }, kappa: { value: 0.5 } },
      { raters: ['a', 'c'], rows: 3, agreed: { count: 1 } },
      { raters: ['b', 'c'], rows: 3, agreed: { count: 1 } },
    ]);
    expect(figures.judge).toMatchObject([
      { raters: ['a', 'judge'], rows: 4, agreed: { count: 3 } },
      { raters: ['b', 'judge'], rows: 4, agreed: { count: 4 } },
      { raters: ['c', 'judge'], rows: 3, agreed: { count: 1 } },
    ]);
    expect(figures.alpha?.value).toBeLessThan(0.5);
  });

  it("of two have Cohen's kappa alone", () => {
    const { annotations, settled, classes } = annotate(CSV, ['a', 'b']);
    const verdicts = settled.map(() => 'yes');
    const figures = measureAnnotators(annotations, { settled, verdicts, classes, judge: 'judge' });
    expect(figures).not.toHaveProperty('alpha');
    expect(figures.ties).toBe(1);
  });

  it('must be there in some row; a single annotator must label all', () => {
    expect(() => annotate('a,b,x\n,,1\n', ['a', 'b'])).toThrow(/^--label-column: expected a label in some row of a, b/);
    expect(() => annotate(CSV, ['a'])).toThrow(/^--label-map: expected a class for every value of "a"/);
  });
});
