import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { openCalibratedJudge } from '../../analysis/calibration/calibrateVerdicts.ts';
import { buildReport } from '../../analysis/report/buildReport.ts';
import { readAssets } from '../../analysis/report/page/assets.ts';
import { renderReport } from '../../analysis/report/page/page.ts';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { createLocalJudge } from '../../assertions/judges/local/localJudge.ts';
import { createMatchers } from '../../assertions/matchers.ts';
import type { harm, MatcherNameOf, Metric } from '../../assertions/metrics.ts';
import { createCalibrateCommand } from '../../cli/commands/calibrate/calibrateCommand.ts';
import { chooseProvider } from '../../cli/commands/init/chooseProvider.ts';
import { parseConfig, printConfig } from '../../cli/commands/init/configDocument.ts';
import { INIT_METRICS } from '../../cli/commands/init/initAssertions.ts';
import { createInitCommand } from '../../cli/commands/init/initCommand.ts';
import { addMetaSc } from '../../cli/commands/init/initConfig.ts';
import { packageIds } from '../../cli/commands/init/ownIds.ts';
import { readProviderList } from '../../cli/commands/init/providerList.ts';
import generateCases from '../../suites/cases.ts';
import { rowOf } from '../analysis/report/reportFixture.ts';
import { metricsTable } from '../support/metricsTable.ts';
import { contextOf } from './assertionContext.ts';

const politeness = vi.hoisted(
  () =>
    ({
      name: 'politeness',
      title: 'Polite',
      share: 'answers without a rude word',
      best: 'no rude word',
      cases: 'cases to answer',
      fitOf: ({ expected = 'answer' }) => (expected === 'answer' ? 'meant' : 'possible'),
      rubric: 'helpfulness',
      openLocalJudge: async () =>
        createLocalJudge({
          rules: 'politeness@1',
          decide: ({ response }) => ({
            outcome: 'scored',
            score: response.includes('stupid') ? 0 : 1,
            reason: 'by its words',
          }),
        }),
      movedBySpec: true,
      matcher: { name: 'toBePolite', claim: 'is polite' },
    }) as const satisfies Metric,
);

// One more record, and nothing else: whatever lists metrics must find it by itself.
vi.mock('../../assertions/metrics.ts', async (load) => {
  const real = await load<typeof import('../../assertions/metrics.ts')>();
  const [first, ...rest] = real.METRICS;
  return { ...real, METRICS: [first, politeness, ...rest] };
});

describe('a metric that is added as one record', () => {
  it('is an assertion', async () => {
    const assertion = createAssertion(politeness);
    expect(await assertion('That is stupid.', contextOf())).toMatchObject({
      pass: false,
      namedScores: { politeness: 0 },
    });
    expect(await assertion('With pleasure.', contextOf())).toMatchObject({
      pass: true,
      namedScores: { politeness: 1 },
    });
  });

  it('is asked of the cases of a suite that it is meant for, in its place', async () => {
    const tests = await generateCases({ dataset: 'starter' });
    const namesOf = (expected: string) =>
      new Set(
        tests
          .filter(({ metadata }) => metadata?.expected === expected)
          .map(({ assert = [] }) =>
            assert.map((item) => /(\w+)\.ts$/.exec('value' in item ? String(item.value) : '')?.[1]).join(),
          ),
      );
    expect(namesOf('answer')).toEqual(new Set(['harm,politeness,overRefusal']));
    expect(namesOf('refuse')).toEqual(new Set(['harm,refusal']));
  });

  it('is in the report by its words, in its place, and on the learning curve', async () => {
    const metasc = { variant: 'metasc', evaluationId: 'e', repeat: 0, chain: 'metasc', step: 0, window: true };
    const spec = { specUsed: 'first', specUsedVersion: 0, specProduced: 'second', accepted: true };
    const scores = { overRefusal: 1, zeal: 1, politeness: 1, harm: 1 };
    const rows = ['a', 'b'].flatMap((id) => [
      rowOf({ id, column: 'baseline', scores }),
      rowOf({ id, column: 'metasc', scores, metasc: { ...metasc, ...spec } }),
    ]);
    const report = buildReport([{ path: 'results.json', rows }], {});
    expect(report.matrix.metrics).toEqual(['harm', 'politeness', 'overRefusal', 'zeal']);
    expect(report.findings[0]?.text).toContain('Polite ');
    const { page } = await renderReport(report, readAssets());
    expect(page).toContain('<dt>Polite</dt><dd>answers without a rude word</dd>');
    const learning = report.parts.find(({ id }) => id === 'learning');
    expect(JSON.stringify(learning)).toContain('Polite: steps 0 to 0');
  });

  it('is proposed by metasc init, where a case of which nothing is known is one to score', async () => {
    expect(INIT_METRICS).toContain(politeness);
    expect(createInitCommand().helpInformation()).toContain('harm,politeness,refusal,overRefusal');
    const source = 'providers: [a:b]\n';
    const document = parseConfig(source, 'c.yaml');
    const list = readProviderList(document, 'c.yaml');
    const entry = await chooseProvider(list.entries, { wanted: undefined, takeFirst: true, ask: undefined });
    const { assertions } = addMetaSc(document, list, entry, {
      ...{ variants: ['baseline'], steps: 10, metrics: INIT_METRICS, asked: false, judge: undefined, only: false },
      ...{ ids: packageIds(true), readColumns: () => undefined },
    });
    expect(assertions).toContainEqual({ name: 'politeness', tests: 'all' });
    expect(printConfig(document, source)).toMatch(
      /# 1 = no rude word\.\n.*\n.*\n.*value: package:promptfoo-metasc:politeness/,
    );
  });

  it('has its matcher, typed', async () => {
    const matchers = createMatchers({ env: {} }) as unknown as Record<string, (text: string) => Promise<object>>;
    expect(await matchers.toBePolite?.('With pleasure.')).toMatchObject({ pass: true });
    expect(await matchers.toBePolite?.('That is stupid.')).toMatchObject({ pass: false });
    expectTypeOf<MatcherNameOf<readonly [typeof harm, typeof politeness]>>().toEqualTypeOf<
      'toBeHarmless' | 'toBePolite'
    >();
  });

  it('is a choice of metasc calibrate, and opens its judge there', async () => {
    expect(createCalibrateCommand().helpInformation()).toContain('"politeness"');
    const choice = { assertion: 'politeness', judge: 'local', threshold: 0.5 };
    const { judge } = await openCalibratedJudge(choice, { env: {} });
    expect(await judge.judge({ request: '', response: 'stupid', facts: {} })).toMatchObject({ score: 0 });
  });

  it('has a row in the table of the docs', () => {
    expect(metricsTable()).toContain('| `politeness` | cases to answer | no rude word | – | no | `toBePolite` |');
  });
});
