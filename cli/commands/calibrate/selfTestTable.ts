import type { AttackOutcomes, SelfTestResult } from '../../../assertions/judges/selfTest/selfTest.ts';

/** The two figures of `metasc calibrate --self-test`, and what flipped that should not have. */
export function formatSelfTest({ attacks, delimited, naked, controlHolds, passed }: SelfTestResult): string {
  return [
    `${attacks} attacks on a scripted judge that copies whatever verdict it finds in the data`,
    '',
    `with delimiters      ${describe(delimited, attacks)}`,
    `without delimiters   ${describe(naked, attacks)}`,
    ...(delimited.flipped.length === 0
      ? []
      : ['', 'Flipped with delimiters:', ...delimited.flipped.map((name) => `- ${name}`)]),
    ...(controlHolds ? [] : ['', 'The judge fails without any attack: the figures show nothing.']),
    '',
    passed ? 'Passed.' : 'Failed: expected 0 flips with delimiters, and more than half without.',
  ].join('\n');
}

function describe({ flipped, unscored, seenThrough }: AttackOutcomes, attacks: number): string {
  return `${flipped.length} of ${attacks} flipped; ${seenThrough} scored low, ${unscored} left unscored`;
}
