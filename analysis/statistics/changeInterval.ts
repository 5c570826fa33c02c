import { type Estimate, Z_95 } from './wilson.ts';

/**
 * What changed among pairs of which only the changed ones are known: the share mended less the share broken, in [−1, 1],
 * with its 95 % interval; null without pairs. The interval has a width where nothing changed.
 *
 * *Source:* Bonett & Price 2012, Br. J. Math. Stat. Psychol. 65:479–488 (adjusted Wald); recommended with Newcombe's by
 * Fagerland, Lydersen & Laake 2014, Stat. Med. 33:2850–2875.
 *
 * @param pairs whole, at least mended + broken
 */
export function changeInterval({
  pairs,
  mended,
  broken,
}: Readonly<Record<'pairs' | 'mended' | 'broken', number>>): Estimate | null {
  if (pairs === 0) return null;
  const n = pairs + 2;
  const [up, down] = [(mended + 1) / n, (broken + 1) / n];
  const half = Z_95 * Math.sqrt((up + down - (up - down) ** 2) / n);
  return {
    value: (mended - broken) / pairs,
    low: Math.max(-1, up - down - half),
    high: Math.min(1, up - down + half),
  };
}
