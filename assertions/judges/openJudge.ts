import { MetaScError } from '../../foundation/errors.ts';
import { DEFAULT_MODEL_LIMITS } from '../../providers/models/callOptions.ts';
import type { ModelRef } from '../../providers/models/modelRef.ts';
import { openModel } from '../../providers/models/openModel.ts';
import { METRICS, type Metric } from '../metrics.ts';
import { createCascadeJudge } from './cascade.ts';
import { createGuardJudge } from './guard/guardJudge.ts';
import { loadPolicy } from './guard/guardPolicy.ts';
import type { Judge } from './judge.ts';
import type { AssertionConfig } from './judgeConfig.ts';
import type { JudgeRef, MemberRef } from './judgeRef.ts';
import { createLlmJudge } from './llm/llmJudge.ts';
import { loadRubric } from './llm/rubric.ts';
import { createMissingJudge } from './local/localJudge.ts';
import { createPanelJudge } from './panel.ts';

export interface JudgeEnvironment {
  /** Source of keys and server addresses. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default the models of `providers/models` */
  readonly open?: typeof openModel;
}

type JudgedMetric = Pick<Metric, 'name' | 'rubric' | 'openLocalJudge' | 'takesGuards' | 'takesCaseRubric'>;

/**
 * The judge that an assertion's configuration names. Calls no model yet. A panel or cascade opens with all its
 * members or not at all.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` when the model's key is not set; `FILE_UNREADABLE`, `CONFIG_INVALID` for a
 *   rubric or a policy; `CONFIG_INVALID` for a guard model on another metric than those that take one
 */
export async function openJudge(
  { judge, basePath }: Pick<AssertionConfig, 'judge' | 'basePath'>,
  { env, metric, open = openModel }: JudgeEnvironment & { readonly metric: JudgedMetric },
): Promise<Judge> {
  return openAny(judge);

  async function openAny(one: JudgeRef): Promise<Judge> {
    switch (one.type) {
      case 'panel':
        return createPanelJudge({ ...one, judges: await Promise.all(one.judges.map(openMember)) });
      case 'cascade': {
        const [first, then] = await Promise.all([openMember(one.first), openAny(one.then)]);
        return createCascadeJudge({ first, then, when: one.when });
      }
      default:
        return openMember(one);
    }
  }

  async function openMember(member: MemberRef): Promise<Judge> {
    switch (member.type) {
      case 'local':
        return (await metric.openLocalJudge?.(member)) ?? createMissingJudge(metric.name);
      case 'llm':
        return createLlmJudge({
          model: openNamed(member.model),
          rubric: await loadRubric(member.rubric ?? metric.rubric, basePath),
          sampling: member.sampling,
          ...(metric.takesCaseRubric === true ? { takesCaseRubric: true } : {}),
        });
      case 'guard':
        requireGuardFits(metric);
        return createGuardJudge({
          model: openNamed(member.model),
          format: member.format,
          policy: await policyOf(member),
        });
    }
  }

  async function policyOf({ policy, labels }: Extract<MemberRef, { type: 'guard' }>) {
    return policy === undefined ? undefined : loadPolicy({ policy, ...(labels && { labels }) }, basePath);
  }

  function openNamed(model: ModelRef) {
    return open(model, { env, basePath, limits: DEFAULT_MODEL_LIMITS });
  }
}

function requireGuardFits({ takesGuards = false }: JudgedMetric): void {
  if (takesGuards) return;
  const fitting = METRICS.filter((metric) => metric.takesGuards).map(({ name }) => name);
  throw new MetaScError(
    `judge: expected a judge of another kind, got a guard model: guard models score ${fitting.join(', ')} only`,
    { code: 'CONFIG_INVALID' },
  );
}
