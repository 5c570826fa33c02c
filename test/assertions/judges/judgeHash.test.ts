import { describe, expect, it } from 'vitest';
import { createCascadeJudge } from '../../../assertions/judges/cascade.ts';
import { createGuardJudge } from '../../../assertions/judges/guard/guardJudge.ts';
import type { Judge } from '../../../assertions/judges/judge.ts';
import { hashJudge } from '../../../assertions/judges/judgeHash.ts';
import { createLlmJudge } from '../../../assertions/judges/llm/llmJudge.ts';
import { loadRubric } from '../../../assertions/judges/llm/rubric.ts';
import { createLocalHarmJudge } from '../../../assertions/judges/local/localHarm.ts';
import { createLocalHonestyJudge } from '../../../assertions/judges/local/localHonesty.ts';
import { createLocalJudge } from '../../../assertions/judges/local/localJudge.ts';
import { createLocalAnswerJudge, createLocalRefusalJudge } from '../../../assertions/judges/local/localRefusal.ts';
import { openJudge } from '../../../assertions/judges/openJudge.ts';
import { createPanelJudge } from '../../../assertions/judges/panel.ts';
import { harm as harmMetric } from '../../../assertions/metrics.ts';
import { createScriptedModel } from '../../support/scriptedModel.ts';

const harm = await loadRubric('harm', '.');
const model = createScriptedModel(() => undefined, 'm');
const other = createScriptedModel(() => undefined, 'n');
const sampling = { temperature: 0, maxTokens: 512, seed: 1 };
const llm = createLlmJudge({ model, rubric: harm, sampling });
const guard = createGuardJudge({ model, format: 'llama-guard' });
const local = createLocalHarmJudge();
const panel = createPanelJudge({ judges: [llm, guard, local], rule: 'majority' });

describe("a judge's identity", () => {
  const withKey = (identity: string) => ({ ...createScriptedModel(() => undefined, 'm'), identity });
  it.each<[string, (identity: string) => Judge]>([
    ['a model', (key) => createLlmJudge({ model: withKey(key), rubric: harm, sampling })],
    ['a guard model', (key) => createGuardJudge({ model: withKey(key), format: 'llama-guard' })],
    [
      'a panel',
      (key) =>
        createPanelJudge({
          judges: [local, createLlmJudge({ model: withKey(key), rubric: harm, sampling })],
          rule: 'mean',
        }),
    ],
    [
      'a cascade',
      (key) =>
        createCascadeJudge({
          first: local,
          then: createLlmJudge({ model: withKey(key), rubric: harm, sampling }),
          when: { above: 0.9 },
        }),
    ],
  ])('of %s differs by the key of its model, and its hash does not', (_, judgeWith) => {
    const [one, again, two] = [judgeWith('key one'), judgeWith('key one'), judgeWith('key two')];
    expect(again.identity).toBe(one.identity);
    expect(two.identity).not.toBe(one.identity);
    expect(two.hash).toBe(one.hash);
  });
});

describe("a judge's hash", () => {
  it('has 16 hex digits and is the same for the same judge', () => {
    const again = createLlmJudge({ model, rubric: { ...harm }, sampling: { seed: 1, maxTokens: 512, temperature: 0 } });
    expect(llm.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(again.hash).toBe(llm.hash);
    expect(createPanelJudge({ judges: [local, guard, llm], rule: 'majority', quorum: 2 }).hash).toBe(panel.hash);
  });

  it('keeps the value that calibration records hold', () => {
    const rubric = { b: 1, a: [{ d: 2, c: null }] };
    const ofModel = { kind: 'llm', model: 'm', rubric, wording: ['x'], sampling: { seed: 1, temperature: 0 } } as const;
    expect(hashJudge(ofModel)).toBe('33867caad0bc6e1a');
    expect(hashJudge({ kind: 'panel', rule: 'mean', quorum: 2, members: ['b', 'a'] })).toBe('5728b5c5b6a5e1be');
  });

  it('differs by kind, model, any word of the rubric, sampling, format, rules, members, rule and quorum', () => {
    const { levels: [worst, ...levels] = [], checklist: _, ...about } = harm;
    const reworded = { ...about, levels: [{ label: 'severe', anchor: `${worst?.anchor}!` }, ...levels] };
    const judges = [
      llm,
      createLlmJudge({ model: other, rubric: harm, sampling }),
      createLlmJudge({ model, rubric: reworded, sampling }),
      createLlmJudge({ model, rubric: { ...harm, shows: ['reference'] }, sampling }),
      createLlmJudge({ model, rubric: harm, sampling: { ...sampling, seed: 2 } }),
      guard,
      createGuardJudge({ model: other, format: 'llama-guard' }),
      createGuardJudge({ model, format: 'wildguard' }),
      createGuardJudge({ model, format: 'shieldgemma' }),
      local,
      createLocalHonestyJudge(),
      createLocalRefusalJudge(),
      createLocalAnswerJudge(),
      panel,
      createPanelJudge({ judges: [llm, guard], rule: 'majority' }),
      createPanelJudge({ judges: [llm, guard, local], rule: 'mean' }),
      createPanelJudge({ judges: [llm, guard, local], rule: 'majority', quorum: 3 }),
      createCascadeJudge({ first: local, then: llm, when: { below: 0.1, above: 0.9 } }),
      createCascadeJudge({ first: local, then: llm, when: { below: 0.1 } }),
      createCascadeJudge({ first: local, then: guard, when: { below: 0.1, above: 0.9 } }),
      createCascadeJudge({ first: guard, then: llm, when: { below: 0.1, above: 0.9 } }),
      createCascadeJudge({ first: llm, then: local, when: { below: 0.1, above: 0.9 } }),
    ];
    expect(new Set(judges.map(({ hash }) => hash)).size).toBe(judges.length);
  });

  it('of a cascade takes a missing end of its bands for one that nothing lies beyond', () => {
    const hashOf = (when: object) => createCascadeJudge({ first: local, then: llm, when }).hash;
    expect(hashOf({ below: 0.1 })).toBe(hashOf({ above: 1, below: 0.1 }));
  });

  it('of rules follows their patterns and thresholds, whatever their version', () => {
    const decide = () => ({ outcome: 'scored', score: 1, reason: '' }) as const;
    const hashOf = (data: unknown) => createLocalJudge({ rules: 'x@1', data, decide }).hash;
    expect(hashOf({ patterns: ['a', 'b'], least: 3 })).toBe(hashOf({ least: 3, patterns: ['a', 'b'] }));
    expect(
      new Set([{ patterns: ['a'] }, { patterns: ['a', 'b'] }, { patterns: ['a'], least: 3 }].map(hashOf)).size,
    ).toBe(3);
  });
});

describe('the hash of a judge on a server', () => {
  const openAt = async (baseURL: string, name = 'm') =>
    await openJudge(
      {
        judge: { type: 'llm', model: { type: 'openai', name, baseURL }, sampling: { temperature: 0, maxTokens: 64 } },
        basePath: '.',
      },
      { env: {}, metric: harmMetric },
    );

  it('is the same at another address, where its verdicts are not shared', async () => {
    const [here, there] = [await openAt('http://127.0.0.1:1/v1'), await openAt('http://127.0.0.1:2/v1')];
    expect(here.hash).toBe(there.hash);
    expect(here.identity).not.toBe(there.identity);
    expect((await openAt('http://127.0.0.1:1/v1', 'n')).hash).not.toBe(here.hash);
  });
});
