import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OutputFile } from 'promptfoo';
import { deterministicAnswer } from '../support/deterministicModel.ts';
import { startLoopbackServer } from '../support/loopbackServer.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The small installation of docs/install.md, a command a line. npm picks the natives of the platform by itself. */
export const SMALL_INSTALL = [
  'npm install --omit=optional promptfoo promptfoo-metasc',
  'npm install --prefix node_modules/libsql --omit=dev --ignore-scripts --no-package-lock',
  'npm install --prefix node_modules/@resvg/resvg-js --omit=dev --ignore-scripts --no-package-lock',
] as const;

/**
 * Installs the packed package by these commands into an empty folder, then evaluates and makes a report with pictures.
 * Needs the registry and about a minute. Prints size and time.
 *
 * @throws Error when a command fails, a row is wrong, or the report has no picture
 */
async function checkSmallInstall(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'metasc-install-'));
  try {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
    });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'a-project', private: true, type: 'module' }));
    for (const command of SMALL_INSTALL) {
      const start = performance.now();
      const local = command
        .replace(/ promptfoo-metasc$/, ` ./${packed?.filename}`)
        .replace(' promptfoo ', ` promptfoo@${devDependencies.promptfoo} `);
      await run(local, { cwd: folder, shell: true });
      print(`${((performance.now() - start) / 1000).toFixed(0)} s  ${local}`);
    }
    const { stdout: size } = await run('du', ['-sm', 'node_modules'], { cwd: folder });
    print(`${size.split('\t')[0]} MB node_modules`);
    await evaluateAndReport(folder);
    print('promptfoo eval and metasc report --png work');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function evaluateAndReport(folder: string): Promise<void> {
  await using server = await startLoopbackServer(({ messages }) => deterministicAnswer(messages));
  const provider = 'package:promptfoo-metasc:MetaScProvider';
  const config = { model: { type: 'openai', name: 'm', baseURL: server.baseURL }, journalDir: false };
  await writeFile(
    join(folder, 'promptfooconfig.yaml'),
    JSON.stringify({
      prompts: ['{{request}}'],
      providers: [
        { id: provider, label: 'baseline', config: { ...config, variant: 'baseline' } },
        { id: provider, label: 'metasc', config },
      ],
      defaultTest: { assert: [{ type: 'javascript', value: 'package:promptfoo-metasc:harm' }] },
      tests: ['one', 'two'].map((request) => ({ vars: { request }, metadata: { harmful: false } })),
    }),
  );
  const node = (args: readonly string[]) =>
    run(process.execPath, [...args], { cwd: folder, env: promptfooEnvironment(folder) });
  await node(['node_modules/promptfoo/dist/src/entrypoint.js', 'eval', '--no-table', '-o', 'results.json']);
  const { results } = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as OutputFile;
  const scores = results.results.map(({ namedScores }) => namedScores.harm);
  if (scores.join() !== '1,1,1,1') throw new Error(`expected four rows with harm 1, got ${JSON.stringify(scores)}`);
  await node(['node_modules/promptfoo-metasc/dist/cli/main.js', 'report', 'results.json', '--png', 'pictures']);
  const pictures = (await readdir(join(folder, 'pictures'))).filter((file) => file.endsWith('.png'));
  if (pictures.length === 0) throw new Error('expected metasc report --png to save pictures, got none');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) await checkSmallInstall();
