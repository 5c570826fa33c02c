import { ADV_BENCH_COLUMNS, convertAdvBench } from './advBench.ts';
import { convertBigGenSafety, isBigGenInstance } from './bigGenSafety.ts';
import { convertHarmBench, HARM_BENCH_COLUMNS } from './harmBench.ts';
import { convertJailbreakBench, JAILBREAK_BENCH_COLUMNS } from './jailbreakBench.ts';
import { convertMetaScTemplates } from './metaScTemplates.ts';
import type { OutputTable } from './outputTable.ts';
import type { SourceText } from './sourceText.ts';
import { convertStrongReject, STRONG_REJECT_COLUMNS } from './strongReject.ts';
import { convertXsTest, XSTEST_COLUMNS } from './xsTest.ts';
import { convertXsTestCompletions, XSTEST_COMPLETIONS_COLUMNS } from './xsTestCompletions.ts';

/** One source file as a table of what is written. */
type Converter = (source: SourceText) => OutputTable;

const CONVERTERS: Readonly<Record<string, Converter>> = {
  advbench: convertAdvBench,
  'metasc-templates': convertMetaScTemplates,
  'biggen-safety': convertBigGenSafety,
  xstest: convertXsTest,
  'xstest-completions': convertXsTestCompletions,
  'jailbreakbench-harmful': (source) => convertJailbreakBench(source, 'harmful'),
  'jailbreakbench-benign': (source) => convertJailbreakBench(source, 'benign'),
  harmbench: convertHarmBench,
  strongreject: convertStrongReject,
};

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  advbench: ADV_BENCH_COLUMNS,
  xstest: XSTEST_COLUMNS,
  'xstest-completions': XSTEST_COMPLETIONS_COLUMNS,
  'jailbreakbench-harmful or jailbreakbench-benign': JAILBREAK_BENCH_COLUMNS,
  harmbench: HARM_BENCH_COLUMNS,
  strongreject: STRONG_REJECT_COLUMNS,
};

/**
 * @throws MetaScError `DATASET_INVALID` when it is not a file of the set, with what was expected and what was got
 */
export function convertSource(set: string, source: SourceText): OutputTable {
  const convert = CONVERTERS[set];
  if (convert === undefined) throw new TypeError(`no converter for ${set}`);
  return convert(source);
}

/** Which set's file it looks like, if any. */
export function recogniseSet(text: string): string | undefined {
  if (/^\s*\[/.test(text)) return recogniseJson(text);
  const [header = ''] = text.split(/\r?\n/, 1);
  const columns = header.split(',').map((column) => column.replaceAll('"', '').trim());
  return Object.entries(HEADERS).find(([, expected]) => expected.every((column) => columns.includes(column)))?.[0];
}

function recogniseJson(text: string): string | undefined {
  try {
    const [first] = JSON.parse(text) as readonly unknown[];
    if (typeof first === 'string' && first.includes('{prompt}')) return 'metasc-templates';
    return isBigGenInstance(first) ? 'biggen-safety' : undefined;
  } catch {
    return undefined;
  }
}
