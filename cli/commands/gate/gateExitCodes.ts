import type { GateVerdict } from '../../../analysis/gate/gateVerdict.ts';

/** How `metasc gate` ends, by its verdict. */
export const GATE_EXIT_CODES: Readonly<Record<GateVerdict, number>> = {
  pass: 0,
  regress: 1,
  inconclusive: 2,
  invalid: 3,
};

/** What was asked for makes no sense: `EX_USAGE` of BSD's sysexits. */
export const MISUSE = 64;
