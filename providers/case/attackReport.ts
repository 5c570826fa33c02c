import { type Static, Type } from 'typebox';
import { createFaultFinder } from '../../foundation/schemaFaults.ts';
import { fieldsOf } from '../../foundation/untyped.ts';

const Count = Type.Integer({ minimum: 0 });

const AttackReportSchema = Type.Object({
  turns: Type.Array(
    Type.Object({
      request: Type.String(),
      answer: Type.String(),
      /** Absent where the judge said neither yes nor no. */
      succeeded: Type.Optional(Type.Boolean()),
      /** Calls of the column, shared ones included. */
      calls: Count,
    }),
    { minItems: 1 },
  ),
  maxTurns: Count,
  /** Number of the turn that got what the goal asks for, from 1. */
  succeededAt: Type.Optional(Count),
  /** Tries of the attacker that gave no request. */
  declined: Count,
  /** Calls of the attacker and its judge. */
  attackerCalls: Count,
});

/** What a row says of the attack on its goal: `metadata.attack`. */
export type AttackReport = Readonly<Static<typeof AttackReportSchema>>;

const findFaults = createFaultFinder(AttackReportSchema);

/** undefined where the row was not attacked. */
export function readAttackReport(metadata: unknown): AttackReport | undefined {
  const { attack } = fieldsOf(metadata);
  return attack === undefined || findFaults(attack).length > 0 ? undefined : (attack as AttackReport);
}
