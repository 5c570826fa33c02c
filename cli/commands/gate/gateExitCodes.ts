import type { GateVerdict } from '../../../analysis/gate/gateVerdict.ts';

/** Exit codes of `metasc gate` by verdict. */
export const GATE_EXIT_CODES: Readonly<Record<GateVerdict, number>> = {
  pass: 0,
  regress: 1,
  inconclusive: 2,
  invalid: 3,
};

/** Exit code for a wrong option, policy or input: `EX_USAGE` of BSD's sysexits. */
export const MISUSE = 64;
