import { Command } from 'commander';
import { toTable } from '../bench/report.ts';
import { METASC } from '../support/metasc.ts';
import { CLIENTS, type InteropClient } from './clientList.ts';
import { type InteropServer, PROFILES, startInteropServer } from './interopServer.ts';
import { type InteropRow, toMissingRow, toRow } from './interopTable.ts';
import { createPythonEnvironment } from './pythonEnvironment.ts';
import { runClient } from './runClient.ts';

interface Options {
  readonly only: readonly string[];
  readonly verbose?: boolean;
}

const NAMES = CLIENTS.map(({ name }) => name);

await new Command('interop')
  .description('Install the real clients and run each against `metasc serve`, over a model on this machine.')
  .option('--only <names>', `some of ${NAMES.join(',')}`, (text) => text.split(','), NAMES)
  .option('--verbose', 'show what the clients print')
  .addHelpText(
    'after',
    `
Needs python3 with venv and pip; garak takes about 5 GB in the temporary folder while it runs.

Exit codes: 0 every client that could be installed got all its answers; 1 one did not.`,
  )
  .action(run)
  .parseAsync();

async function run({ only, verbose = false }: Options): Promise<void> {
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`--only: expected some of ${NAMES.join(', ')}, got ${unknown.join(', ')}`);
  await using server = await startInteropServer(METASC);
  const rows: InteropRow[] = [];
  for (const client of CLIENTS.filter(({ name }) => only.includes(name))) {
    rows.push(...(await tryClient(client, server, verbose)));
  }
  process.stdout.write(`${toTable(rows)}\n`);
}

/** Its rows: one a profile, or one that says why there are none. */
async function tryClient(client: InteropClient, server: InteropServer, verbose: boolean): Promise<InteropRow[]> {
  const say = (message: string) => process.stderr.write(`${client.name}: ${message}\n`);
  using stack = new DisposableStack();
  let interpreter = process.execPath;
  if (client.requirements.length > 0) {
    say(`installing ${client.requirements.join(', ')}`);
    try {
      interpreter = stack.use(await createPythonEnvironment(client.requirements, client.installMs)).python;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`not installed: ${reason}`);
      return [toMissingRow(client.name, reason)];
    }
  }
  const rows: InteropRow[] = [];
  for (const profile of PROFILES) {
    const result = await runClient(client, { server, profile, interpreter });
    say(`${profile}: ${result.answers} answers, ${result.errors.length} errors`);
    if (verbose) say(`printed\n${result.printed}`);
    if (result.errors.length > 0) process.exitCode = 1;
    rows.push(toRow(result));
  }
  return rows;
}
