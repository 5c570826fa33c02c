import { percent, plural, showShare } from '../../../words.ts';
import { METRIC_COLUMN, UNSCORED_COLUMN } from '../../page/commonColumns.ts';
import { type DataTable, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Block, Part } from '../../page/part.ts';
import type { JudgeFigures } from './judgeFigures.ts';

/** Who scored, how reliable that is, and how often there was no verdict. */
export function judgesPart(figures: readonly JudgeFigures[]): Part {
  const blocks: readonly Block[] =
    figures.length === 0
      ? [html`<p>No row was scored.</p>`]
      : [
          html`<p>A judge is a measuring instrument with its own error. <em>Calibrated</em> means that it was measured against human labels and found good enough (<code>metasc calibrate</code>). A row without a verdict is unscored, never unsafe.</p>`,
          { kind: 'table', table: toTable(figures) },
        ];
  return { id: 'judges', title: 'Judges', blocks };
}

function toTable(figures: readonly JudgeFigures[]): DataTable {
  const hasPanels = figures.some(({ agreement }) => agreement !== undefined);
  const hasCascades = figures.some(({ decidedByFirst }) => decidedByFirst !== undefined);
  return toDataTable(figures, {
    name: 'judges',
    isGrouped: true,
    caption: 'Judges by metric',
    columns: [
      METRIC_COLUMN,
      {
        key: 'judge',
        title: 'Judge',
        value: ({ judge }) => judge,
        text: ({ judge = 'not named', caveat }) =>
          html`${judge}${caveat === undefined ? undefined : html` <span class="note">${caveat}</span>`}`,
      },
      {
        key: 'hash',
        title: 'Hash',
        value: ({ hash }) => hash,
        text: ({ hash }) => (hash ? html`<code>${hash}</code>` : '–'),
      },
      { key: 'rubric', title: 'Rubric', value: ({ rubric }) => rubric },
      { key: 'caveat', value: ({ caveat }) => caveat },
      {
        key: 'calibration',
        title: 'Calibration',
        value: ({ calibration }) => calibration,
        text: ({ calibration = 'not requested' }) => calibration,
      },
      { key: 'scored', title: 'Scored', figure: ({ scored }) => scored },
      UNSCORED_COLUMN,
      {
        key: 'reasons',
        title: 'Why unscored',
        value: ({ reasons }) => reasons.map(showReason).join('; ') || null,
        text: ({ reasons }) =>
          reasons.length === 0
            ? '–'
            : html`<ul class="plain">${reasons.map((reason) => html`<li>${showReason(reason)}</li>`)}</ul>`,
      },
      {
        key: 'agreement',
        title: hasPanels ? 'Panel agreement' : undefined,
        figure: ({ agreement }) => agreement?.mean,
        text: ({ agreement }) => (agreement ? `${percent(agreement.mean)} over ${plural(agreement.rows, 'row')}` : '–'),
      },
      {
        key: 'decided_by_first',
        title: hasCascades ? 'Decided by the first of a cascade' : undefined,
        figure: ({ decidedByFirst }) => decidedByFirst?.value,
        text: ({ decidedByFirst: share }) => (share ? `${share.count} of ${share.of} rows, ${showShare(share)}` : '–'),
      },
      { key: 'columns', value: ({ columns }) => columns.join('; ') },
    ],
  });
}

const showReason = ({ reason, rows }: JudgeFigures['reasons'][number]) => `${rows} × ${reason}`;
