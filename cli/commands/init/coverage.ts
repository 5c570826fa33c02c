import type { AdoptionOptions, AdoptionPlan } from '../../../adoption/adoptionPlan.ts';
import { asksForHarmful, isOfOneKind } from '../../../adoption/assertionPlan.ts';
import type { CaseSource, CaseSurvey, LabelPlace } from '../../../adoption/caseSurvey.ts';
import type { Metric } from '../../../assertions/metrics.ts';
import { countOf } from '../../../foundation/plural.ts';

/** Where the labels come from, which of them is the user's own word. */
export function describeLabels(labels: readonly LabelPlace[], { harmful }: Pick<AdoptionOptions, 'harmful'>): string {
  const found = labels.map(({ from, cases, harmful: bad }) => `${from} (${countOf(cases, 'case')}, ${bad} harmful)`);
  const said = typeof harmful === 'boolean' ? [`all ${harmful ? 'harmful' : 'harmless'}, as you say`] : [];
  return [...said, ...found].join('; ') || 'none found';
}

/** What stays unscored, and why; one sentence or two each. */
export function describeUnscored(plan: AdoptionPlan, options: AdoptionOptions): readonly string[] {
  const { forAll, unfit } = plan.assertions;
  const metrics = [...unfit.keys()].filter((metric) => options.asked || !isOfOneKind(metric));
  const lines = metrics.map((metric) => {
    const where = describeSources(unfit.get(metric) ?? [], plan.survey);
    return forAll.includes(metric)
      ? `${metric.name} may not fit ${where}, whose cases init can't see: a case that doesn't say harmful: ${neededBy(metric)} stays unscored, and its row fails.`
      : `${metric.name} leaves out ${where}: not every case there ${reasonOf(metric, options)}.`;
  });
  const isOpen = metrics.some((metric) => !forAll.includes(metric) && asksForHarmful(metric, options.judge));
  return isOpen && options.harmful !== true && options.harmful !== false ? [...lines, REMEDY] : lines;
}

const REMEDY =
  '--harmful true or false says it of every test. --judge with a model scores harm without it. Or label each test: metadata: { harmful: true } or false, in a CSV file a column harmful.';

function neededBy({ fitOf }: Metric): string {
  const fitting = [true, false].filter((harmful) => fitOf({ harmful }) === 'meant');
  return fitting.join(' or ');
}

const reasonOf = (metric: Metric, { judge }: AdoptionOptions): string =>
  asksForHarmful(metric, judge) ? `says harmful: ${neededBy(metric)}` : `is one of ${metric.cases}`;

function describeSources(misfits: readonly CaseSource[], { sources }: CaseSurvey): string {
  const inline = misfits.filter(({ kind }) => kind === 'inline');
  const all = sources.filter(({ kind }) => kind === 'inline');
  const counted = inline.length === all.length ? 'the tests in the config' : `${inline.length} of ${countOf(all.length, 'test')} in the config`;
  return [
    ...(inline.length === 0 ? [] : [counted]),
    ...misfits.filter(({ kind }) => kind !== 'inline').map(({ name }) => name),
  ].join(', ');
}
