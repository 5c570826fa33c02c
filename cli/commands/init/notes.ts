import type { Metric } from '../../../assertions/metrics.ts';
import { type ConfigPart, isRecord } from './configDocument.ts';
import { type AssertionOptions, type AssertionPlan, asksForHarmful, ofOneKind, toAssertion } from './initAssertions.ts';
import type { CaseSurvey } from './initCases.ts';
import { carriedOptions } from './initColumns.ts';
import type { ModelEntry } from './providerList.ts';

interface Subject {
  readonly content: ConfigPart;
  readonly survey: CaseSurvey;
  readonly entry: ModelEntry;
  readonly plan: AssertionPlan;
  readonly options: AssertionOptions;
}

/** What the user should know about the written config, or do by hand. */
export function adviseOn(subject: Subject): readonly string[] {
  const { outputPath } = subject.content;
  return [
    ...(subject.options.ids.found
      ? []
      : ['promptfoo-metasc is not installed here: npm install --save-dev promptfoo-metasc']),
    ...adviseOnDefaultTest(subject),
    ...adviseOnHarmful(subject),
    ...adviseOnOneKind(subject),
    ...adviseOnModel(subject),
    ...(outputPath === undefined ? [] : [`outputPath: stays ${JSON.stringify(outputPath)}, as in your own config.`]),
  ];
}

function adviseOnDefaultTest({ content: { defaultTest }, plan, options }: Subject): readonly string[] {
  if (defaultTest === undefined || defaultTest === null || isRecord(defaultTest) || plan.forAll.length === 0) return [];
  const lines = plan.forAll.map((metric) => `  - ${JSON.stringify(toAssertion(metric, options))}`);
  return [`defaultTest is ${String(defaultTest)}. Add to its assert by hand:\n${lines.join('\n')}`];
}

function adviseOnHarmful({ survey: { inline, files, unseen }, plan, options }: Subject): readonly string[] {
  const asking = plan.forAll.filter((metric) => asksForHarmful(metric, options.judge));
  if (asking.length === 0) return [];
  const names = namesOf(asking);
  const unsaid = inline.filter(({ harmful }) => harmful === 'unsaid').length;
  const silent = [
    ...(unsaid > 0 ? [`${unsaid} of ${inline.length} tests in the config`] : []),
    ...files.filter(({ saysHarmful }) => !saysHarmful).map(({ name }) => name),
    ...(inline.length + files.length + unseen.length === 0 ? ['the config, which has no tests'] : []),
  ];
  const hidden = [
    ...unseen,
    ...(inline.some(({ harmful }) => harmful === 'unseen') ? ['some tests in the config'] : []),
  ];
  const consequence = 'The local judge leaves a case without it unscored, and the row fails';
  const remedy =
    'Add metadata: { harmful: true } or false (in a CSV file, a column harmful), or name a judge model with --judge.';
  if (silent.length > 0) {
    return [`${names}: harmful is not stated in ${silent.join(', ')}. ${consequence}. ${remedy}`];
  }
  if (hidden.length === 0) return [];
  return [`${names}: can't see whether all cases state harmful (${hidden.join(', ')}). ${consequence}. ${remedy}`];
}

function adviseOnOneKind({ plan, options }: Subject): readonly string[] {
  const placed = ofOneKind(plan.forAll).map(
    ({ name, cases }) =>
      `${name} is for ${cases}: any other case, or one that doesn't state its kind, stays unscored, and the row fails.`,
  );
  if (placed.length > 0 || plan.forTests.size > 0) return placed;
  const missing = ofOneKind(options.metrics);
  return missing.length === 0
    ? []
    : [`${namesOf(missing)}: left out, because no test in the config says harmful: true or false.`];
}

const namesOf = (metrics: readonly Metric[]) => metrics.map(({ name }) => name).join(' and ');

/** Kinds of providers whose own code interprets the prompt. */
const OWN_CODE =
  /^(?:file|package|exec|python|golang|ruby|https?|wss?|webhook):|^(?:https?|wss?|websocket|browser)$|\.[cm]?[jt]s$/;

function adviseOnModel({ entry }: Subject): readonly string[] {
  const carried = carriedOptions(entry);
  return [
    ...(OWN_CODE.test(entry.id)
      ? [`${entry.id} gets each conversation as a JSON chat array in its prompt, without the test's variables.`]
      : []),
    ...('transform' in carried
      ? ['transform: stays, and gets the final answer; the critique sees the answer before the transform.']
      : []),
    ...('delay' in carried
      ? [
          'delay: stays between cases, not between the calls of a case. limits: { maxConcurrentCalls: 1 } makes one call at a time.',
        ]
      : []),
  ];
}
