import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../../analysis/report/buildReport.ts';
import { drawChart } from '../../../../analysis/report/page/chart.ts';
import { toPlainSvg, toPng } from '../../../../analysis/report/page/png.ts';
import { toReportRow } from '../../../../analysis/report/reportRow.ts';
import type { RawRow } from '../../../../analysis/results/rawRows.ts';
import { LIGHT, toProperties } from '../../../../foundation/page/theme.ts';
import { createResults } from '../../../support/reportResults.ts';
import { reportOf } from '../reportFixture.ts';

const NASTY = '</svg><script>alert(1)</script>" onload="x';

async function chartsOf(report: ReturnType<typeof reportOf>) {
  const charts = report.parts.flatMap(({ blocks }) =>
    blocks.flatMap((block) => ('charts' in block ? block.charts : [])),
  );
  return Promise.all(charts.map(drawChart));
}

describe('a chart', () => {
  const columns = ['baseline', NASTY, 'metasc-10'];

  it('is there for verdicts, trade-off, learning curve, categories and wrappers', async () => {
    const ids = (await chartsOf(reportOf({ cases: 40 }))).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['verdict-harm', 'tradeoff', 'learning-2', 'category-harm', 'wrapper-harm']),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives its title and its figures to screen readers', async () => {
    for (const { pictures, title } of await chartsOf(reportOf({ cases: 40 }))) {
      for (const { svg } of pictures) {
        const [, labelledBy, describedBy] =
          /^<svg [^>]*role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"/.exec(svg) ?? [];
        expect(svg).toContain(`<title id="${labelledBy}">${title}</title>`);
        expect(svg).toMatch(new RegExp(`<desc id="${describedBy}">.*%.*</desc>`));
        // Vega's own roles are not read out besides.
        expect(svg.match(/ role="/g)).toHaveLength(1);
      }
    }
  });

  it('escapes whatever it shows', async () => {
    for (const { pictures } of await chartsOf(reportOf({ cases: 20, columns }))) {
      for (const { svg } of pictures) {
        expect(svg).not.toMatch(/<script|<\/svg>./);
        expect(svg.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*onload/);
      }
    }
  });

  it('has the colours of the theme alone', async () => {
    const known = toProperties(LIGHT);
    for (const { pictures } of await chartsOf(reportOf({ cases: 40 }))) {
      for (const { svg } of pictures) {
        for (const [, color = ''] of svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)) {
          expect(color).toMatch(/^(?:none|transparent|var\(--[\w-]+\))$/);
          if (color.startsWith('var')) expect(known.has(color.slice(4, -1))).toBe(true);
        }
      }
    }
  });

  it.each([
    ['NUL', 'a\u0000b'],
    ['ESC', 'a\u001bb'],
    ['U+FFFE', 'a\ufffeb'],
    ['a lone surrogate', 'a\ud800b'],
    ['a cut between surrogates', `${'x'.repeat(20)}😀😀`],
    ['10,000 characters', '漢'.repeat(10_000)],
  ])('becomes a picture with %s in labels, categories, wrappers and metrics', { timeout: 60_000 }, async (_, text) => {
    const texts = ['metasc-10', 'fraud', 'persona', 'harm"'];
    const made = JSON.stringify(createResults({ cases: 20, columns: ['baseline', 'metasc-10'] }));
    const { results } = JSON.parse(
      texts.reduce(
        (json, place) => json.replaceAll(place, JSON.stringify(text).slice(1, place.at(-1) === '"' ? undefined : -1)),
        made,
      ),
    ) as { readonly results: { readonly results: readonly RawRow[] } };
    const report = buildReport([{ path: 'made-up.json', rows: results.results.map(toReportRow) }], {});
    for (const chart of await chartsOf(report)) {
      expect(chart.id.length).toBeLessThan(120);
      expect(
        Buffer.from(await toPng(chart))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
  });

  it('becomes a picture for papers', async () => {
    const [chart] = await chartsOf(reportOf({ cases: 20 }));
    if (chart === undefined) throw new Error('Expected a chart');
    const png = Buffer.from(await toPng(chart));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(2 * 260);
    expect(toPlainSvg(chart.pictures[0]?.svg ?? '')).not.toMatch(/var\(|inherit/);
  });
});
