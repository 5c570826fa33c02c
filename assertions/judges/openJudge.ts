import { DEFAULT_MODEL_LIMITS, openModel } from '../../providers/models/modelRef.ts';
import type { Judge } from './judge.ts';
import type { AssertionConfig } from './judgeConfig.ts';
import { createLlmJudge } from './llmJudge.ts';
import { loadRubric } from './rubric.ts';

export interface JudgeOpening {
  /** Where keys and server addresses are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly createLocalJudge: () => Judge;
  /** Name of the rubric that judges score by unless the configuration names one. */
  readonly rubric: string;
  /** @default the models of `providers/models` */
  readonly open?: typeof openModel;
}

/**
 * The judge that an assertion's configuration names. Calls no model yet.
 *
 * @throws MetaScError `MODEL_UNAVAILABLE` when the model's key is not set; `FILE_UNREADABLE`, `CONFIG_INVALID` for a rubric
 */
export async function openJudge(
  { judge, basePath }: Pick<AssertionConfig, 'judge' | 'basePath'>,
  { env, createLocalJudge, rubric, open = openModel }: JudgeOpening,
): Promise<Judge> {
  switch (judge.type) {
    case 'local':
      return createLocalJudge();
    case 'llm':
      return createLlmJudge({
        model: open(judge.model, { env, basePath, limits: DEFAULT_MODEL_LIMITS }),
        rubric: await loadRubric(judge.rubric ?? rubric, basePath),
        sampling: judge.sampling,
      });
  }
}
