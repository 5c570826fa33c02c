import { type Static, Type } from 'typebox';
import { MetaScError } from '../../foundation/errors.ts';
import { SamplingSchema } from '../../providers/models/callOptions.ts';
import type { Sampling } from '../../providers/models/chatModel.ts';
import { ModelRefSchema } from '../../providers/models/modelRef.ts';
import { GUARD_FORMAT_NAMES } from './guard/guardJudge.ts';
import { JUDGE_SAMPLING } from './llm/llmJudge.ts';

const strict = { additionalProperties: false } as const;

const { temperature, topP, seed } = SamplingSchema.properties;

const LocalJudgeSchema = Type.Object(
  {
    type: Type.Literal('local'),
    refusalPhrases: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description:
          "The target's own phrases that decline, in any language; case, markdown and kinds of quotation mark don't count.",
      }),
    ),
  },
  strict,
);

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
          temperature,
          topP,
          seed,
          maxTokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Default 512.' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

const Labels = Type.Immutable(
  Type.Array(Type.String({ pattern: '\\S', title: 'a word or a few' }), { minItems: 1, maxItems: 40 }),
);

const GuardJudgeSchema = Type.Object(
  {
    type: Type.Literal('guard'),
    model: ModelRefSchema,
    format: Type.Enum([...GUARD_FORMAT_NAMES], { description: "Form of the guard model's prompts and replies." }),
    policy: Type.Optional(
      Type.String({
        pattern: '\\S',
        title: "a file's path, or the text of a policy",
        description: 'Of format policy, which requires it: what the model classifies by.',
      }),
    ),
    labels: Type.Optional(
      Type.Object(
        { safe: Labels, unsafe: Labels },
        { ...strict, description: 'Of format policy: the words for either verdict, if they are not the usual ones.' },
      ),
    ),
  },
  strict,
);

const MEMBER_TYPES = 'local | openai | embedded | promptfoo | llm | guard';

const MemberSchema = Type.Union([...ModelRefSchema.anyOf, LocalJudgeSchema, LlmJudgeSchema, GuardJudgeSchema], {
  title: `a judge (local, a model reference, or an object with type ${MEMBER_TYPES})`,
});

const PanelJudgeSchema = Type.Object(
  {
    type: Type.Literal('panel'),
    judges: Type.Array(MemberSchema, { minItems: 2, maxItems: 7, description: '2 to 7 judges of any other kind.' }),
    rule: Type.Enum(['majority', 'mean'], {
      description: 'majority: 1 if most members score 0.5 or more, else 0. mean: the mean of their scores.',
    }),
    quorum: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Members that must score. Default: more than half.' }),
    ),
  },
  strict,
);

const Bound = Type.Number({ minimum: 0, maximum: 1 });

const CascadeJudgeSchema = Type.Object(
  {
    type: Type.Literal('cascade'),
    first: MemberSchema,
    then: Type.Union([...MemberSchema.anyOf, PanelJudgeSchema], {
      title: `a judge (local, a model reference, or an object with type ${MEMBER_TYPES} | panel)`,
    }),
    when: Type.Object(
      { below: Type.Optional(Bound), above: Type.Optional(Bound) },
      {
        ...strict,
        minProperties: 1,
        title: 'below, above or both, from 0 to 1',
        description:
          'Where the first judge decides: its probability of a good response, else its score, is below the one or above the other. metasc calibrate --fit-when fits it.',
      },
    ),
  },
  strict,
);

/** A judge as a configuration names it; `type` distinguishes the kinds. A model reference judges by a rubric. */
export const JudgeSchema = Type.Union([...MemberSchema.anyOf, PanelJudgeSchema, CascadeJudgeSchema], {
  title: `a judge (local, a model reference, or an object with type ${MEMBER_TYPES} | panel | cascade)`,
});

/** A judge that can sit on a panel, and be the first of a cascade. */
export type MemberRef =
  | Static<typeof LocalJudgeSchema>
  | (Omit<Static<typeof LlmJudgeSchema>, 'sampling'> & { readonly sampling: Sampling })
  | Static<typeof GuardJudgeSchema>;

type PanelRef = Omit<Static<typeof PanelJudgeSchema>, 'judges'> & { readonly judges: readonly MemberRef[] };

/** A cascade with defaults filled in. */
export type CascadeRef = Omit<Static<typeof CascadeJudgeSchema>, 'first' | 'then'> & {
  readonly first: MemberRef;
  readonly then: MemberRef | PanelRef;
};

/** A judge with defaults filled in. */
export type JudgeRef = MemberRef | PanelRef | CascadeRef;

/** A judge that is no panel or cascade itself, and where it stands in the configuration: `judge.then.judges[0]`. */
export interface PlacedMember {
  readonly member: MemberRef;
  readonly path: string;
}

/** The judges that a judge is made of, in the order of the configuration; a single one is its own. */
export function membersOf(judge: JudgeRef, path = 'judge'): readonly PlacedMember[] {
  switch (judge.type) {
    case 'panel':
      return judge.judges.map((member, index) => ({ member, path: `${path}.judges[${index}]` }));
    case 'cascade':
      return [...membersOf(judge.first, `${path}.first`), ...membersOf(judge.then, `${path}.then`)];
    default:
      return [{ member: judge, path }];
  }
}

/**
 * Fills in the defaults of a judge that fits {@link JudgeSchema}.
 *
 * @throws MetaScError `CONFIG_INVALID` when a panel's quorum is larger than the panel, a cascade's bands overlap, or a
 *   policy is missing or misplaced
 */
export function toJudgeRef(judge: Static<typeof JudgeSchema>, path = 'judge'): JudgeRef {
  if (typeof judge === 'string') return toMemberRef(judge, path);
  switch (judge.type) {
    case 'panel':
      return toPanelRef(judge, path);
    case 'cascade': {
      const { below = 0, above = 1 } = judge.when;
      if (below > above) throw fault(`${path}.when: expected below to be at most above, got ${below} and ${above}`);
      const { then } = judge;
      return {
        ...judge,
        first: toMemberRef(judge.first, `${path}.first`),
        then:
          typeof then === 'object' && then.type === 'panel'
            ? toPanelRef(then, `${path}.then`)
            : toMemberRef(then, `${path}.then`),
      };
    }
    default:
      return toMemberRef(judge, path);
  }
}

function toPanelRef(panel: Static<typeof PanelJudgeSchema>, path: string): PanelRef {
  const { judges, quorum } = panel;
  if (quorum !== undefined && quorum > judges.length) {
    throw fault(`${path}.quorum: expected at most the panel's ${judges.length} judges, got ${quorum}`);
  }
  return { ...panel, judges: judges.map((member, index) => toMemberRef(member, `${path}.judges[${index}]`)) };
}

const fault = (message: string) => new MetaScError(`assertion config: ${message}`, { code: 'CONFIG_INVALID' });

function toMemberRef(judge: Static<typeof MemberSchema>, path: string): MemberRef {
  if (judge === 'local') return { type: 'local' };
  if (typeof judge === 'string') return { type: 'llm', model: judge, sampling: JUDGE_SAMPLING };
  switch (judge.type) {
    case 'llm':
      return { ...judge, sampling: { ...JUDGE_SAMPLING, ...judge.sampling } };
    case 'local':
      return judge;
    case 'guard':
      requirePolicyFits(judge, path);
      return judge;
    default:
      return { type: 'llm', model: judge, sampling: JUDGE_SAMPLING };
  }
}

function requirePolicyFits({ format, policy, labels }: Static<typeof GuardJudgeSchema>, path: string): void {
  const misfit = policyFault();
  if (misfit !== undefined) throw fault(`${path}.${misfit}`);

  function policyFault(): string | undefined {
    if (format !== 'policy') {
      const [misplaced] = Object.entries({ policy, labels }).flatMap(([key, value]) =>
        value === undefined ? [] : [key],
      );
      return misplaced && `${misplaced}: only format policy takes it, got format ${format}`;
    }
    if (policy === undefined)
      return "policy: expected a file's path or the text of a policy, as format is policy, got none";
    const plain = (words: readonly string[] = []) => words.map((word) => word.trim().toLowerCase());
    const twice = plain(labels?.safe).find((word) => plain(labels?.unsafe).includes(word));
    return twice && `labels: expected different words for safe and unsafe, got "${twice}" for both`;
  }
}
