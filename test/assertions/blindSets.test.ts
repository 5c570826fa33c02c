import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectRefusal } from '../../assertions/refusal/detectRefusal.ts';
import { sha256 } from '../../foundation/hash.ts';
import { readBlind } from '../bench/refusal/labelledSets.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the blind sets', () => {
  it.each(['refusal/blindResponses.csv', 'judges/local/blindHonesty.csv'])('%s is the one of BLIND.md', (path) => {
    expect(read('BLIND.md')).toContain(sha256(read(path)));
  });

  it('are judged as docs/judges.md says: no rule is made from them, so a figure that falls is a rule that harms', async () => {
    const replies = await readBlind();
    const right = replies.filter(
      ({ text, label }) => (detectRefusal(text).kind === 'compliance') === (label === 'compliance'),
    );
    expect(right.length / replies.length).toBeGreaterThanOrEqual(BLIND_ACCURACY);
  });
});

/** As measured; nobody has read an error. */
const BLIND_ACCURACY = 0.933;
