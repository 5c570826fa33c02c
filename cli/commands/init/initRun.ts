import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { JudgeSchema } from '../../../assertions/judges/judgeRef.ts';
import { parseJudgeText } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../../../foundation/files.ts';
import { nearestName } from '../../../foundation/nearest.ts';
import { countOf } from '../../../foundation/plural.ts';
import { createParser } from '../../../foundation/schemaFaults.ts';
import type { Terminal } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import { type AskUser, chooseProvider, nameOf } from './chooseProvider.ts';
import { configFault, parseConfig, printConfig } from './configDocument.ts';
import { chooseOutput, columnReader, findConfig, OUTPUT, shown } from './configFiles.ts';
import { INIT_METRICS, type JudgeOption } from './initAssertions.ts';
import { INIT_VARIANTS } from './initColumns.ts';
import { addMetaSc } from './initConfig.ts';
import { findOwnIds } from './ownIds.ts';
import { readProviderList } from './providerList.ts';

export interface InitCommandOptions {
  readonly output?: string;
  readonly provider?: string;
  readonly variants?: string;
  readonly judge?: string;
  readonly assertions?: string;
  readonly steps: number | 'all';
  readonly only?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Runs {@link runInit}, with questions if there is a terminal, and prints the report. */
export async function printInit(
  config: string | undefined,
  { json = false, ...options }: InitCommandOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const canAsk = options.yes !== true && terminal.input.isTTY && terminal.err.isTTY;
  const start = (ask?: AskUser) => runInit(config, options, ask);
  const report = await (canAsk ? withQuestions(terminal, start) : start());
  if (json) terminal.out.writeJson(report);
  else terminal.out.write(`${formatReport(report)}\n`);
}

/**
 * Reads a config, asks for what the options leave open, and writes the config with the columns.
 *
 * @param ask undefined if no user can answer
 * @returns what was read, decided and written; `next` is the command that runs the config
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNWRITABLE`; `ABORTED` when the user ends the questions
 */
export async function runInit(named: string | undefined, options: InitCommandOptions, ask: AskUser | undefined) {
  const { steps, only = false, yes = false, force = false } = options;
  const variants = parseList(options.variants, INIT_VARIANTS, 'variants');
  const metricNames = INIT_METRICS.map(({ name }) => name);
  const names = parseList(options.assertions, metricNames, 'assertions');
  const config = findConfig(named);
  const output = chooseOutput(config, options.output, { force });
  const text = readUserFile(config, 'config');
  const document = parseConfig(text, config);
  const list = readProviderList(document, config);
  if (!force && list.entries.some(({ kind }) => kind === 'metasc')) {
    throw configFault(
      `${config}: expected a config without MetaSC columns, got one that has them`,
      '--force adds columns around another of its providers.',
    );
  }
  const entry = await chooseProvider(list.entries, { wanted: options.provider, takeFirst: yes, ask });
  const judge = parseJudge(options.judge ?? (await ask?.(JUDGE_QUESTION))?.trim() ?? '');
  const folder = dirname(resolve(config));
  const changes = addMetaSc(document, list, entry, {
    variants,
    steps,
    metrics: INIT_METRICS.filter(({ name }) => names.includes(name)),
    asked: options.assertions !== undefined,
    judge,
    only,
    ids: findOwnIds(folder),
    readColumns: columnReader(folder),
  });
  writeUserFile(output, printConfig(document, text), { ...OUTPUT, force });
  const { index, id, label } = entry;
  return {
    config: shown(config),
    output: shown(output),
    model: { index, id, label },
    judge: judge ?? 'local',
    ...changes,
    next: `npx promptfoo eval -c ${quote(shown(output))}`,
  };
}

const JUDGE_QUESTION = 'Who judges harm: local (rules, no model), or a model such as openai:gpt-4o? [local]: ';

function parseList<T extends string>(text: string | undefined, known: readonly T[], option: string): readonly T[] {
  if (text === undefined) return known;
  const words = text.split(',').map((word) => word.trim());
  for (const word of words) {
    if (known.some((name) => name === word)) continue;
    const nearest = nearestName(word, known);
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    throw new MetaScError(`${option}: expected any of ${known.join(', ')}, separated by commas, got "${word}"${hint}`, {
      code: 'CONFIG_INVALID',
      ...(word === 'frozen' ? { help: 'The variant frozen needs a lock file: metasc spec freeze --help.' } : {}),
    });
  }
  return known.filter((name) => words.includes(name));
}

const checkJudge = createParser(JudgeSchema);

/** Undefined: each assertion's own default. */
function parseJudge(text: string): JudgeOption | undefined {
  if (text === '' || text === 'local') return undefined;
  return checkJudge(parseJudgeText(text, 'judge'), { subject: 'judge' });
}

/** Asks on standard error, because standard output is only for the report. */
async function withQuestions<T>({ input, err }: Terminal, work: (ask: AskUser) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input, output: err.stream });
  let isOpen = true;
  terminal.once('close', () => {
    isOpen = false;
  });
  // The iterator keeps lines that are typed ahead.
  const lines = terminal[Symbol.asyncIterator]();
  const ask: AskUser = async (question) => {
    terminal.setPrompt(printable(question));
    if (isOpen) terminal.prompt();
    const { value, done } = await lines.next();
    if (!done) return value;
    throw new MetaScError('init: input ended before all questions were answered; nothing is written', {
      code: 'ABORTED',
    });
  };
  return work(ask).finally(() => terminal.close());
}

function formatReport({
  config,
  output,
  model,
  columns,
  assertions,
  judge,
  notes,
  next,
}: Awaited<ReturnType<typeof runInit>>): string {
  const placed = assertions
    .map(({ name, tests }) => `${name} (${tests === 'all' ? 'all tests' : countOf(tests, 'test')})`)
    .join(', ');
  return [
    `Wrote       ${output}, from ${config}`,
    `Model       ${nameOf(model)}`,
    `Columns     ${columns.join(', ')}`,
    `Assertions  ${placed === '' ? 'none' : `${placed}; judge ${typeof judge === 'string' ? judge : judge.type}`}`,
    ...notes.map((note) => `Note        ${note.replaceAll('\n', '\n            ')}`),
    `Run it      ${next}`,
  ].join('\n');
}

const quote = (path: string) => (/[^\w./-]/.test(path) ? JSON.stringify(path) : path);
