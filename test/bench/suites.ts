import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import type { OutputFile, UnifiedConfig } from 'promptfoo';
import { SUITE_NAMES } from '../../suites/suiteNames.ts';
import { METASC } from '../support/metasc.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { startBenchServer } from './benchServer.ts';

/** The published sets that the suites of the paper need, by the names of their files in `--data`. */
const IMPORTS = {
  advbench: 'advbench_harmful_behaviors.csv',
  'metasc-templates': 'jailbreak_templates.json',
  'biggen-safety': 'biggen_bench_safety.json',
} as const;

const INPUT_USD_PER_MTOK = 0.15;
const OUTPUT_USD_PER_MTOK = 0.6;
/** 200 tokens, at four characters each. */
const ANSWER_CHARS = 800;

const run = promisify(execFile);

new Command('suites')
  .description('Run every suite in full against a loopback server; print what each asks and takes (docs/suites.md).')
  .option('--data <folder>', 'folder with the published files, for the suites of the paper')
  .option('--only <suites>', 'only these, separated by commas')
  .addHelpText('after', '\nExample:\n  npx node test/bench/suites.ts --data datasets/sources')
  .action(async ({ data, only }: { readonly data?: string; readonly only?: string }) => {
    const folder = await mkdtemp(join(tmpdir(), 'metasc-suites-'));
    await using server = await startBenchServer();
    try {
      if (data !== undefined) await importSets(data, folder);
      const suites = SUITE_NAMES.filter(
        (name) => only?.split(',').includes(name) ?? (data !== undefined || !name.startsWith('paper-')),
      );
      const rows: string[][] = [];
      for (const suite of suites) {
        await server.obey({ delayMs: 0, answerChars: ANSWER_CHARS });
        const file = await runSuite(suite, folder, server.baseURL);
        rows.push([...describe(suite, file), String((await server.counts()).calls), ...spentIn(file)]);
      }
      const head = ['suite', 'question', 'cases', 'columns', 'calls', 'tokens in', 'tokens out', 'USD'];
      const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
      process.stdout.write(`${lines.join('\n')}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  })
  .parse();

async function importSets(data: string, folder: string): Promise<void> {
  for (const [name, file] of Object.entries(IMPORTS)) {
    const source = join(process.cwd(), data, file);
    await run(process.execPath, [METASC, 'datasets', 'import', name, '--from', source], { cwd: folder });
  }
}

async function runSuite(suite: string, folder: string, baseURL: string): Promise<OutputFile> {
  await run(process.execPath, [METASC, 'eval', '--suite', suite, '--', '--no-table', '--no-write', '-j', '16'], {
    cwd: folder,
    env: { ...promptfooEnvironment(folder), OPENAI_BASE_URL: baseURL, METASC_MODEL: 'openai:bench' },
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(await readFile(join(folder, 'results', `${suite}.json`), 'utf8')) as OutputFile;
}

function rowsIn({ results }: OutputFile) {
  if (!('results' in results)) throw new Error('expected rows in the results file, got none');
  return results.results;
}

function describe(suite: string, file: OutputFile): string[] {
  const { description = '' } = file.config as Partial<UnifiedConfig>;
  const rows = rowsIn(file);
  const errors = rows.filter(({ error, response }) => error && !response?.output);
  if (errors.length > 0) throw new Error(`${suite}: expected every row answered, got ${errors[0]?.error}`);
  const columns = new Set(rows.map(({ provider }) => provider.label)).size;
  return [suite, description.replace(`${suite}: `, ''), String(rows.length / columns), String(columns)];
}

function spentIn(file: OutputFile): string[] {
  const total = (kind: 'prompt' | 'completion') =>
    rowsIn(file).reduce((sum, { tokenUsage }) => sum + (tokenUsage?.[kind] ?? 0), 0);
  const [input, output] = [total('prompt'), total('completion')];
  const usd = (input * INPUT_USD_PER_MTOK + output * OUTPUT_USD_PER_MTOK) / 1e6;
  return [`${Math.round(input / 1000)} k`, `${Math.round(output / 1000)} k`, usd.toFixed(2)];
}
