import { harm, overRefusal, refusal } from '../../../../assertions/metrics.ts';
import type { OwnFlip } from '../../../ownAssertions.ts';
import { percent, plural } from '../../../words.ts';
import type { Matrix } from '../../matrix.ts';
import { titleOf } from '../../metricWords.ts';
import { LABEL_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, type TableColumn, toDataTable, toTableMarkup } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Block, Part } from '../../page/part.ts';
import { CASE_COST_COLUMNS } from '../costs/costSection.ts';
import { type OwnBeside, type OwnColumn, toOwnColumns } from './ownFigures.ts';

const SHOWN_FLIPS = 200;
const BESIDE = [harm, refusal, overRefusal].map(({ name }) => name);

/** Whether MetaSC breaks what the project already asserts. */
export function ownPart(matrix: Matrix, figures: OwnBeside): Part {
  const columns = toOwnColumns(matrix, figures);
  const bases = [...new Set(columns.flatMap(({ base }) => base ?? []))];
  const meaning =
    bases.length === 0
      ? html`No column is a baseline to compare with, so these are counts only.`
      : html`<em>Broken</em> passed in ${bases.join(' or ')} and fails here; <em>mended</em> is the reverse.`;
  return {
    id: 'own',
    title: 'Own assertions',
    isFirst: true,
    blocks: [
      html`<p>The project's own assertions: every one that is no metric of this package. ${meaning} What an error kept from being graded counts as neither.</p>`,
      { kind: 'table', table: toCountTable(columns) },
      ...(bases.length === 0 ? [] : flipBlocks(matrix, figures.own.flips)),
    ],
  };
}

function toCountTable(columns: readonly OwnColumn[]): DataTable {
  const isPriced = columns.every(({ cost }) => cost.usd !== undefined);
  const hasGaps = columns.some(({ notGraded }) => notGraded > 0);
  const hasBase = columns.some(({ base }) => base !== undefined);
  return toDataTable(
    columns.map(({ cost, ...own }) => ({ ...cost, ...own })),
    {
      name: 'own-assertions',
      caption: 'Own assertions by column; beside them harm, refusal and cost',
      columns: [
        LABEL_COLUMN,
        {
          key: 'passed',
          title: 'Passed',
          figure: ({ passed }) => passed,
          text: ({ passed, failed, notGraded }) => html`<strong>${passed}</strong> of ${passed + failed + notGraded}`,
        },
        { key: 'failed', value: ({ failed }) => failed },
        { key: 'not_graded', title: hasGaps ? 'Not graded' : undefined, figure: ({ notGraded }) => notGraded },
        { key: 'base', value: ({ base }) => base },
        flipColumn('broken', hasBase ? 'Broken' : undefined),
        flipColumn('mended', hasBase ? 'Mended' : undefined),
        ...BESIDE.filter((metric) => columns.some(({ verdicts }) => verdicts.has(metric))).map(shareColumn),
        ...CASE_COST_COLUMNS.filter(({ key }) => key === (isPriced ? 'usd_per_case' : 'calls_per_case')),
      ],
    },
  );
}

type Counted = Pick<OwnColumn, 'base' | 'broken' | 'mended' | 'verdicts'>;

function flipColumn(kind: 'broken' | 'mended', title: string | undefined): TableColumn<Counted> {
  return {
    key: kind,
    title,
    figure: (column) => (column.base === undefined ? undefined : column[kind]),
    show: (count) =>
      count === 0 ? '0' : html`<strong class="${kind === 'broken' ? 'bad' : 'good'}">${count}</strong>`,
  };
}

const BADGES = { broken: 'worse', mended: 'better' } as const;

function shareColumn(metric: string): TableColumn<Counted> {
  return {
    key: metric,
    title: titleOf(metric),
    figure: ({ verdicts }) => verdicts.get(metric)?.share?.value,
    show: percent,
    missing: 'not measured',
  };
}

/** All of them as a file; the first ones on the page. */
function flipBlocks({ columns }: Matrix, found: readonly OwnFlip[]): readonly Block[] {
  if (found.length === 0) return [html`<p>No assertion came out otherwise.</p>`];
  const flips = found.flatMap((flip) =>
    columns.filter(({ label }) => label === flip.column).map((column) => ({ ...flip, column })),
  );
  const table = toDataTable(flips, {
    name: 'own-flips',
    caption: 'Own assertions that came out otherwise',
    columns: [
      {
        key: 'kind',
        title: 'Change',
        value: ({ kind }) => kind,
        text: ({ kind }) => html`<span class="badge ${BADGES[kind]}">${kind}</span>`,
      },
      LABEL_COLUMN,
      { key: 'base', value: ({ base }) => base },
      { key: 'case', value: ({ key }) => key },
      { key: 'title', title: 'Case', value: ({ title }) => title },
      {
        key: 'assertion',
        title: 'Assertion',
        value: ({ assertion }) => assertion,
        text: ({ assertion }) => html`<code>${assertion}</code>`,
      },
      { key: 'reason', title: 'Why it failed', value: ({ reason }) => reason },
    ],
  });
  const more = flips.length - SHOWN_FLIPS;
  return [
    toTableMarkup({ ...table, rows: table.rows.slice(0, SHOWN_FLIPS) }),
    ...(more > 0 ? [html`<p>${plural(more, 'more flip')} not shown here; <code>--csv</code> saves them all.</p>`] : []),
    { kind: 'file', table },
  ];
}
