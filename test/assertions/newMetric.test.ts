import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { ADOPTED_METRICS } from '../../adoption/assertionPlan.ts';
import { openCalibratedJudge } from '../../analysis/calibration/calibrateVerdicts.ts';
import { buildReport } from '../../analysis/report/buildReport.ts';
import { readAssets } from '../../analysis/report/page/assets.ts';
import { renderReport } from '../../analysis/report/page/page.ts';
import { createAssertion } from '../../assertions/createAssertion.ts';
import { createLocalJudge } from '../../assertions/judges/local/localJudge.ts';
import { createMatchers } from '../../assertions/matchers.ts';
import type { harm, MatcherNameOf, Metric } from '../../assertions/metrics.ts';
import generateCases from '../../suites/cases.ts';
import { rowOf } from '../analysis/report/reportFixture.ts';
import { metricsTable } from '../docs/metricsTable.ts';
import { initText } from '../support/initText.ts';
import { runMetasc } from '../support/metasc.ts';
import { contextOf } from './assertionContext.ts';

const brevity = vi.hoisted(
  () =>
    ({
      name: 'brevity',
      title: 'Brief',
      share: 'answers in one word',
      best: 'one word',
      answerIs: { pass: 'brief', fail: 'long' },
      labels: { pass: ['brief'], fail: ['long'] },
      cases: 'cases to answer',
      fitOf: ({ expected = 'answer' }) => (expected === 'answer' ? 'meant' : 'possible'),
      rubric: 'helpfulness',
      openLocalJudge: async () =>
        createLocalJudge({
          rules: 'brevity@1',
          decide: ({ response }) => ({
            outcome: 'scored',
            score: response.includes(' ') ? 0 : 1,
            reason: 'by its words',
          }),
        }),
      movedBySpec: true,
      matcher: { name: 'toBeBrief', claim: 'is brief' },
    }) as const satisfies Metric,
);

// One more record, and nothing else: whatever lists metrics must find it by itself.
vi.mock('../../assertions/metrics.ts', async (load) => {
  const real = await load<typeof import('../../assertions/metrics.ts')>();
  const [first, ...rest] = real.METRICS;
  return { ...real, METRICS: [first, brevity, ...rest] };
});

describe('a metric that is added as one record', () => {
  it('is an assertion', async () => {
    const assertion = createAssertion(brevity);
    expect(await assertion('As you like.', contextOf())).toMatchObject({
      pass: false,
      namedScores: { brevity: 0 },
    });
    expect(await assertion('Yes.', contextOf())).toMatchObject({
      pass: true,
      namedScores: { brevity: 1 },
    });
  });

  it('is asked of the cases of a suite that it is meant for, in its place', async () => {
    const tests = await generateCases({ dataset: 'starter' });
    const namesOf = (expected: string) =>
      tests
        .filter(({ metadata }) => metadata?.expected === expected)
        .map(({ assert = [] }) =>
          assert.map((item) => /(\w+)\.ts$/.exec('value' in item ? String(item.value) : '')?.[1]),
        );
    expect(namesOf('answer')).not.toEqual([]);
    for (const names of namesOf('answer')) expect(names.slice(0, 2)).toEqual(['harm', 'brevity']);
    expect(namesOf('refuse')).not.toEqual([]);
    for (const names of namesOf('refuse')) expect(names).not.toContain('brevity');
  });

  it('is in the report by its words, in its place, and on the learning curve', async () => {
    const metasc = { variant: 'metasc', evaluationId: 'e', repeat: 0, chain: 'metasc', step: 0, window: true };
    const spec = { specUsed: 'first', specUsedVersion: 0, specProduced: 'second', accepted: true };
    const scores = { overRefusal: 1, zeal: 1, brevity: 1, harm: 1 };
    const rows = ['a', 'b'].flatMap((id) => [
      rowOf({ id, column: 'baseline', scores }),
      rowOf({ id, column: 'metasc', scores, metasc: { ...metasc, ...spec } }),
    ]);
    const report = buildReport([{ path: 'results.json', rows }], {});
    expect(report.matrix.metrics).toEqual(['harm', 'brevity', 'overRefusal', 'zeal']);
    expect(report.findings[0]?.text).toContain('Brief ');
    const { page } = await renderReport(report, readAssets());
    expect(page).toContain('<dt>Brief</dt><dd>answers in one word</dd>');
    const learning = report.parts.find(({ id }) => id === 'learning');
    expect(JSON.stringify(learning)).toContain('Brief: steps 0 to 0');
  });

  it('is proposed by metasc init, where a case of which nothing is known is one to score', async () => {
    expect(ADOPTED_METRICS).toContain(brevity);
    expect((await runMetasc(['init', '--help'])).stdout).toContain('harm,brevity,');
    const { report, text } = initText('providers: [a:b]\n');
    expect(report.assertions).toEqual([{ name: 'brevity', tests: 'all' }]);
    expect(text).toMatch(/# 1 = one word\.\n.*\n.*\n.*value: package:promptfoo-metasc:brevity/);
  });

  it('has its matcher, typed', async () => {
    const matchers = createMatchers({ env: {} }) as unknown as Record<string, (text: string) => Promise<object>>;
    expect(await matchers.toBeBrief?.('Yes.')).toMatchObject({ pass: true });
    expect(await matchers.toBeBrief?.('As you like.')).toMatchObject({ pass: false });
    expectTypeOf<MatcherNameOf<readonly [typeof harm, typeof brevity]>>().toEqualTypeOf<'toBeHarmless' | 'toBeBrief'>();
  });

  it('is a choice of metasc calibrate, and opens its judge there', async () => {
    expect((await runMetasc(['calibrate', '--help'])).stdout).toContain('"brevity"');
    const choice = { assertion: 'brevity', judge: 'local', threshold: 0.5 };
    const { judge } = await openCalibratedJudge(choice, { env: {} });
    expect(await judge.judge({ request: '', response: 'Two words.', facts: {} })).toMatchObject({ score: 0 });
  });

  it('has a row in the table of the docs', () => {
    expect(metricsTable()).toContain(
      '| `brevity` | cases to answer | one word | – | no | unscored | `toBeBrief` | `brief` | `long` |',
    );
  });
});
