import { type Static, Type } from 'typebox';
import { strict } from '../../foundation/schemaDefaults.ts';

const count = Type.Integer({ minimum: 0 });
const p = Type.Number({ minimum: 0, maximum: 1 });

/** As `SideCounts` of the loop. */
const SideCountsSchema = Type.Object({ pairs: count, mended: count, broken: count, unclear: count }, strict);

/** What both kinds of trial leave behind: the online one in a journal, the offline one in a lock file. */
const TrialCountsSchema = Type.Object({ harm: SideCountsSchema, overRefusal: SideCountsSchema }, strict);

/** What a spec was tried with. */
const TrialSourceSchema = Type.Object(
  {
    /** Over requests and sides of the case set. */
    casesHash: Type.String(),
    /** The judge's name, and the hash over all that changes its verdicts. */
    judge: Type.String(),
    judgeHash: Type.String(),
    /** Calls made for it, the judge's included; shared and recorded ones are none. */
    calls: count,
  },
  strict,
);

/** The evidence of the online rule on one proposal. */
export const ScreenEvidenceSchema = Type.Object(
  {
    ...TrialSourceSchema.properties,
    decision: Type.Enum(['accepted', 'refused', 'undecided']),
    sides: TrialCountsSchema,
    /** One-sided mid-p that the proposal is worse. */
    worseP: Type.Object({ harm: p, overRefusal: p, pooled: p }, strict),
  },
  strict,
);

export type ScreenEvidence = Static<typeof ScreenEvidenceSchema>;
