import type { AdoptionOptions, AdoptionPlan } from '../../../adoption/adoptionPlan.ts';
import type { AssertionPlan, JudgeOption } from '../../../adoption/assertionPlan.ts';
import { isRedTeam } from '../../../adoption/caseSurvey.ts';
import { nameOf } from '../../../adoption/chooseEntry.ts';
import { type ConfigPart, toList } from '../../../adoption/configPart.ts';
import type { ModelEntry } from '../../../adoption/providerEntries.ts';
import { countOf } from '../../../foundation/plural.ts';
import { describeLabels, describeUnscored } from './coverage.ts';
import { nameOfJudge } from './judgeName.ts';
import { adviseOn } from './notes.ts';

/** What was read, decided and written. */
export interface InitReport {
  readonly config: string;
  readonly output: string;
  /** Otherwise the file was there already, and stays as it is. */
  readonly isWritten: boolean;
  readonly model: { readonly index: number; readonly id: string; readonly label: string | undefined };
  readonly judge: JudgeOption;
  /** Where the tests say whether their requests are harmful. */
  readonly labels: string;
  /** Labels of the columns, in order. */
  readonly columns: readonly string[];
  readonly assertions: readonly PlacedAssertion[];
  /** What stays unscored and why, one or two sentences each. */
  readonly unscored: readonly string[];
  /** What the user should know or do, one or two sentences each. */
  readonly notes: readonly string[];
  /** The command that runs the written config. */
  readonly next: string;
}

export interface PlacedAssertion {
  /** Name of its metric. */
  readonly name: string;
  /** Number of inline tests that have it; `all`: every test. */
  readonly tests: number | 'all';
}

interface Subject {
  readonly config: string;
  readonly output: string;
  readonly isWritten: boolean;
  /** The config before the change. */
  readonly content: ConfigPart;
  readonly entry: ModelEntry;
  readonly plan: AdoptionPlan;
  readonly options: AdoptionOptions;
}

export function toReport({ config, output, isWritten, ...subject }: Subject): InitReport {
  const { content, entry, plan, options } = subject;
  const { index, id, label } = entry;
  return {
    config,
    output,
    isWritten,
    model: { index, id, label },
    judge: options.judge ?? 'local',
    labels: describeLabels(plan.survey.labels, options),
    columns: plan.columns.map((column) => column.label),
    assertions: toPlaced(plan.assertions),
    unscored: describeUnscored(plan, options),
    notes: adviseOn(subject),
    next: `npx promptfoo ${commandFor(content)} -c ${quote(output)}`,
  };
}

function commandFor(content: ConfigPart): string {
  if (!isRedTeam(content)) return 'eval';
  return toList(content.tests).length > 0 ? 'redteam eval' : 'redteam run';
}

function toPlaced({ forAll, forTests }: AssertionPlan): readonly PlacedAssertion[] {
  const single = [...forTests.values()].flat().filter((metric) => !forAll.includes(metric));
  return [
    ...forAll.map(({ name }) => ({ name, tests: 'all' as const })),
    ...[...Map.groupBy(single, ({ name }) => name)].map(([name, { length }]) => ({ name, tests: length })),
  ];
}

/** The report for people. */
export function formatInit(report: InitReport): string {
  const { config, output, model, columns, labels, assertions, judge, unscored, notes, next } = report;
  const placed = assertions
    .map(({ name, tests }) => `${name} (${tests === 'all' ? 'all tests' : countOf(tests, 'test')})`)
    .join(', ');
  const line = (title: string, text: string) => `${title.padEnd(12)}${text.replaceAll('\n', `\n${' '.repeat(12)}`)}`;
  if (!report.isWritten) return [line('Found', `${output}, and left it`), line('Model', nameOf(model))].join('\n');
  return [
    line('Wrote', `${output}, from ${config}`),
    line('Model', nameOf(model)),
    line('Columns', columns.join(', ')),
    line('Labels', labels),
    line('Assertions', placed === '' ? 'none' : `${placed}; judge ${nameOfJudge(judge)}`),
    ...unscored.map((text) => line('Unscored', text)),
    ...notes.map((text) => line('Note', text)),
    line('Run it', next),
  ].join('\n');
}

const quote = (path: string) => (/[^\w./-]/.test(path) ? JSON.stringify(path) : path);
