import { parseArgs } from 'node:util';
import { startOddServer } from '../support/oddServer.ts';
import { measureOddServers, PLACES, renderOddTable } from '../support/oddTable.ts';
import { startServerFile } from '../support/serverFile.ts';

// Without an option: the project's own modes. --server FILE: those of another server, all or the ones that --modes a,b names.
const { values } = parseArgs({ options: { server: { type: 'string' }, modes: { type: 'string' } } });
const start = performance.now();
await using server =
  values.server === undefined
    ? await startOddServer()
    : await startServerFile({ file: values.server, modes: values.modes?.split(',') });
const rows = await measureOddServers(server);
const leaks = rows.flatMap(({ cells }) => PLACES.filter((place) => cells[place].leaks.length > 0));
const leaking = rows.filter(({ cells }) => PLACES.some((place) => cells[place].leaks.length > 0));
process.stdout.write(renderOddTable(rows));
process.stdout.write(
  `\n${rows.length} modes in ${PLACES.length} places; rows with a thought, half an answer or an error text as output, history, verdict or spec: ${leaking.length} (in ${leaks.length} places); ${Math.round(performance.now() - start)} ms\n`,
);
process.exitCode = leaks.length === 0 ? 0 : 1;
