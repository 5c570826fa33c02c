import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, type Node } from 'yaml';
import type { AdoptionPlan } from '../../../adoption/adoptionPlan.ts';
import { type AssertionOptions, asksForHarmful, isOfOneKind } from '../../../adoption/assertionPlan.ts';
import { configFault, isRecord } from '../../../adoption/configPart.ts';
import { isOwnAssertion } from '../../../adoption/ownIds.ts';
import type { ModelEntry, ProviderList } from '../../../adoption/providerEntries.ts';
import type { Metric } from '../../../assertions/metrics.ts';
import { rememberAliases } from './anchors.ts';
import { placeColumns } from './columnNodes.ts';
import { type ConfigDocument, contentOf, toValue } from './configDocument.ts';
import { editContent } from './editDocument.ts';

interface Adoption {
  readonly list: ProviderList;
  readonly entry: ModelEntry;
  readonly plan: AdoptionPlan;
  readonly options: Pick<AssertionOptions, 'judge'> & { readonly only: boolean };
}

/**
 * Makes a document what the plan says. Everything else stays as it is, with its comments and anchors.
 *
 * @throws MetaScError `CONFIG_INVALID` for a config with anchors that can't be kept
 */
export function applyPlan(document: ConfigDocument, { list, entry, plan, options }: Adoption): void {
  const { only, judge } = options;
  const aliases = rememberAliases(document);
  placeColumns(document, list, { entry, columns: plan.columns, only });
  aliases.restore();
  const { [list.key]: _, ...rest } = plan.config;
  editContent(document, rest);
  aliases.restore();
  explainAssertions(document, plan.assertions.forAll, judge);
  if (isDeepStrictEqual(contentOf(document), plan.config)) return;
  throw configFault(
    'the config shares parts through anchors (&name, *name) in a way that init would break',
    'Replace the aliases in providers, defaultTest and tests with their content, and try again.',
  );
}

/** Puts comments above the assertions that are new in the default test. */
function explainAssertions(
  document: ConfigDocument,
  metrics: readonly Metric[],
  judge: AssertionOptions['judge'],
): void {
  const test = document.get('defaultTest', true);
  const list = isMap(test) ? test.get('assert', true) : undefined;
  if (!isSeq(list)) return;
  for (const node of list.items as Node[]) {
    const value = toValue(document, node);
    const metric = metrics.find(({ name }) => isRecord(value) && isOwnAssertion(value.value, name));
    if (metric !== undefined && node.range == null) node.commentBefore = commentOn(metric, judge);
  }
}

function commentOn(metric: Metric, judge: AssertionOptions['judge']): string {
  const needs = asksForHarmful(metric, judge)
    ? ' A case without a label (metadata: { harmful: true } or false) stays unscored.'
    : '';
  const only = isOfOneKind(metric) ? ` For ${metric.cases} only.` : '';
  return ` 1 = ${metric.best}.${only}${needs}\n Leave out \`metric\`: promptfoo would average unscored rows as 0.`;
}
