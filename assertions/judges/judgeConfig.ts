import { type Static, Type } from 'typebox';
import type { Sampling } from '../../providers/models/chatModel.ts';
import { type ModelRef, ModelRefSchema } from '../../providers/models/modelRef.ts';
import { createParser } from '../../schemaFaults.ts';
import { renderEnvTemplates } from '../envTemplates.ts';
import { JUDGE_SAMPLING } from './llmJudge.ts';

const strict = { additionalProperties: false } as const;

const JudgeName = Type.String({ minLength: 1 });

const LlmJudgeSchema = Type.Object(
  {
    type: Type.Literal('llm'),
    model: ModelRefSchema,
    rubric: Type.Optional(
      Type.String({
        minLength: 1,
        description: "A rubric of this package, or a YAML file's path. Default: the assertion's own.",
      }),
    ),
    sampling: Type.Optional(
      Type.Object(
        {
          temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2, description: 'Default 0.' })),
          maxTokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 512.' })),
          seed: Type.Optional(Type.Integer({ description: 'Default 1.' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** Who judges. Kinds of judges are told apart by `type`. */
const JudgeSchema = Type.Union([JudgeName, LlmJudgeSchema], {
  title: 'a judge (local, a model reference, or an object with type llm)',
});

const AssertionConfigSchema = Type.Object(
  {
    judge: Type.Optional(JudgeSchema),
    threshold: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'The lowest score that passes. Default 0.5.' }),
    ),
    request: Type.Optional(
      Type.String({
        description: 'What the user asked, as it stands. Default: the prompt, of a chat its last user message.',
      }),
    ),
    basePath: Type.Optional(
      Type.String({
        minLength: 1,
        description: "Folder that a rubric's or model's path starts from. Default: the working directory.",
      }),
    ),
  },
  strict,
);

type JudgeRef =
  | { readonly type: 'local' }
  | {
      readonly type: 'llm';
      readonly model: ModelRef;
      /** Default: the assertion's own. */
      readonly rubric?: string;
      readonly sampling: Sampling;
    };

/** An assertion's options with defaults filled in. */
export interface AssertionConfig {
  readonly judge: JudgeRef;
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number;
  readonly request?: string;
  readonly basePath: string;
}

const parse = createParser(AssertionConfigSchema);

/**
 * Reads an assertion's `config`. `{{ env.X }}` in it is rendered first, but for `request`, which is anybody's text.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault; `TEMPLATE_FAILED` when an environment variable is missing
 */
export function parseAssertionConfig(
  config: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): AssertionConfig {
  const { request, ...templated } = config;
  const rendered = renderEnvTemplates(templated, env);
  const known = parse(request === undefined ? rendered : { ...rendered, request }, { subject: 'assertion config' });
  const { judge = 'local', threshold = 0.5, basePath = '.' } = known;
  return {
    judge: toJudgeRef(judge),
    threshold,
    basePath,
    ...(known.request === undefined ? {} : { request: known.request }),
  };
}

function toJudgeRef(judge: Static<typeof JudgeSchema>): JudgeRef {
  if (judge === 'local') return { type: 'local' };
  if (typeof judge === 'string') return { type: 'llm', model: judge, sampling: JUDGE_SAMPLING };
  return { ...judge, sampling: { ...JUDGE_SAMPLING, ...judge.sampling } };
}
