import { convertBigGenSafety, isBigGenInstance } from './bigGenSafety.ts';
import {
  advBench,
  aiLuminate,
  createJailbreakBench,
  createOrBench,
  harmBench,
  strongReject,
  xsTest,
  xsTestCompletions,
} from './csvSets.ts';
import { convertFortress, isFortressItem } from './fortress.ts';
import { readMetaScPrompts } from './metaScPrompts.ts';
import { convertMetaScTemplates } from './metaScTemplates.ts';
import type { SourceConverter } from './sourceTable.ts';

const BY_SET = {
  advbench: advBench,
  'metasc-templates': { convert: convertMetaScTemplates, readTexts: readMetaScPrompts },
  'biggen-safety': { convert: convertBigGenSafety },
  xstest: xsTest,
  'xstest-completions': xsTestCompletions,
  'jailbreakbench-harmful': createJailbreakBench('harmful'),
  'jailbreakbench-benign': createJailbreakBench('benign'),
  harmbench: harmBench,
  strongreject: strongReject,
  ailuminate: aiLuminate,
  'or-bench-hard': createOrBench('hard'),
  'or-bench-toxic': createOrBench('toxic'),
  fortress: { convert: convertFortress },
} as const;

/** Name of a published set. */
export type SetName = keyof typeof BY_SET;

/** One for each published set. */
export const CONVERTERS: Readonly<Record<SetName, SourceConverter>> = BY_SET;

/** The sets whose file it looks like. */
export function recogniseSets(text: string): readonly string[] {
  if (/^\s*\[/.test(text)) return recogniseArray(text);
  const [header = ''] = text.split(/\r?\n/, 1);
  if (header.startsWith('{')) return isFortressItem(tryParse(header)) ? ['fortress'] : [];
  const columns = header.split(',').map((column) => column.replaceAll('"', '').trim());
  return Object.entries(CONVERTERS).flatMap(([name, { columns: expected }]) =>
    expected?.every((column) => columns.includes(column)) ? [name] : [],
  );
}

function recogniseArray(text: string): readonly string[] {
  const values = tryParse(text);
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  if (typeof first === 'string' && first.includes('{prompt}')) return ['metasc-templates'];
  return isBigGenInstance(first) ? ['biggen-safety'] : [];
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
