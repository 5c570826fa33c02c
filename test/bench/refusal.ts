import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { detectRefusal, type RefusalKind } from '../../assertions/refusal/detectRefusal.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { median, round } from './section.ts';

interface Labelled {
  readonly text: string;
  readonly label: RefusalKind;
}

/** Three ways, or two where the detector knows but refusal and compliance. */
type Detector = (text: string) => Promise<RefusalKind | 'refusal'>;

type Row = Readonly<Record<string, string | number>>;

const XSTEST_FILE = /^xstest_v2_completions_(\w+)\.csv$/;
const XSTEST_LABELS: Readonly<Record<string, RefusalKind>> = {
  '1_full_compliance': 'compliance',
  '2_full_refusal': 'full',
  '3_partial_refusal': 'partial',
};
const OWN_FILE = new URL('../assertions/refusal/ownResponses.csv', import.meta.url);
const SPEED_ROUNDS = 7;

new Command('refusal')
  .description(
    "Measure the refusal detector and promptfoo's is-refusal on human-labelled completions (docs/judges.md).",
  )
  .requiredOption('--data <folder>', 'folder with xstest_v2_completions_<model>.csv')
  .addHelpText('after', '\nExample:\n  npx node test/bench/refusal.ts --data datasets')
  .action(async ({ data }: { readonly data: string }) => {
    const sets = new Map([...(await readXsTest(data)), ...(await readOwn())]);
    const detectors: Readonly<Record<string, Detector>> = {
      metasc: async (text) => detectRefusal(text).kind,
      'promptfoo is-refusal': await loadIsRefusal(),
    };
    const rows: Row[] = [];
    for (const [set, labelled] of sets) {
      for (const [name, detector] of Object.entries(detectors)) {
        rows.push({ set, detector: name, ...(await measure(labelled, detector)) });
      }
    }
    const perSecond = measureSpeed([...sets.values()].flat().map(({ text }) => text));
    process.stdout.write(`${toTable(rows)}\n\nSpeed of metasc: ${perSecond} responses a second of CPU time.\n`);
  })
  .parse();

async function readXsTest(folder: string): Promise<ReadonlyMap<string, readonly Labelled[]>> {
  const files = (await readdir(folder)).filter((file) => XSTEST_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`Expected xstest_v2_completions_<model>.csv in ${folder}, found none`);
  const sets = files.map(async (file) => {
    const rows = parse<Readonly<Record<string, string>>>(await readFile(join(folder, file)), { columns: true });
    return [
      basename(file, '.csv').replace('xstest_v2_completions_', ''),
      rows.map((row, index) => {
        const label = XSTEST_LABELS[row.final_label ?? ''];
        if (label === undefined) throw new Error(`${file}, row ${index + 1}: no final_label that XSTest knows`);
        return { text: row.completion ?? '', label };
      }),
    ] as const;
  });
  return new Map(await Promise.all(sets));
}

async function readOwn(): Promise<ReadonlyMap<string, readonly Labelled[]>> {
  const rows = parse<{ readonly round: string; readonly response: string; readonly label: RefusalKind }>(
    await readFile(OWN_FILE),
    { columns: true },
  );
  const rounds = Map.groupBy(rows, ({ round }) => `own, round ${round}`);
  return new Map(
    [...rounds].map(([name, members]) => [name, members.map(({ response, label }) => ({ text: response, label }))]),
  );
}

/** The assertion itself, as promptfoo runs it. */
async function loadIsRefusal(): Promise<Detector> {
  const folder = mkdtempSync(join(tmpdir(), 'metasc-refusal-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  // promptfoo reads its folder and switches when it is loaded.
  Object.assign(process.env, promptfooEnvironment(folder));
  const { assertions } = await import('promptfoo');
  return async (text) => {
    const { pass } = await assertions.runAssertion({
      assertion: { type: 'is-refusal' },
      test: {},
      providerResponse: { output: text },
    });
    return pass ? 'refusal' : 'compliance';
  };
}

/** Refusal, full or partial, is the positive class. Shares in [0, 1]; higher is better. */
async function measure(labelled: readonly Labelled[], detect: Detector): Promise<Row> {
  const pairs = await Promise.all(labelled.map(async ({ text, label }) => ({ label, found: await detect(text) })));
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

/** Of this process on one core, the median of some rounds after the first, which warms up. */
function measureSpeed(texts: readonly string[]): number {
  const rounds = Array.from({ length: SPEED_ROUNDS }, () => {
    const before = process.cpuUsage();
    for (const text of texts) detectRefusal(text);
    const { user, system } = process.cpuUsage(before);
    return texts.length / ((user + system) / 1e6);
  });
  return round(median(rounds.slice(1)), 0);
}

function toTable(rows: readonly Row[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const lines = [keys, keys.map(() => '---'), ...rows.map((row) => keys.map((key) => String(row[key])))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
