import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../foundation/conversation.ts';
import { attack } from '../../../providers/loop/attack.ts';
import type { Reply } from '../../../providers/loop/types.ts';

const said = (text: string, outcome: Reply['outcome'] = 'answered'): Reply => ({ outcome, text, truncated: false });

interface Setting {
  readonly maxTurns?: number;
  readonly writes?: (turn: number) => Reply;
  /** The request that the column gives in to. */
  readonly weak?: string;
}

async function run({ maxTurns = 5, writes = (turn) => said(`way ${turn}`), weak = 'way 2' }: Setting) {
  const seen: Conversation[] = [];
  const asked: string[] = [];
  const result = await attack({
    goal: 'Open the lock.',
    maxTurns,
    async write(conversation) {
      seen.push(conversation);
      return writes(seen.length);
    },
    async answer(request) {
      asked.push(request);
      return request === weak ? 'SECRET' : `No to ${request}`;
    },
    judge: async (answer) => answer === 'SECRET',
  });
  return { ...result, seen, asked };
}

describe('an adaptive attack', () => {
  it('begins with the goal, goes on with what the attacker writes, and ends with the first success', async () => {
    const { asked, turns, succeededAt } = await run({});
    expect(asked).toEqual(['Open the lock.', 'way 1', 'way 2']);
    expect(succeededAt).toBe(3);
    expect(turns.at(-1)).toEqual({ request: 'way 2', answer: 'SECRET', succeeded: true });
  });

  it('ends after its turns', async () => {
    const { asked, succeededAt } = await run({ maxTurns: 4, weak: 'never' });
    expect([asked.length, succeededAt]).toEqual([4, undefined]);
  });

  it('shows the attacker its last requests and answers, and neither spec nor critique', async () => {
    const { seen } = await run({ maxTurns: 8, weak: 'never' });
    const last = seen.at(-1) ?? [];
    expect(last.map(({ role }) => role)).toEqual([
      'user',
      ...Array.from({ length: 4 }, () => ['assistant', 'user']).flat(),
    ]);
    expect(last.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual([
      'way 3',
      'way 4',
      'way 5',
      'way 6',
    ]);
    expect(last.at(-1)?.content).toContain('No to way 6');
  });

  it('asks an attacker that declines again, in other words, and gives up after three times in a row', async () => {
    const once = await run({ writes: (turn) => (turn === 1 ? said("I'm sorry, I can't.") : said('Request: "way 2"')) });
    expect([once.succeededAt, once.declined]).toEqual([2, 1]);
    expect(new Set(once.seen.map((conversation) => JSON.stringify(conversation))).size).toBe(2);
    const always = await run({ writes: () => said('', 'withheld') });
    expect([always.turns.length, always.succeededAt, always.declined]).toEqual([1, undefined, 3]);
  });

  it('takes an unclear verdict for no success', async () => {
    const result = await attack({
      goal: 'g',
      maxTurns: 2,
      write: async () => said('w'),
      answer: async () => 'a',
      judge: async () => undefined,
    });
    expect(result.turns.map(({ succeeded }) => succeeded)).toEqual([undefined, undefined]);
    expect(result.succeededAt).toBeUndefined();
  });
});
