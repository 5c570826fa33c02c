import { ODD_MODES, type OddMode } from '../support/oddModes.ts';

const HEAD = ['what is odd', 'form', 'what becomes of the case'];

/** The table of docs/models.md: a row per mode of the odd server, after their number. */
export function oddModesTable(): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...ODD_MODES.map(toCells)];
  const rows = lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return `${ODD_MODES.length} forms:\n\n${rows.join('\n')}`;
}

function toCells({ kind, form, becomes, revised, calls }: OddMode): readonly string[] {
  const after = revised === undefined ? '' : `; revised: ${toWords(revised)}`;
  return [kind, form, `${toWords(becomes)}${after}${calls !== undefined && calls > 1 ? `, in ${calls} calls` : ''}`];
}

/** Outcomes are plain words, error codes stand in capitals. */
const toWords = (result: string): string => (/^[A-Z_]+$/.test(result) ? `error \`${result}\`` : result);
