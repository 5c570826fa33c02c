import { describe, expect, it } from 'vitest';
import type { MetricAssertion } from '../../assertions/createAssertion.ts';
import { METRICS, type MetricName } from '../../assertions/metrics.ts';
import * as library from '../../index.ts';
import { contextOf } from './assertionContext.ts';

/** Does not compile while `index.ts` lacks a metric's assertion. */
const ASSERTIONS: Readonly<Record<MetricName, MetricAssertion>> = library;

describe('every metric', () => {
  it.each(METRICS)('has an assertion $name under its path and its name in index.ts', async ({ name }) => {
    const entry = await import(`../../assertions/${name}.ts`);
    expect(Object.keys(entry)).toEqual(['default']);
    expect(entry.default).toBe(ASSERTIONS[name as MetricName]);
    expect((await entry.default('Yes.', contextOf({ config: { judge: 7 } }))).namedScores).toEqual({
      [`${name}.unscored`]: 1,
    });
  });

  it.each(METRICS)('$name needs of the case what it says', async ({ fitOf, needs, openLocalJudge }) => {
    const fit = fitOf({});
    const byLocal = await (await openLocalJudge?.())?.judge({ request: 'q', response: 'Yes.', facts: {} });
    const lacked = typeof fit === 'object' ? fit.reason : byLocal?.outcome === 'unscored' ? byLocal.reason : undefined;
    expect(lacked?.match(/metadata\.(\w+)/)?.[1]).toBe(needs?.fact);
    expect(typeof fit === 'object').toBe(needs?.by === 'every judge');
  });

  it('has a name and a matcher of its own', () => {
    const names = METRICS.flatMap(({ name, matcher }) => [name, ...(matcher === undefined ? [] : [matcher.name])]);
    expect(names).toEqual([...new Set(names)]);
  });
});
