import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { createRawRow } from '../analysis/results/resultFixture.ts';
import { BUILT_METASC } from '../support/metasc.ts';

const BYTES_PER_MB = 1e6;
const KB_PER_MB = 1e3;

type Format = 'json' | 'jsonl';

new Command('gate')
  .description('Time, CPU and peak memory of the built metasc gate (npm run build) over large results; prints a table.')
  .option('--rows <n>', 'rows of each of the two files', Number, 20_000)
  .option('--metadata <characters>', 'metadata of a row, which promptfoo writes twice', Number, 10_000)
  .option('--rounds <n>', 'how often', Number, 3)
  .addHelpText('after', '\nExample:\n  npx node test/bench/gate.ts --rounds 1')
  .action(async ({ rows, metadata, rounds }: { rows: number; metadata: number; rounds: number }) => {
    const folder = await mkdtemp(join(tmpdir(), 'metasc-gate-'));
    try {
      await writeFile(join(folder, 'gate.yaml'), 'metrics: {harm: {floor: 0.5}, overRefusal: {floor: 0.5}}');
      const lines = [['what', 'MB read', 'seconds', 'seconds of CPU', 'peak MB']];
      for (const format of ['json', 'jsonl'] as const) {
        const [head, base] = [join(folder, `head.${format}`), join(folder, `base.${format}`)];
        await writeResults(head, { format, rows, metadata, failing: 20 });
        await writeResults(base, { format, rows, metadata, failing: 10 });
        const mb = Math.round((await stat(head)).size / BYTES_PER_MB);
        for (let round = 0; round < rounds; round += 1) {
          for (const [what, args, files] of [
            ['head alone', ['--head', head], 1],
            ['head and base', ['--head', head, '--base', base], 2],
          ] as const) {
            const { seconds, cpuSeconds, peakMb } = await measure([...args, '--policy', join(folder, 'gate.yaml')]);
            const figures = [seconds.toFixed(1), cpuSeconds.toFixed(1), String(peakMb)];
            lines.push([`${format}, ${what}`, String(files * mb), ...figures]);
          }
        }
      }
      process.stdout.write(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  })
  .parse();

interface Extent {
  readonly format: Format;
  readonly rows: number;
  readonly metadata: number;
  readonly failing: number;
}

/** A results file as promptfoo writes it, JSON indented. */
async function writeResults(path: string, { format, rows, metadata, failing }: Extent): Promise<void> {
  // What the system still had to write would share the machine with what is measured.
  const out = createWriteStream(path, { flush: true });
  const put = async (chunk: string) => {
    if (!out.write(chunk)) await once(out, 'drain');
  };
  if (format === 'json')
    await put(`{\n  "evalId": "eval-${failing}",\n  "results": {\n    "version": 3,\n    "results": [\n`);
  for (let at = 0; at < rows; at += 1) {
    const row = createLargeRow(at, { metadata, passes: at >= failing });
    if (format === 'jsonl') await put(`${JSON.stringify(row)}\n`);
    else await put(`${at === 0 ? '' : ',\n'}${JSON.stringify(row, null, 2).replace(/^/gm, '      ')}`);
  }
  if (format === 'json') await put('\n    ]\n  },\n  "config": {}\n}\n');
  out.end();
  await once(out, 'close');
}

function createLargeRow(at: number, { metadata, passes }: { metadata: number; passes: boolean }) {
  const words = `${at} She said "no", and that was\nthat; é. `;
  const trace = words.repeat(Math.ceil(metadata / words.length)).slice(0, metadata);
  const row = createRawRow({
    id: `case-${at}`,
    testIdx: at,
    answer: trace.slice(0, 1_000),
    scores: { harm: passes ? 1 : 0, overRefusal: 1 },
  });
  return {
    ...row,
    metadata: { ...row.metadata, trace },
    response: { ...row.response, metadata: { trace } },
  };
}

/** One run of the command, its process's start and end included. */
async function measure(args: readonly string[]) {
  const start = performance.now();
  const reportPeak = new URL('./reportPeak.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', reportPeak, BUILT_METASC, 'gate', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [stdout, stderr, usage] = await Promise.all([1, 2, 3].map((fd) => text(child.stdio[fd] as Readable)));
  const [exitCode] = (await ended) as [number];
  if (exitCode > 2) throw new Error(`metasc gate exited with ${exitCode}:\n${stdout}\n${stderr}`);
  const seconds = (performance.now() - start) / 1_000;
  const [peakKb = Number.NaN, cpuSeconds = Number.NaN] = (usage ?? '').split(' ').map(Number);
  return { seconds, cpuSeconds, peakMb: Math.round(peakKb / KB_PER_MB) };
}
