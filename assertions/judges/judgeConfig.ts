import { Type } from 'typebox';
import { renderEnvTemplates } from '../../foundation/envTemplates.ts';
import { createParser } from '../../foundation/schemaFaults.ts';
import type { CalibrationDemand } from '../calibration.ts';
import { DEFAULT_MIN_KAPPA } from '../calibrationRecord.ts';
import { type JudgeRef, JudgeSchema, toJudgeRef } from './judgeRef.ts';

const strict = { additionalProperties: false } as const;

const RecordPath = Type.String({ minLength: 1 });
const Kappa = Type.Number({ minimum: -1, maximum: 1, description: "Lowest Cohen's kappa. Default 0.6." });

const AssertionConfigSchema = Type.Object(
  {
    judge: Type.Optional(JudgeSchema),
    of: Type.Optional(
      Type.Enum(['answer', 'reasoning'], {
        description: 'What is scored: the answer, or the thoughts behind it. Default answer.',
      }),
    ),
    threshold: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'The lowest score that passes. Default 0.5.' }),
    ),
    request: Type.Optional(
      Type.String({
        description: 'What the user asked, unchanged. Default: the prompt, or the last user message of a chat.',
      }),
    ),
    calibration: Type.Optional(
      Type.Union([RecordPath, Type.Object({ record: RecordPath, minKappa: Type.Optional(Kappa) }, strict)], {
        title: 'the path of a calibration record, or {record, minKappa}',
        description: 'Rows state "uncalibrated" unless the record is of this judge and its kappa is high enough.',
      }),
    ),
    basePath: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Folder that the path of a rubric, a record or a model starts from. Default: the working directory.',
      }),
    ),
  },
  strict,
);

/** An assertion's options with defaults filled in. */
export interface AssertionConfig {
  readonly judge: JudgeRef;
  /** `reasoning`: the thoughts in the row's case record, as the provider's `keepReasoning: true` puts them there. */
  readonly of: 'answer' | 'reasoning';
  /** In [0, 1]: the lowest score that passes. */
  readonly threshold: number;
  readonly request?: string;
  readonly calibration?: CalibrationDemand;
  readonly basePath: string;
}

const parse = createParser(AssertionConfigSchema);

/**
 * Reads an assertion's `config`. Renders `{{ env.X }}` in it first, except in `request`, whose text is untrusted.
 *
 * @throws MetaScError `CONFIG_INVALID` with every fault; `TEMPLATE_FAILED` when an environment variable is missing
 */
export function parseAssertionConfig(
  config: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): AssertionConfig {
  const { request: _, ...templated } = config;
  const parsed = parse({ ...config, ...renderEnvTemplates(templated, env) }, { subject: 'assertion config' });
  const { judge = 'local', of = 'answer', threshold = 0.5, basePath = '.', calibration, ...rest } = parsed;
  return {
    ...rest,
    judge: toJudgeRef(judge),
    of,
    threshold,
    basePath,
    ...(calibration === undefined
      ? {}
      : {
          calibration: {
            minKappa: DEFAULT_MIN_KAPPA,
            ...(typeof calibration === 'string' ? { record: calibration } : calibration),
          },
        }),
  };
}
