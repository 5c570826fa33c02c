import { type Static, Type } from 'typebox';
import { parseJson } from '../foundation/documents.ts';
import { MetaScError } from '../foundation/errors.ts';
import { readUserFile, writeUserFile } from '../foundation/files.ts';
import { shortHash } from '../foundation/hash.ts';
import { strict } from '../foundation/schemaDefaults.ts';
import { createParser } from '../foundation/schemaFaults.ts';

const Count = Type.Integer({ minimum: 0 });

const SliceSchema = Type.Object(
  {
    id: Type.String(),
    /** Ranges of tests, by their place in the config from 0; first and last of each. */
    tests: Type.Array(Type.Tuple([Count, Count])),
    /** Whether its cases may change the spec of a chain: one worker answers them in order. */
    isWindow: Type.Boolean(),
    /** The slice whose specs it needs. */
    after: Type.Optional(Type.String()),
  },
  strict,
);

const UnitSchema = Type.Object(
  {
    id: Type.String(),
    repeat: Count,
    /** Of the cases that have several; empty where there is one. */
    order: Type.String(),
    slices: Type.Array(SliceSchema),
  },
  strict,
);

const EvaluationSchema = Type.Object(
  {
    /** Names its results: `jailbreak-gpt-4o-mini`. */
    id: Type.String(),
    /** Path, from the folder of the plan; absent for a suite of this package. */
    config: Type.Optional(Type.String()),
    suite: Type.Optional(Type.String()),
    /** Environment variables that the config reads; without keys. */
    variables: Type.Record(Type.String(), Type.String()),
    /** Options of `promptfoo eval`. */
    args: Type.Array(Type.String()),
    repeats: Count,
    /** Of each model, by all workers together. */
    callsPerMinute: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    /** promptfoo's `-j`. */
    cellsAtOnce: Type.Optional(Count),
    /** 16 hex digits over tests and columns as promptfoo has loaded them. */
    hash: Type.String(),
    /** Combinations of variables of each test that has more than one, by its place. */
    widths: Type.Record(Type.String(), Count),
    tests: Count,
    cells: Count,
    columns: Type.Array(Type.Object({ label: Type.String(), id: Type.String() }, strict)),
    units: Type.Array(UnitSchema),
  },
  strict,
);

const PlanSchema = Type.Object(
  {
    version: Type.Literal(1),
    /** 12 hex digits over all that follows. */
    id: Type.String(),
    package: Type.String(),
    evaluations: Type.Array(EvaluationSchema),
  },
  strict,
);

/** What many machines answer together. */
export type Plan = Static<typeof PlanSchema>;
export type PlannedEvaluation = Static<typeof EvaluationSchema>;
export type Unit = Static<typeof UnitSchema>;
/** Cases of a unit that one worker answers, in all columns. */
export type Slice = Static<typeof SliceSchema>;

const parsePlan = createParser(PlanSchema);

/** Gives a plan its id. */
export function sealPlan(plan: Omit<Plan, 'id'>): Plan {
  const { version, ...content } = plan;
  return { version, id: idOf(content), ...content };
}

const idOf = (content: Omit<Plan, 'id' | 'version'>) => shortHash(content, 12);

export function writePlan(path: string, plan: Plan): void {
  writeUserFile(path, `${JSON.stringify(plan, null, 1)}\n`, { option: 'plan' });
}

/** @throws MetaScError `FILE_UNREADABLE`; `CONFIG_INVALID` for a file that is no plan, or was changed */
export function readPlan(path: string): Plan {
  const plan = parsePlan(parseJson(readUserFile(path, 'plan'), { subject: `plan: ${path}` }), {
    subject: `plan: ${path}`,
  });
  const { version: _, id, ...content } = plan;
  if (id === idOf(content)) return plan;
  throw new MetaScError(`plan: ${path} was changed: its id is not that of its content`, {
    code: 'CONFIG_INVALID',
    help: 'Write it again: metasc plan.',
  });
}

/** A slice with what it belongs to. */
export interface PlacedSlice {
  readonly evaluation: PlannedEvaluation;
  readonly unit: Unit;
  readonly slice: Slice;
}

/** All slices, in the order in which results stand. */
export function slicesOf({ evaluations }: Plan): readonly PlacedSlice[] {
  return evaluations.flatMap((evaluation) =>
    evaluation.units.flatMap((unit) => unit.slices.map((slice) => ({ evaluation, unit, slice }))),
  );
}
