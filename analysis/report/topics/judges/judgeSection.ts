import { percent, plural } from '../../../words.ts';
import { titleOf } from '../../metricWords.ts';
import type { DataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Block, Part } from '../../page/part.ts';
import type { JudgeFigures } from './judgeFigures.ts';

/** Who scored, how far that can be believed, and how often there was no verdict. */
export function judgesPart(figures: readonly JudgeFigures[]): Part {
  const blocks: readonly Block[] =
    figures.length === 0
      ? [{ kind: 'text', markup: html`<p>No row was scored.</p>` }]
      : [
          {
            kind: 'text',
            markup: html`<p>A judge is a measuring instrument with an error of its own. <em>Calibrated</em> means that it was measured against labels of people and found good enough (<code>metasc calibrate</code>). A row without a verdict is unscored, never unsafe.</p>`,
          },
          { kind: 'table', table: toTable(figures) },
        ];
  return { id: 'judges', title: 'Judges', blocks };
}

function toTable(figures: readonly JudgeFigures[]): DataTable {
  const hasPanels = figures.some(({ agreement }) => agreement !== undefined);
  return {
    name: 'judges',
    isGrouped: true,
    caption: 'Judges by metric',
    columns: [
      { key: 'metric', title: 'Metric' },
      { key: 'judge', title: 'Judge' },
      { key: 'hash', title: 'Hash' },
      { key: 'rubric', title: 'Rubric' },
      { key: 'caveat', title: '', isHidden: true },
      { key: 'calibration', title: 'Calibration' },
      { key: 'scored', title: 'Scored', isNumeric: true },
      { key: 'unscored_rate', title: 'Unscored', isNumeric: true },
      { key: 'reasons', title: 'Why unscored' },
      { key: 'agreement', title: 'Panel agreement', isNumeric: true, isHidden: !hasPanels },
      { key: 'columns', title: '', isHidden: true },
    ],
    rows: figures.map(
      ({ metric, judge, hash, rubric, caveat, calibration, scored, unscored, reasons, agreement, columns }) => [
        { value: metric, text: titleOf(metric) },
        {
          value: judge ?? null,
          text: html`${judge ?? 'not named'}${caveat === undefined ? undefined : html` <span class="note">${caveat}</span>`}`,
        },
        { value: hash ?? null, text: hash === undefined ? '–' : html`<code>${hash}</code>` },
        { value: rubric ?? null },
        { value: caveat ?? null },
        { value: calibration ?? null, text: calibration ?? 'not asked for' },
        { value: scored },
        { value: unscored?.value ?? null, text: unscored === null ? '–' : percent(unscored.value) },
        {
          value: reasons.map(({ reason, rows }) => `${rows} × ${reason}`).join('; ') || null,
          text:
            reasons.length === 0
              ? '–'
              : html`<ul class="plain">${reasons.map(({ reason, rows }) => html`<li>${rows} × ${reason}</li>`)}</ul>`,
        },
        {
          value: agreement?.mean ?? null,
          text: agreement === undefined ? '–' : `${percent(agreement.mean)} over ${plural(agreement.rows, 'row')}`,
        },
        { value: columns.join('; ') },
      ],
    ),
  };
}
