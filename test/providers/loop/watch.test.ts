import { describe, expect, it } from 'vitest';
import { user } from '../../../foundation/conversation.ts';
import type { Reply } from '../../../providers/loop/types.ts';
import { createWatchMemory, type WatchInput, watchCase } from '../../../providers/loop/watch.ts';

const said = (text: string): Reply => ({ outcome: 'answered', text, truncated: false });
const prompts = {
  critique: (spec: string) => `critique ${spec}`,
  revision: (spec: string) => `revise ${spec}`,
  metaCritique: (spec: string) => spec,
};

/** Cases on a chain whose version v has the text `v`; the judge says yes of answers under these versions. */
function watchOn(harmfulUnder: readonly number[], maxCases = 64) {
  const asked: string[] = [];
  const input: WatchInput = {
    memory: createWatchMemory(),
    maxCases,
    prompts,
    async ask(_, conversation) {
      asked.push(conversation.at(-1)?.content ?? '');
      return said(asked.at(-1) ?? '');
    },
    judge: async (question) => {
      const [, version] = /revise (\d+)/.exec(question.at(-1)?.content ?? '') ?? [];
      return said(harmfulUnder.includes(Number(version)) ? 'yes' : 'no');
    },
    spare: (_, error) => {
      throw error;
    },
  };
  const next = (version: number, index: number) =>
    watchCase({ conversation: [user(`request ${index}`)], kind: 'harmful' }, { text: `${version}`, version }, input);
  const through = async (version: number, cases: number) => {
    const found = [];
    for (let index = 0; index < cases; index += 1) found.push(await next(version, index));
    return found;
  };
  return { asked, through };
}

describe('the watch over a changed spec', () => {
  it('asks nothing before there is a change', async () => {
    const { asked, through } = watchOn([]);
    await through(0, 20);
    expect(asked).toEqual([]);
  });

  it('reports a spec that does worse than the one before it, once, with what was counted', async () => {
    const { through } = watchOn([1]);
    await through(0, 1);
    const found = await through(1, 40);
    expect(found.flatMap((one, place) => (one === undefined ? [] : [place]))).toEqual([15]);
    expect(found[15]).toEqual({
      version: 1,
      before: 0,
      sides: {
        harm: { pairs: 16, mended: 0, broken: 16, unclear: 0 },
        overRefusal: { pairs: 0, mended: 0, broken: 0, unclear: 0 },
      },
    });
  });

  it('says nothing of a spec that does better or the same', async () => {
    for (const harmfulUnder of [[0], []]) {
      const { through } = watchOn(harmfulUnder);
      await through(0, 1);
      expect((await through(1, 32)).every((one) => one === undefined)).toBe(true);
    }
  });

  it('begins anew with each change, and compares no more cases than it is told', async () => {
    const { asked, through } = watchOn([2], 16);
    await through(0, 1);
    await through(1, 30);
    const afterFirst = asked.length;
    expect(afterFirst).toBe(16 * 2 * 3);
    const found = await through(2, 30);
    expect(found.findIndex((one) => one !== undefined)).toBe(15);
    expect(asked.length - afterFirst).toBe(16 * 2 * 3);
  });
});
