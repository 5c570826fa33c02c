import { extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import pLimit from 'p-limit';
import {
  differencesOf,
  openProject,
  ownChecksOf,
  PROJECT_NAMES,
  providerAt,
  rowsIn,
  unscoredOf,
  workOf,
} from '../support/projects.ts';
import { startTargetServer } from '../support/targetServer.ts';

const HEAD = [
  'project',
  'requests',
  'of baseline',
  'bytes',
  'assertions passed',
  'by baseline',
  'rows at work',
  'skipped',
  'unscored',
];

interface Measured {
  readonly cells: readonly string[];
  readonly faults: readonly string[];
}

/** Runs a project as it is, with a baseline in place of its entry, and with all columns. */
async function measure(name: string): Promise<Measured> {
  await using server = await startTargetServer();
  await using project = openProject(name, server);
  const { own } = project;
  const report = await project.init();
  const extension = /^\.(?:json|ya?ml)$/.test(extname(own)) ? '.yaml' : extname(own);
  const { output: onlyBaseline } = await project.init('--variants', 'baseline', '-o', `evals/baseline${extension}`);
  const run = async (config: string) => {
    const start = server.requests.length;
    const outcome = await project.promptfoo('eval', config);
    return { outcome, sent: server.requests.slice(start).sort() };
  };
  const validated = await project.promptfoo('validate', report.output);
  // promptfoo's validation knows fewer assertions than its evaluation.
  const isValid = validated.exitCode === 0 || (await project.promptfoo('validate', own)).exitCode !== 0;
  const before = await run(own);
  const after = await run(onlyBaseline);
  const all = await run(report.output);

  const ownRows = rowsIn(before.outcome, providerAt(before.outcome, report.model.index));
  const baseline = rowsIn(after.outcome, 'baseline');
  const metasc = rowsIn(all.outcome, 'metasc');
  const passed = (rows: typeof ownRows) => {
    const checks = rows.flatMap(ownChecksOf);
    return `${checks.filter(({ pass }) => pass).length} of ${checks.length}`;
  };
  const works = metasc.map(workOf);
  const skipped = new Map(works.filter((work) => work.startsWith('skipped')).map((work) => [work.slice(9), work]));
  const isEqual = isDeepStrictEqual(before.sent, after.sent);
  const unscored = all.outcome.results?.results.flatMap(unscoredOf) ?? [];
  return {
    cells: [
      name,
      String(before.sent.length),
      String(after.sent.length),
      isEqual ? 'equal' : 'differ',
      passed(ownRows),
      passed(baseline),
      `${works.filter((work) => work === 'at work').length} of ${ownRows.length}`,
      [...skipped.keys()].join('; ').split('\n')[0] ?? '',
      String(unscored.length),
    ],
    faults: [
      ...(isValid ? [] : [`promptfoo validate: ${validated.stdout}${validated.stderr}`]),
      ...(ownRows.length === 0 ? [`no rows: ${before.outcome.stdout}${before.outcome.stderr}`] : []),
      ...(isEqual ? [] : [`requests differ: ${before.sent.join('\n')}\nbecame ${after.sent.join('\n')}`]),
      ...ownRows.flatMap((row, index) => differencesOf(row, baseline[index])),
      ...works.filter((work) => /^(?:error|idle)/.test(work)),
      ...(metasc.length === ownRows.length ? [] : [`${metasc.length} rows of metasc for ${ownRows.length}`]),
      ...(unscored.length > 0 && report.unscored.length === 0 ? unscored : []),
    ],
  };
}

new Command('projects')
  .description(
    'Put every project of test/projects under MetaSC; print how baseline compares with the project (docs/targets.md).',
  )
  .argument('[names...]', 'projects', PROJECT_NAMES)
  .addHelpText(
    'after',
    '\nExample:\n  npx node test/bench/projects.ts http-body tools\n\nExit codes: 0 equal in every row; 1 not.',
  )
  .action(async (names: readonly string[]) => {
    const twoAtATime = pLimit(2);
    const rows = await Promise.all(names.map((name) => twoAtATime(() => measure(name))));
    const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(({ cells }) => cells)].map(
      (cells) => `| ${cells.join(' | ')} |`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
    for (const { cells, faults } of rows.filter((row) => row.faults.length > 0)) {
      process.stdout.write(`\n${cells[0]}\n${faults.map((fault) => `  ${fault}\n`).join('')}`);
      process.exitCode = 1;
    }
  })
  .parse();
