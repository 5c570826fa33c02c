import type { Conversation } from '../../foundation/conversation.ts';
import type { Spec } from './types.ts';

/** How a case's turn ended. A failed case has no transcript and does not change the spec. */
export interface TurnResult {
  readonly transcript?: Conversation;
  /** The proposal that became the next spec. Only from the turn that proposes. */
  readonly accepted?: string;
}

/** Cases that share a spec. A batch closes when all its cases have ended. */
export interface Batch {
  /** Its first step. */
  readonly start: number;
  readonly size: number;
  readonly spec: Promise<Spec>;
  /** Resolves when the batch closes. */
  readonly specAfter: Promise<Spec>;
  /** Resolves when every case but the last has ended. */
  readonly othersEnded: Promise<void>;
  /** By place; a failed case leaves a gap. */
  readonly transcripts: readonly (Conversation | undefined)[];
  end(step: number, result: TurnResult): void;
}

/** @param spec the spec that its cases are revised under */
export function createBatch(start: number, size: number, spec: Promise<Spec>): Batch {
  const closed = Promise.withResolvers<Spec>();
  const othersEnded = Promise.withResolvers<void>();
  const transcripts: (Conversation | undefined)[] = [];
  let accepted: string | undefined;
  let toEnd = size;
  let othersToEnd = size - 1;
  if (othersToEnd === 0) othersEnded.resolve();

  return {
    start,
    size,
    spec,
    specAfter: closed.promise,
    othersEnded: othersEnded.promise,
    transcripts,
    end(step, result) {
      const place = step - start;
      toEnd -= 1;
      if (place === size - 1) accepted = result.accepted;
      else {
        transcripts[place] = result.transcript;
        othersToEnd -= 1;
        if (othersToEnd === 0) othersEnded.resolve();
      }
      if (toEnd > 0) return;
      transcripts.length = 0;
      closed.resolve(
        accepted === undefined ? spec : spec.then(({ version }) => ({ text: accepted ?? '', version: version + 1 })),
      );
    },
  };
}
