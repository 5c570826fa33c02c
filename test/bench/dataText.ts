/**
 * Counts the lines of ordinary texts that the judge's prompt puts in other words: the completions of XSTest
 * (`xstest_v2_completions_<model>.csv` in a folder) and the READMEs of installed packages.
 * `npx node test/bench/dataText.ts <folder>` prints a table; `--lines` adds the lines.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withoutLookAlikes } from '../../assertions/judges/llm/dataText.ts';
import { readCsv } from '../../foundation/csv.ts';
import { decodeText } from '../../foundation/decodeText.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { lines: { type: 'boolean' } } });
const [folder = '.'] = positionals;

function completionsIn(file: string): readonly string[] {
  const { rows } = readCsv(decodeText(readFileSync(file), file), { file, columns: ['completion'] });
  return rows.map(({ fields }) => fields.completion ?? '');
}

const sets = {
  'XSTest completions': globSync(join(folder, 'xstest_v2_completions_*.csv')).flatMap(completionsIn),
  READMEs: globSync('node_modules/{*,@*/*}/README.md').map((file) => readFileSync(file, 'utf8')),
};

process.stdout.write('| texts | n | altered | lines | altered |\n| --- | --- | --- | --- | --- |\n');
for (const [name, texts] of Object.entries(sets)) {
  const lines = texts.flatMap((text) => text.split('\n'));
  // Look-alikes of line breaks apart, lines are altered one by one.
  const altered = lines.filter((line) => withoutLookAlikes(`\n${line}\n`) !== `\n${line}\n`);
  const whole = texts.filter((text) => withoutLookAlikes(text) !== text);
  process.stdout.write(`| ${name} | ${texts.length} | ${whole.length} | ${lines.length} | ${altered.length} |\n`);
  if (values.lines) process.stdout.write(`${altered.join('\n')}\n`);
}
