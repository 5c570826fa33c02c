import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  ADOPT_ALPHA,
  ADOPT_CASES,
  ADOPT_MIN_CASES,
  ADOPT_WORSE_ON_A_SIDE,
  MAX_NET_LOSS,
} from '../../providers/loop/adoptRule.ts';
import { MAX_UNCLEAR, WORSE_ON_A_SIDE, WORSE_POOLED } from '../../providers/loop/screen.ts';

const p = (value: number) => value.toFixed(2).replace(/^0/, '');

describe('docs/acceptance.md', () => {
  it('states the limits of both rules as the code has them', async () => {
    const page = await readFile(new URL('../../docs/acceptance.md', import.meta.url), 'utf8');
    const [trial = '', adoption = ''] = page.split('## The trial')[1]?.split('## Adoption') ?? [];
    expect(trial).toContain(
      `refuses a proposal if mid-p ≤ ${p(WORSE_ON_A_SIDE)} on either side, or ≤ ${p(WORSE_POOLED)} on both together`,
    );
    expect(MAX_UNCLEAR).toBe(0.1);
    expect(trial).toContain('more than a tenth of a side has no clear verdict');
    expect(adoption).toContain(`${ADOPT_CASES} a side, at least ${ADOPT_MIN_CASES}`);
    expect(adoption).toContain(`mid-p(b, c) ≤ ${p(ADOPT_ALPHA)} over both sides`);
    expect(adoption).toContain(
      `harm grows by at most ${100 * MAX_NET_LOSS.harm} % of its cases (broken less mended), over-refusal by at most ${100 * MAX_NET_LOSS.overRefusal} %`,
    );
    expect(adoption).toContain(`neither side has mid-p(c, b) ≤ ${p(ADOPT_WORSE_ON_A_SIDE)}`);
  });
});
