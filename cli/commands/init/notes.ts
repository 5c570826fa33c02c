import type { AdoptionOptions, AdoptionPlan } from '../../../adoption/adoptionPlan.ts';
import { canEditDefaults } from '../../../adoption/adoptionPlan.ts';
import { toAssertion } from '../../../adoption/assertionPlan.ts';
import { isRedTeam } from '../../../adoption/caseSurvey.ts';
import type { ConfigPart } from '../../../adoption/configPart.ts';
import type { ModelEntry } from '../../../adoption/providerEntries.ts';

interface Subject {
  /** The config before the change. */
  readonly content: ConfigPart;
  readonly entry: ModelEntry;
  readonly plan: AdoptionPlan;
  readonly options: AdoptionOptions;
}

/** What the user should know about the written config, or do by hand. */
export function adviseOn(subject: Subject): readonly string[] {
  const { content, entry, options } = subject;
  const { outputPath } = content;
  return [
    ...(options.ids.found ? [] : ['promptfoo-metasc is not installed here: npm install --save-dev promptfoo-metasc']),
    ...adviseOnDefaultTest(subject),
    ...(isRedTeam(content) ? adviseOnRedTeam(subject) : []),
    ...('transform' in entry.carried
      ? ['transform: stays, and gets the final answer; the critique sees the answer before the transform.']
      : []),
    ...('delay' in entry.carried
      ? [
          'delay: stays between cases, not between the calls of a case. limits: { maxConcurrentCalls: 1 } makes one call at a time.',
        ]
      : []),
    ...(outputPath === undefined ? [] : [`outputPath: stays ${JSON.stringify(outputPath)}, as in your own config.`]),
  ];
}

/** A default test in a file: the inline tests have what would be in it, the others don't. */
function adviseOnDefaultTest({ content, plan, options }: Subject): readonly string[] {
  const isOnlyInline = plan.survey.sources.every(({ kind }) => kind === 'inline');
  if (canEditDefaults(content) || isOnlyInline) return [];
  const { forAll } = plan.assertions;
  const label = typeof options.harmful === 'boolean' ? [`metadata: { harmful: ${options.harmful} }`] : [];
  const assert = forAll.map((metric) => `  - ${JSON.stringify(toAssertion(metric, options))}`);
  const lines = [...label, ...(assert.length === 0 ? [] : ['assert:', ...assert])];
  return lines.length === 0
    ? []
    : [`defaultTest is ${String(content.defaultTest)}. Add to it by hand:\n${lines.join('\n')}`];
}

function adviseOnRedTeam({ plan }: Subject): readonly string[] {
  const { columns, assertions } = plan;
  const isScored = assertions.forAll.length > 0 || assertions.forTests.size > 0;
  return [
    ...(columns.length > 1
      ? [
          `Every attack runs against all ${columns.length} columns, and a strategy of several turns attacks each anew. --variants metasc attacks MetaSC alone.`,
        ]
      : []),
    ...(isScored
      ? [
          "promptfoo's red team report counts a row that fails any assertion, ours included, as a successful attack. --assertions none leaves ours out.",
        ]
      : []),
  ];
}
