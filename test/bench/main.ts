import { Command, Option } from 'commander';
import { type BenchServer, startBenchServer } from './benchServer.ts';
import { measureDetector } from './detector.ts';
import { measureEmbedded } from './embedded.ts';
import { measureLatency } from './latency.ts';
import { measureLimits } from './limits.ts';
import { describeMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { measureOverhead } from './overhead.ts';
import { type Report, toMarkdown } from './report.ts';
import { measureReport } from './reportPage.ts';
import { measureScale } from './scale.ts';
import type { BenchContext, Section } from './section.ts';
import { measureServe } from './serve.ts';

type Measure = (server: BenchServer, context: BenchContext) => Promise<Section>;

/** In the order in which they run: the embedded model stays in memory, so it comes last. */
const MEASURES: Readonly<Record<string, Measure>> = {
  latency: measureLatency,
  limits: measureLimits,
  overhead: measureOverhead,
  memory: measureMemory,
  serve: measureServe,
  detector: (_server, context) => measureDetector(context),
  report: (_server, context) => measureReport(context),
  scale: measureScale,
  embedded: (_server, context) => measureEmbedded(context),
};

interface Options {
  readonly json?: boolean;
  readonly only?: string;
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly cells?: number;
}

const command = new Command('bench')
  .description('Measure what the provider costs: calls, time, memory, tokens a second. Give it the machine to itself.')
  .option('--json', 'print the report as JSON')
  .addOption(new Option('--only <name>', 'measure one thing').choices(Object.keys(MEASURES)))
  .addOption(
    new Option('--quick', 'in a minute: shows that the benchmark works; its figures mean nothing').conflicts('full'),
  )
  .option('--full', '520 cases of metasc-all at 200 ms too: ten minutes more')
  .option('--cells <n>', 'of scale, instead of 100,000', Number)
  .addHelpText(
    'after',
    `
Examples:
  npm run bench
  npm run bench -- --only latency --json
  npm run bench -- --only scale --cells 10000

Exit codes: 0 measured, whether or not the targets were met; 1 something failed.`,
  )
  .action(run);

async function run(options: Options): Promise<void> {
  const start = performance.now();
  const date = new Date().toISOString();
  const machine = await describeMachine();
  const sections = await measure(options);
  const report: Report = {
    schemaVersion: 1,
    date,
    command: ['npm run bench', ...toArguments(process.argv.slice(2))].join(' '),
    durationS: Math.round((performance.now() - start) / 1_000),
    machine,
    sections,
  };
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : toMarkdown(report)}\n`);
}

async function measure({ only, quick, full, cells }: Options): Promise<readonly Section[]> {
  await using server = await startBenchServer();
  const extent = quick ? 'quick' : full ? 'full' : 'default';
  const sections: Section[] = [];
  for (const [name, measureOne] of Object.entries(MEASURES)) {
    if (only !== undefined && only !== name) continue;
    const say = (line: string) => process.stderr.write(`${name}: ${line}\n`);
    sections.push(await measureOne(server, { extent, ...(cells === undefined ? {} : { cells }), say }));
  }
  return sections;
}

const toArguments = (args: readonly string[]): readonly string[] => (args.length === 0 ? [] : ['--', ...args]);

await command.parseAsync();
