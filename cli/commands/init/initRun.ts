import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ADOPTED_VARIANTS } from '../../../adoption/adoptedColumns.ts';
import { type AdoptionChoices, fillChoices } from '../../../adoption/adoptionChoices.ts';
import { type AdoptionOptions, type AdoptionPlan, planAdoption } from '../../../adoption/adoptionPlan.ts';
import { ADOPTED_METRICS, type JudgeOption } from '../../../adoption/assertionPlan.ts';
import { surveyCases } from '../../../adoption/caseSurvey.ts';
import { chooseEntry, modelsOf, openChoice } from '../../../adoption/chooseEntry.ts';
import { type ConfigPart, configFault, partOf, toList } from '../../../adoption/configPart.ts';
import { findOwnIds } from '../../../adoption/ownIds.ts';
import { createProjectFiles } from '../../../adoption/projectFiles.ts';
import { type ModelEntry, type ProviderList, readProviderList } from '../../../adoption/providerEntries.ts';
import { JudgeSchema } from '../../../assertions/judges/judgeRef.ts';
import { parseJudgeText } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../../../foundation/files.ts';
import { nearestName } from '../../../foundation/nearest.ts';
import { createParser } from '../../../foundation/schemaFaults.ts';
import { knowSecrets, secretsIn } from '../../../foundation/secrets.ts';
import type { Terminal } from '../../terminal/output.ts';
import { loadCodeConfig, printModule } from './codeConfig.ts';
import { contentOf, parseConfig } from './configDocument.ts';
import { chooseOutput, findConfig, isCode, OUTPUT, shown } from './configFiles.ts';
import { printConfig } from './configText.ts';
import { applyPlan } from './initConfig.ts';
import { formatInit, type InitReport, toReport } from './initReport.ts';
import { type AskUser, askForHarmful, askForJudge, askForProvider, parseHarmful, withQuestions } from './questions.ts';

export interface InitCommandOptions {
  readonly output?: string;
  readonly provider?: string;
  readonly variants?: string;
  readonly judge?: string;
  readonly harmful?: string;
  readonly assertions?: string;
  readonly steps?: number | 'all';
  readonly only?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly check?: boolean;
}

/** Runs {@link runInit}, with questions if there is a terminal, and the check if it is wanted; prints the reports. */
export async function printInit(
  config: string | undefined,
  { json = false, ...options }: InitCommandOptions & { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const canAsk = options.yes !== true && terminal.input.isTTY && terminal.err.isTTY;
  const start = (ask?: AskUser) => runInit(config, options, ask);
  const report = await (canAsk ? withQuestions(terminal, start) : start());
  if (!json) terminal.out.write(`${formatInit(report)}\n`);
  if (options.check !== true) {
    if (json) terminal.out.writeJson(report);
    return;
  }
  const { runCheck, formatCheck } = await import('./check/printCheck.ts');
  const check = await runCheck(report, terminal);
  if (json) terminal.out.writeJson({ ...report, check });
  else terminal.out.write(`${formatCheck(check)}\n`);
}

/**
 * Reads a config, asks for what the options leave open, and writes the config with the columns. A config that is there
 * already, and only to be checked, stays as it is.
 *
 * @param ask undefined if no user can answer
 * @throws MetaScError `CONFIG_INVALID`, `FILE_UNREADABLE`, `FILE_UNWRITABLE`; `ABORTED` when the user ends the questions
 */
export async function runInit(
  named: string | undefined,
  options: InitCommandOptions,
  ask: AskUser | undefined,
): Promise<InitReport> {
  const { yes = false, force = false, check = false } = options;
  const given = readChoices(options);
  const config = findConfig(named);
  const output = chooseOutput(config, options.output, { force: force || check });
  const isThere = check && !force && existsSync(output);
  const { content, print } = isCode(config) ? await openModule(config) : openDocument(config);
  knowSecrets(secretsIn([content.providers, content.targets, content.env], process.env));
  const folder = dirname(resolve(config));
  const project = { files: createProjectFiles(folder), ids: findOwnIds(folder) };
  const list = readProviderList(content, config, project.files);
  if (!force && list.entries.some(({ kind }) => kind === 'metasc')) {
    throw configFault(
      `${config}: expected a config without MetaSC columns, got one that has them`,
      '--force adds columns around another of its providers.',
    );
  }
  const entry = await chooseModel(list, given.provider, { yes, ask });
  const choices =
    ask === undefined || isThere ? given : await askForRest(given, ask, isLabelOpen(content, project.files));
  const filled = fillChoices(content, choices, project);
  const plan = planAdoption(content, list, entry, filled);
  if (!isThere) writeUserFile(output, print({ list, entry, plan, options: filled, choices }), { ...OUTPUT, force });
  const paths = { config: shown(config), output: shown(output), isWritten: !isThere };
  return toReport({ ...paths, content, entry, plan, options: filled });
}

/** A config, and its text with what was decided. */
interface OpenedConfig {
  readonly content: ConfigPart;
  readonly print: (decided: Decided) => string;
}

interface Decided {
  readonly list: ProviderList;
  readonly entry: ModelEntry;
  readonly plan: AdoptionPlan;
  readonly options: AdoptionOptions;
  readonly choices: AdoptionChoices;
}

function openDocument(config: string): OpenedConfig {
  const text = readUserFile(config, 'config');
  const document = parseConfig(text, config);
  return {
    content: contentOf(document),
    print(decided) {
      applyPlan(document, decided);
      return printConfig(document, text);
    },
  };
}

async function openModule(config: string): Promise<OpenedConfig> {
  const { content, form } = await loadCodeConfig(config);
  return {
    content,
    print({ list, entry, options, choices: { provider: _, ...choices } }) {
      const isOne = modelsOf(list.entries).length === 1;
      const provider = entry.label ?? entry.id;
      if (!isOne) chooseEntry(list.entries, provider);
      return printModule(config, form, {
        moduleId: options.ids.module,
        choices: { ...(isOne ? {} : { provider }), ...choices, ...(namesFiles(content) ? { folder: true } : {}) },
      });
    },
  };
}

/** Whether tests or providers are in files, whose paths start at the config's folder. */
function namesFiles({ tests, scenarios, defaultTest, providers, targets }: ConfigPart): boolean {
  const entries = [providers, targets].flatMap(toList);
  const cases = [defaultTest, ...toList(tests), ...toList(scenarios)];
  return (
    entries.some((entry) => /^file:.*\.(?:ya?ml|json)$/.test(String(entry))) ||
    cases.some(
      (one) => typeof one === 'string' || ['path', 'tests'].some((key) => typeof partOf(one)[key] === 'string'),
    )
  );
}

async function chooseModel(
  { entries }: ProviderList,
  wanted: string | undefined,
  { yes, ask }: { readonly yes: boolean; readonly ask: AskUser | undefined },
): Promise<ModelEntry> {
  const chosen = chooseEntry(entries, wanted) ?? (yes ? modelsOf(entries)[0] : undefined);
  if (chosen !== undefined) return chosen;
  if (ask === undefined) throw openChoice(entries, 'Give it with --provider; --yes takes the first.');
  return askForProvider(entries, ask);
}

/** Whether some test doesn't say whether its request is harmful. */
function isLabelOpen(content: ConfigPart, files: AdoptionOptions['files']): boolean {
  const cases = surveyCases(content, files).sources.flatMap((source) => source.cases);
  return cases.some((one) => one === 'hidden' || one.harmful === undefined);
}

async function askForRest(given: AdoptionChoices, ask: AskUser, isOpen: boolean): Promise<AdoptionChoices> {
  const harmful = given.harmful ?? (isOpen ? await askForHarmful(ask) : undefined);
  const judge = given.judge ?? parseJudge((await askForJudge(ask)).trim());
  return { ...given, ...(harmful === undefined ? {} : { harmful }), ...(judge === undefined ? {} : { judge }) };
}

function readChoices(options: InitCommandOptions): AdoptionChoices {
  const { provider, steps, only } = options;
  const variants = parseList(options.variants, ADOPTED_VARIANTS, 'variants');
  const names = ADOPTED_METRICS.map(({ name }) => name);
  const assertions = options.assertions === 'none' ? [] : parseList(options.assertions, names, 'assertions');
  const judge = options.judge === undefined ? undefined : parseJudge(options.judge);
  const harmful = options.harmful === undefined ? undefined : parseHarmful(options.harmful);
  if (options.harmful !== undefined && harmful === undefined) {
    throw configFault(`harmful: expected true, false or mixed, got "${options.harmful}"`);
  }
  return Object.fromEntries(
    Object.entries({ provider, variants, steps, judge, harmful, assertions, only }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function parseList<T extends string>(text: string | undefined, known: readonly T[], option: string): T[] | undefined {
  if (text === undefined) return undefined;
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

function parseJudge(text: string): JudgeOption {
  return text === '' ? 'local' : checkJudge(parseJudgeText(text, 'judge'), { subject: 'judge' });
}
