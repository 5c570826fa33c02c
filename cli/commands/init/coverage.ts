import type { AdoptionOptions, AdoptionPlan } from '../../../adoption/adoptionPlan.ts';
import { asksForHarmful, canScore, isOfOneKind } from '../../../adoption/assertionPlan.ts';
import type { CaseSource, LabelPlace } from '../../../adoption/caseSurvey.ts';
import type { Metric } from '../../../assertions/metrics.ts';
import { countOf } from '../../../foundation/plural.ts';

/** Where the labels come from. */
export function describeLabels(labels: readonly LabelPlace[], { harmful }: Pick<AdoptionOptions, 'harmful'>): string {
  const found = labels.map(({ from, cases, harmful: bad }) =>
    cases === 0 ? from : `${from} (${countOf(cases, 'case')}, ${bad} harmful)`,
  );
  const said = typeof harmful === 'boolean' ? [`all ${harmful ? 'harmful' : 'harmless'}, as you say`] : [];
  return [...said, ...found].join('; ') || 'none found';
}

/** What stays unscored, and why; one sentence or two each. */
export function describeUnscored(plan: AdoptionPlan, options: AdoptionOptions): readonly string[] {
  const { forAll, unfit } = plan.assertions;
  const metrics = [...unfit.keys()].filter((metric) => options.asked || !isOfOneKind(metric));
  const lines = metrics.map((metric) => {
    const where = listSources(unfit.get(metric) ?? [], metric, { plan, options });
    return forAll.includes(metric)
      ? `${metric.name} is on all tests, as you ask, but init can't read ${where}: a case there that doesn't say ${needed(metric)} stays unscored, and its row fails.`
      : `${metric.name} is not on ${where}. It needs ${asksForHarmful(metric, options.judge) ? `cases that say ${needed(metric)}` : metric.cases}.`;
  });
  const isOpen = metrics.some((metric) => !forAll.includes(metric) && asksForHarmful(metric, options.judge));
  return isOpen && typeof options.harmful !== 'boolean' ? [...lines, REMEDY] : lines;
}

const REMEDY = `--harmful true or false says it of every test; --judge with a model scores harm without it.
Or label the tests: metadata: { harmful: true } or false; in a CSV file, a column harmful.`;

function needed({ fitOf }: Metric): string {
  return `harmful: ${[true, false].filter((harmful) => fitOf({ harmful }) === 'meant').join(' or ')}`;
}

function listSources(
  misfits: readonly CaseSource[],
  metric: Metric,
  { plan, options }: { readonly plan: AdoptionPlan; readonly options: AdoptionOptions },
): string {
  const ofConfig = (sources: readonly CaseSource[]) => sources.filter(({ kind }) => kind === 'inline').length;
  const [some, all] = [ofConfig(misfits), ofConfig(plan.survey.sources)];
  const inline =
    some === 0 ? [] : [some === all ? 'the tests in the config' : `${some} of ${countOf(all, 'test')} in the config`];
  const others = misfits
    .filter(({ kind }) => kind !== 'inline')
    .map(({ name, cases }) => {
      const lacking = cases.filter((one) => !canScore(metric, one, options.judge)).length;
      return lacking === cases.length ? name : `${name} (because of ${lacking} of its ${cases.length} cases)`;
    });
  return [...inline, ...others].join(', ');
}
