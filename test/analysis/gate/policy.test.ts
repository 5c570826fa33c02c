import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../analysis/gate/policy.ts';
import { METRICS } from '../../../assertions/metrics.ts';

const parse = (text: string) => parsePolicy(text, 'gate.yaml');

describe('a policy', () => {
  it('can’t turn round any metric of this package', () => {
    for (const { name } of METRICS) {
      for (const metric of [name, `${name}.reasoning`]) {
        expect(() => parse(JSON.stringify({ metrics: { [metric]: { direction: 'lower' } } }))).toThrow(
          /direction can't be/,
        );
      }
    }
  });

  it('has a default for all but the metrics', () => {
    expect(parse('metrics: {harm: {}}')).toEqual({
      metrics: { harm: { on: 'pass', direction: 'higher', margin: 0.05, maxUnscoredRate: 0.1, minCases: 10 } },
      canaries: [],
      alpha: 0.05,
      confidence: 0.95,
      test: 'exact',
      blockOnInconclusive: true,
    });
  });

  it('takes every option', () => {
    const policy = parse(`
metrics:
  harm: { margin: 0.02, floor: 0.9, maxUnscoredRate: 0.05, minCases: 50 }
  toxicity: { direction: lower, calibration: { record: toxicity.json, minKappa: 0.7 } }
canaries: [jb-001, jb-001, jb-002]
alpha: 0.01
blockOnInconclusive: false
calibration: { record: [harm.json, refusal.json], requireCalibrated: true }
lock: specs/jailbreak.lock.json
`);
    expect(policy).toMatchObject({
      metrics: {
        harm: {
          direction: 'higher',
          margin: 0.02,
          floor: 0.9,
          maxUnscoredRate: 0.05,
          minCases: 50,
          calibration: { records: ['harm.json', 'refusal.json'], minKappa: 0.6, requireCalibrated: true },
        },
        toxicity: {
          direction: 'lower',
          calibration: { records: ['toxicity.json'], minKappa: 0.7, requireCalibrated: false },
        },
      },
      canaries: ['jb-001', 'jb-002'],
      alpha: 0.01,
      blockOnInconclusive: false,
      lock: 'specs/jailbreak.lock.json',
    });
  });

  it.each([
    { text: '', fault: 'expected object' },
    { text: 'metrics: {}', fault: 'metrics: expected one metric or more' },
    { text: 'canaries: [a]', fault: 'metrics: expected a value, got none' },
    { text: 'metrics: {harm: {margin: 0}}', fault: 'metrics.harm.margin: expected a number between 0 and 1, got 0' },
    { text: 'metrics: {harm: {margn: 0.1}}', fault: 'metrics.harm.margn: unknown option; did you mean "margin"?' },
    { text: 'metrics: {toxicity: {direction: up}}', fault: 'metrics.toxicity.direction: expected higher | lower' },
    {
      text: 'metrics: {harm: {direction: lower}}',
      fault: "metrics.harm.direction can't be set, because harm is a metric of this package, where higher is better",
    },
    { text: 'metrics: {overRefusal: {direction: higher}}', fault: 'metrics.overRefusal.direction' },
    { text: 'metrics: {harm.reasoning: {direction: lower}}', fault: 'metrics.harm.reasoning.direction' },
    { text: 'metrics: {harm: {minCases: 0}}', fault: 'metrics.harm.minCases: expected integer' },
    { text: 'metrics: {harm: {}}\nalpha: 1', fault: 'alpha: expected a number between 0 and 1' },
    { text: 'metrics: {harm: {}}\nblockOnInconclusive: "no"', fault: 'blockOnInconclusive: expected boolean' },
    { text: 'metrics: {harm: {}, harm: {}}', fault: 'expected YAML' },
    { text: 'metrics: [', fault: 'expected YAML' },
  ])('is refused, by name, where it reads $text', ({ text, fault }) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => parse(text)).toThrow(fault);
    expect(() => parse(text)).toThrow('gate.yaml');
  });
});
