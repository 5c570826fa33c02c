import { DEFENCES } from '../../providers/loop/defences/defences.ts';

const COPIES = 5;

/** The table of docs/defences.md: a row per defence. */
export function defencesTable(): string {
  const head = ['variant', 'calls a case', 'sends', 'source', 'what differs'];
  const rows = Object.entries(DEFENCES).map(([name, { calls, sends, source, differs }]) => {
    const { fewest, most } = calls({ copies: COPIES, changedShare: 0.1, policy: '' });
    return [`\`${name}\``, fewest === most ? String(most) : `${fewest} to ${most}`, sends, source, differs];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
