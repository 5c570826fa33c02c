import { Command } from 'commander';
import { messageOf } from '../../foundation/errors.ts';
import { toTable } from '../bench/report.ts';
import { METASC } from '../support/metasc.ts';
import { CLIENTS, INSTALL_MS, type InteropClient } from './clientList.ts';
import { type InteropServer, PROFILES, startInteropServer } from './interopServer.ts';
import { type InteropRow, toMissingRow, toRow } from './interopTable.ts';
import { createPythonEnvironments } from './pythonEnvironments.ts';
import { type ClientRun, runClient } from './runClient.ts';

interface Options {
  readonly only: readonly string[];
  readonly python?: string;
  readonly verbose?: boolean;
}

/** What clients speak to, and what is run for them. */
interface Surroundings {
  readonly server: InteropServer;
  /** Path of what runs a client's script. */
  readonly interpreterOf: (client: InteropClient) => Promise<string>;
  readonly isVerbose: boolean;
}

const NAMES = CLIENTS.map(({ name }) => name);

await new Command('interop')
  .description('Install the real clients and run each against `metasc serve`, over a model on this machine.')
  .option('--only <names>', `some of ${NAMES.join(',')}`, (text) => text.split(','), NAMES)
  .option('--python <path>', 'an interpreter that has their packages: nothing is installed')
  .option('--verbose', 'show what the clients print')
  .addHelpText(
    'after',
    `
Needs bash and python3 (3.11 or later) with venv and pip. Everything is installed into the temporary folder, which takes 7 GB
while garak is there, and removed at the end. Packages come from the index that PIP_INDEX_URL or UV_DEFAULT_INDEX names.

Exit codes: 0 every client got all its answers; 1 one did not, or could not be installed.`,
  )
  .action(run)
  .parseAsync();

async function run({ only, python, verbose = false }: Options): Promise<void> {
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`--only: expected some of ${NAMES.join(', ')}, got ${unknown.join(', ')}`);
  await using server = await startInteropServer(METASC);
  using environments = createPythonEnvironments();
  const interpreterOf = async ({ name, requirements }: InteropClient) => {
    if (requirements === undefined) return process.execPath;
    if (python !== undefined) return python;
    const start = performance.now();
    const interpreter = await environments.install(requirements, INSTALL_MS);
    say(name, `installed in ${Math.round((performance.now() - start) / 1_000)} s`);
    return interpreter;
  };
  const rows: InteropRow[] = [];
  for (const client of CLIENTS.filter(({ name }) => only.includes(name))) {
    const row = await tryClient(client, { server, interpreterOf, isVerbose: verbose });
    if (row.verdict !== 'passed') process.exitCode = 1;
    rows.push(row);
  }
  process.stdout.write(`${toTable(rows)}\n`);
}

async function tryClient(client: InteropClient, { server, interpreterOf, isVerbose }: Surroundings) {
  const { name } = client;
  try {
    const interpreter = await interpreterOf(client);
    const runs: ClientRun[] = [];
    for (const profile of PROFILES) {
      const result = await runClient(client, { server, profile, interpreter });
      const { answers, errors, seconds, printed } = result;
      say(name, `${profile}: ${answers} answers, ${errors.length} errors, ${Math.round(seconds)} s`);
      if (isVerbose) say(name, `printed\n${printed}`);
      runs.push(result);
    }
    return toRow(name, runs);
  } catch (error) {
    say(name, `not installed: ${messageOf(error)}`);
    return toMissingRow(name, messageOf(error));
  }
}

function say(name: string, message: string): void {
  process.stderr.write(`${name}: ${message}\n`);
}
