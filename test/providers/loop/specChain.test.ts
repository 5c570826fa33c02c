import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../foundation/conversation.ts';
import { createSpecChain, type PastEvent, type SpecChain, type Turn } from '../../../providers/loop/specChain.ts';

const transcriptOf = (step: number): Conversation => [{ role: 'user', content: `case ${step}` }];

/** Goes through a turn as the loop does; the next spec is named after the transcripts that led to it. */
async function takeTurn(turn: Turn, wait: () => Promise<void>, fails = false): Promise<string> {
  await wait();
  const spec = await turn.spec();
  await wait();
  if (fails) {
    turn.end({});
    return spec.text;
  }
  if (!turn.proposes) {
    turn.end({ transcript: transcriptOf(turn.step) });
    return spec.text;
  }
  const transcripts = await turn.transcripts(transcriptOf(turn.step));
  await wait();
  const steps = transcripts.map(([message]) => message?.content.replace('case ', '')).join('+');
  turn.end({ transcript: transcriptOf(turn.step), accepted: `${spec.text} ${steps}` });
  return spec.text;
}

/** A turn that writes how it ended into `past`, as a journal does. */
function recordingTurn(turn: Turn, past: PastEvent[]): Turn {
  return {
    ...turn,
    end(result) {
      past.push({ kind: 'step', step: turn.step, ...result });
      turn.end(result);
    },
  };
}

const noWait = async () => {};

async function runInOrder(chain: SpecChain, cases: number): Promise<readonly string[]> {
  const specs: string[] = [];
  for (let i = 0; i < cases; i++) specs.push(await takeTurn(chain.enter(), noWait));
  return specs;
}

describe('a spec chain', () => {
  it('hands each case of the window the spec that the case before it produced, and all later cases the last one', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 3, batchSize: 1 });
    expect(await runInOrder(chain, 5)).toEqual(['S', 'S 0', 'S 0 1', 'S 0 1 2', 'S 0 1 2']);
  });

  it('never changes the spec with a window of 0 steps', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 0, batchSize: 1 });
    expect(await runInOrder(chain, 3)).toEqual(['S', 'S', 'S']);
  });

  it('changes the spec once a batch, over the transcripts of the batch in the order of their steps', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 5, batchSize: 2 });
    expect(await runInOrder(chain, 7)).toEqual(['S', 'S', 'S 0+1', 'S 0+1', 'S 0+1 2+3', 'S 0+1 2+3 4', 'S 0+1 2+3 4']);
  });

  it('counts versions by accepted proposals', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 1 });
    const first = chain.enter();
    first.end({ transcript: transcriptOf(0) });
    const second = chain.enter();
    expect(await second.spec()).toEqual({ text: 'S', version: 0 });
    second.end({ transcript: transcriptOf(1), accepted: 'T' });
    expect(await chain.enter().spec()).toEqual({ text: 'T', version: 1 });
  });

  it('leaves the spec unchanged when a case fails, and continues', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 1 });
    const turns = [chain.enter(), chain.enter(), chain.enter()] as const;
    const specs = await Promise.all(turns.map((turn, step) => takeTurn(turn, noWait, step === 1)));
    expect(specs).toEqual(['S', 'S 0', 'S 0']);
  });

  it('leaves the failed cases out of a batch', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 3 });
    const turns = [0, 1, 2].map(() => chain.enter());
    await Promise.all(turns.map((turn, step) => takeTurn(turn, noWait, step === 0)));
    expect(await chain.enter().spec()).toMatchObject({ text: 'S 1+2' });
  });

  it('releases a waiting case when its signal fires, and the chain continues', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 1 });
    const first = chain.enter();
    const second = chain.enter();
    const third = chain.enter();
    const abort = new AbortController();
    const waiting = second.spec(abort.signal);
    abort.abort(new Error('ended'));
    await expect(waiting).rejects.toThrow('ended');
    second.end({});
    first.end({ transcript: transcriptOf(0), accepted: 'T' });
    expect(await third.spec()).toMatchObject({ text: 'T' });
  });

  it('ignores a second end of the same turn', async () => {
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 1 });
    const turn = chain.enter();
    turn.end({ transcript: transcriptOf(0), accepted: 'T' });
    turn.end({});
    expect(await chain.enter().spec()).toMatchObject({ text: 'T' });
  });

  it('continues from its past as if it had not been interrupted', async () => {
    for (const options of [
      { firstSpec: 'S', steps: 5, batchSize: 1 },
      { firstSpec: 'S', steps: 7, batchSize: 3 },
      { firstSpec: 'S', steps: 'all' as const, batchSize: 2 },
    ]) {
      const whole = await runInOrder(createSpecChain(options), 10);
      for (let interruptedAfter = 0; interruptedAfter < 10; interruptedAfter++) {
        const past: PastEvent[] = [];
        const before = createSpecChain(options);
        for (let i = 0; i < interruptedAfter; i++) await takeTurn(recordingTurn(before.enter(), past), noWait);
        const after = createSpecChain({ ...options, past });
        expect(await runInOrder(after, 10 - interruptedAfter)).toEqual(whole.slice(interruptedAfter));
      }
    }
  });

  it('gives the steps after the window that an interruption left free', () => {
    const past = [0, 1, 2, 4, 6].map((step) => ({ kind: 'step' as const, step }));
    const chain = createSpecChain({ firstSpec: 'S', steps: 2, batchSize: 1, past });
    expect([chain.enter().step, chain.enter().step, chain.enter().step]).toEqual([3, 5, 7]);
  });

  it('does not go back to a batch that has ended for a step that was broken off in it', () => {
    const past = [0, 2].map((step) => ({ kind: 'step' as const, step }));
    const chain = createSpecChain({ firstSpec: 'S', steps: 'all', batchSize: 1, past });
    expect(chain.enter().step).toBe(3);
  });

  it('continues from a spec restored by hand', async () => {
    const chain = createSpecChain({
      firstSpec: 'S',
      steps: 'all',
      batchSize: 1,
      past: [
        { kind: 'step', step: 0, accepted: 'T' },
        { kind: 'rollback', spec: { text: 'S', version: 2 } },
      ],
    });
    const turn = chain.enter();
    expect(await turn.spec()).toEqual({ text: 'S', version: 2 });
    turn.end({ accepted: 'U' });
    expect(await chain.enter().spec()).toEqual({ text: 'U', version: 3 });
  });

  it('gives every case the spec that it has when cases run one by one, whatever the interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 12 }),
        fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant('all' as const)),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, cases, steps, batchSize) => {
          const options = { firstSpec: 'S', steps, batchSize };
          const alone = await runInOrder(createSpecChain(options), cases);
          const chain = createSpecChain(options);
          const together = Array.from({ length: cases }, () =>
            takeTurn(chain.enter(), () => scheduler.schedule(Promise.resolve())),
          );
          await scheduler.waitFor(Promise.all(together));
          expect(await Promise.all(together)).toEqual(alone);
        },
      ),
    );
  });
});
