import type { Proportion } from '../statistics/wilson.ts';
import type { GateFinding } from './verdict.ts';
import { percent, showRate } from './words.ts';

/**
 * Is the share of passes at least `floor`? `pass` where the whole of its Wilson interval is, `regress` where none of it is,
 * else `inconclusive`: the rows are too few to tell.
 *
 * @param floor in [0, 1]
 */
export function checkFloor(rate: Proportion, floor: number): GateFinding {
  const verdict = rate.low >= floor ? 'pass' : rate.high < floor ? 'regress' : 'inconclusive';
  const where = { pass: 'above', regress: 'below', inconclusive: 'about' }[verdict];
  const interval = `[${percent(rate.low)}, ${percent(rate.high)}]`;
  return { verdict, because: `head passes ${showRate(rate)}, ${interval}: ${where} the floor of ${percent(floor)}` };
}
