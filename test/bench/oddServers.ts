import { measureOddServers, PLACES, renderOddTable } from '../support/oddTable.ts';

const start = performance.now();
const rows = await measureOddServers();
const leaks = rows.flatMap(({ cells }) => PLACES.filter((place) => cells[place].leaks.length > 0));
process.stdout.write(renderOddTable(rows));
process.stdout.write(
  `\n${rows.length} modes in ${PLACES.length} places, ${leaks.length} with a thought, half an answer or an error text; ${Math.round(performance.now() - start)} ms\n`,
);
process.exitCode = leaks.length === 0 ? 0 : 1;
