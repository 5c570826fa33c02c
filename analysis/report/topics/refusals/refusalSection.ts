import type { Proportion } from '../../../statistics/wilson.ts';
import { showShare } from '../../../words.ts';
import { LABEL_COLUMN, showCases } from '../../page/commonColumns.ts';
import { type TableColumn, toDataTable } from '../../page/dataTable.ts';
import { html } from '../../page/html.ts';
import type { Part } from '../../page/part.ts';
import type { RefusalFigures, RefusalShares } from './refusalFigures.ts';

/** What the model refused, and what its platform blocked, apart. */
export function refusalsPart(figures: readonly RefusalFigures[]): Part {
  const hasBlocked = figures.some(({ all }) => all.byPlatform?.count);
  const table = toDataTable(figures, {
    name: 'refusals',
    caption: 'Refused by the model and blocked by the platform, by column',
    columns: [
      LABEL_COLUMN,
      ...shareColumns('harmful', 'byModel', 'Harmful refused'),
      ...shareColumns('harmless', 'byModel', 'Harmless refused'),
      ...shareColumns('all', 'byModel'),
      ...shareColumns('harmful', 'byPlatform', hasBlocked ? 'Harmful blocked' : undefined),
      ...shareColumns('harmless', 'byPlatform', hasBlocked ? 'Harmless blocked' : undefined),
      ...shareColumns('all', 'byPlatform', 'All blocked'),
    ],
  });
  return {
    id: 'refusals',
    title: 'Refused and blocked',
    blocks:
      figures.length === 0
        ? [html`<p>No row was scored on refusal, and the platform blocked none.</p>`]
        : [
            html`<p>A model <em>refuses</em> in its answer. A platform <em>blocks</em>: its filter withholds the answer. The verdicts count both as refused; only the first is the model's doing.</p>`,
            { kind: 'table', table },
          ],
  };
}

function shareColumns(
  requests: 'harmful' | 'harmless' | 'all',
  by: keyof RefusalShares,
  title?: string,
): readonly TableColumn<RefusalFigures>[] {
  const key = `${requests}_${by === 'byModel' ? 'by_model' : 'by_platform'}`;
  return [
    { key, title, figure: (figures) => figures[requests][by]?.count, text: (figures) => show(figures[requests][by]) },
    { key: `${key}_of`, value: (figures) => figures[requests][by]?.of },
    { key: `${key}_low`, value: (figures) => figures[requests][by]?.low },
    { key: `${key}_high`, value: (figures) => figures[requests][by]?.high },
  ];
}

function show(share: Proportion | null): string {
  if (share === null) return 'not measured';
  const counts = `${showCases(share.count)} of ${share.of}`;
  return share.count === 0 ? counts : `${counts}, ${showShare(share)}`;
}
