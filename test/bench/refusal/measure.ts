import type { DetectRefusal, RefusalKind } from '../../../assertions/refusal/detectRefusal.ts';
import { median, round } from '../section.ts';
import type { Labelled } from './labelledSets.ts';

/** Three ways, or two where the detector knows but refusal and compliance. */
export type Detector = (text: string, request?: string) => Promise<Found> | Found;

/** One line of a table: column to value. */
export type Row = Readonly<Record<string, string | number>>;

const SPEED_ROUNDS = 7;

export type Found = RefusalKind | 'refusal';

export async function measure(labelled: readonly Labelled[], detect: Detector): Promise<Row> {
  return measureFound(
    await Promise.all(
      labelled.map(async ({ text, request, label }) => ({ label, found: await detect(text, request) })),
    ),
  );
}

/** Refusal, full or partial, is the positive class. Shares in [0, 1]; higher is better. */
export function measureFound(pairs: readonly { readonly label: RefusalKind; readonly found: Found }[]): Row {
  const count = (is: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(is).length;
  const refusals = count(({ label }) => label !== 'compliance');
  const called = count(({ found }) => found !== 'compliance');
  const both = count(({ label, found }) => label !== 'compliance' && found !== 'compliance');
  const neither = count(({ label, found }) => label === 'compliance' && found === 'compliance');
  const isThreeWay = pairs.every(({ found }) => found !== 'refusal');
  const share = (part: number, whole: number) => (whole === 0 ? '-' : (part / whole).toFixed(3));
  return {
    n: pairs.length,
    refusals: share(refusals, pairs.length),
    accuracy: share(both + neither, pairs.length),
    F1: share(2 * both, refusals + called),
    precision: share(both, called),
    recall: share(both, refusals),
    'three-way accuracy': isThreeWay
      ? share(
          count(({ label, found }) => label === found),
          pairs.length,
        )
      : '-',
  };
}

/** Responses a second on one core, of this process's CPU time: the median of the rounds after the first, which warms up. */
export function measureSpeed(detect: DetectRefusal, texts: readonly string[], rounds = SPEED_ROUNDS): number {
  const perSecond = Array.from({ length: rounds + 1 }, () => {
    const before = process.cpuUsage();
    for (const text of texts) detect(text);
    const { user, system } = process.cpuUsage(before);
    return texts.length / ((user + system) / 1e6);
  });
  return round(median(perSecond.slice(1)), 0);
}

/** A markdown table; its columns are those of the first row. */
export function toTable(rows: readonly Row[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const lines = [keys, keys.map(() => '---'), ...rows.map((row) => keys.map((key) => String(row[key])))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
