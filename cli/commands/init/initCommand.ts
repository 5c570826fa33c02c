import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import leven from 'leven';
import { JudgeSchema } from '../../../assertions/judges/judgeRef.ts';
import { parseJudgeText } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile } from '../../../foundation/files.ts';
import { countOf } from '../../../foundation/plural.ts';
import { createParser } from '../../../foundation/schemaFaults.ts';
import { type AskUser, chooseProvider, nameOf } from './chooseProvider.ts';
import { parseConfig, printConfig } from './configDocument.ts';
import { chooseOutput, columnReader, findConfig, shown, writeConfig } from './configFiles.ts';
import { INIT_METRICS, type JudgeOption, ofOneKind } from './initAssertions.ts';
import { INIT_VARIANTS } from './initColumns.ts';
import { addMetaSc, type InitChanges, type PlacedAssertion } from './initConfig.ts';
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

/** What was read, decided and written. */
export interface InitReport extends InitChanges {
  readonly config: string;
  readonly output: string;
  /** The provider that became the model: its place in the list, from 0, its id and label. */
  readonly model: { readonly index: number; readonly id: string; readonly label?: string };
  readonly judge: JudgeOption;
  /** The command that runs it. */
  readonly next: string;
}

const METRIC_NAMES = INIT_METRICS.map(({ name }) => name);
const NAMES_OF_ONE_KIND = ofOneKind(INIT_METRICS).map(({ name }) => name);

/** `metasc init`: MetaSC for a promptfoo project that is there already. */
export function createInitCommand(): Command {
  return new Command('init')
    .description('Write a config that puts a promptfoo project’s own provider under MetaSC.')
    .argument('[config]', 'YAML or JSON config (default: promptfooconfig.yaml, .yml or .json)')
    .option('-o, --output <file>', 'file to write, beside the config (default: <its name>.metasc.yaml)')
    .option('--provider <id>', 'id or label of the provider that becomes the model, where there are several')
    .option('--variants <list>', `columns to make (default: ${INIT_VARIANTS.join(',')})`)
    .option('--steps <n>', 'cases that may change the spec of metasc, or all', parseSteps, 10)
    .option('--assertions <list>', `assertions to add (default: ${METRIC_NAMES.join(',')}, where they fit)`)
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object (default: local)')
    .option('--only', 'leave the other providers out')
    .option('--yes', 'ask nothing; of several providers, take the first')
    .option('--force', 'write over a file that is there, or add to a config that has MetaSC columns')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The columns stand in the place of the provider that they wrap. Other providers, prompts, tests, assertions and comments
stay as they are, and so does your own file. ${NAMES_OF_ONE_KIND.join(' and ')} go to the tests in the config itself that say
harmful: true or false, because they fail all cases of the other kind; other assertions go to all tests, through defaultTest.

Asks on a terminal what the options leave open.

Examples:
  metasc init
  metasc init evals/safety.yaml --provider openai:gpt-4o-mini --judge openai:gpt-4o --yes

Exit codes: 0 written; 1 the config can't be read or edited, an option is wrong, or the file is there already.`,
    )
    .action(
      async (config: string | undefined, { json = false, ...options }: InitCommandOptions & { json?: boolean }) => {
        const canAsk = options.yes !== true && process.stdin.isTTY && process.stderr.isTTY;
        const start = (ask?: AskUser) => runInit(config, options, ask);
        const report = await (canAsk ? withTerminal(start) : start());
        process.stdout.write(`${json ? JSON.stringify(report, null, 2) : formatReport(report)}\n`);
      },
    );
}

/**
 * Reads a config, asks what the options leave open, writes the config with the columns.
 *
 * @param ask undefined where nobody can answer
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNWRITABLE`; `ABORTED` when the user ends the questions
 */
export async function runInit(
  named: string | undefined,
  options: InitCommandOptions,
  ask: AskUser | undefined,
): Promise<InitReport> {
  const { steps, only = false, yes = false, force = false } = options;
  const variants = parseList(options.variants, INIT_VARIANTS, 'variants');
  const names = parseList(options.assertions, METRIC_NAMES, 'assertions');
  const config = findConfig(named);
  const output = chooseOutput({ config, output: options.output, force });
  const text = readUserFile(config, 'config');
  const document = parseConfig(text, config);
  const list = readProviderList(document, config);
  if (!force && list.entries.some(({ kind }) => kind === 'metasc')) {
    throw new MetaScError(`${config}: expected a config without MetaSC columns, got one that has them`, {
      code: 'CONFIG_INVALID',
      help: '--force adds columns around another of its providers.',
    });
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
  writeConfig(output, printConfig(document, text), { force });
  const { index, id, label } = entry;
  return {
    config: shown(config),
    output: shown(output),
    model: { index, id, ...(label === undefined ? {} : { label }) },
    judge: judge ?? 'local',
    ...changes,
    next: `npx promptfoo eval -c ${quote(shown(output))}`,
  };
}

const JUDGE_QUESTION = 'Who judges harm: local (rules, no model), or a model such as openai:gpt-4o? [local]: ';

function parseSteps(value: string): number | 'all' {
  if (value === 'all') return value;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 0 or more, or all.');
}

function parseList<T extends string>(text: string | undefined, known: readonly T[], option: string): readonly T[] {
  if (text === undefined) return known;
  const words = text.split(',').map((word) => word.trim());
  for (const word of words) {
    if (known.some((name) => name === word)) continue;
    const [nearest] = known.toSorted((a, b) => leven(a, word) - leven(b, word));
    const isNear = nearest !== undefined && leven(nearest, word) <= Math.max(2, word.length / 3);
    const hint = isNear ? `; did you mean "${nearest}"?` : '';
    throw new MetaScError(`${option}: expected any of ${known.join(', ')}, separated by commas, got "${word}"${hint}`, {
      code: 'CONFIG_INVALID',
      ...(word === 'frozen'
        ? { help: 'A column of variant frozen needs a lock file: metasc spec freeze --help.' }
        : {}),
    });
  }
  return known.filter((name) => words.includes(name));
}

const checkJudge = createParser(JudgeSchema);

/** Undefined: each assertion's own. */
function parseJudge(text: string): JudgeOption | undefined {
  if (text === '' || text === 'local') return undefined;
  return checkJudge(parseJudgeText(text, 'judge'), { subject: 'judge' });
}

/** Asks on standard error: standard output is for the report alone. */
async function withTerminal<T>(work: (ask: AskUser) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // It keeps the lines that were typed ahead.
  const lines = terminal[Symbol.asyncIterator]();
  const ask: AskUser = async (question) => {
    terminal.setPrompt(question);
    terminal.prompt();
    const { value, done } = await lines.next();
    if (!done) return value;
    throw new MetaScError('init: ended before all was answered; nothing is written', { code: 'ABORTED' });
  };
  return work(ask).finally(() => terminal.close());
}

function formatReport({ config, output, model, columns, assertions, judge, notes, next }: InitReport): string {
  const placed = assertions.map(describePlace).join(', ');
  return [
    `Wrote       ${output}, from ${config}`,
    `Model       ${nameOf(model)}`,
    `Columns     ${columns.join(', ')}`,
    `Assertions  ${placed === '' ? 'none' : `${placed}; judge ${typeof judge === 'string' ? judge : judge.type}`}`,
    ...notes.map((note) => `Note        ${note.replaceAll('\n', '\n            ')}`),
    `Run it      ${next}`,
  ].join('\n');
}

function describePlace({ name, tests }: PlacedAssertion): string {
  return tests === 'all' ? `${name} (all tests)` : `${name} (${countOf(tests, 'test')})`;
}

const quote = (path: string) => (/[^\w./-]/.test(path) ? JSON.stringify(path) : path);
