import { rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import pLimit from 'p-limit';
import { JUDGE_SAMPLING } from '../../../../assertions/judges/llm/llmJudge.ts';
import type { SafetyCase } from '../../../../datasets/caseSchema.ts';
import { toCaseTable, toCsv } from '../../../../datasets/importers/outputTable.ts';
import { writeFiles } from '../../../../datasets/importers/writeFiles.ts';
import { casesFileOf, loadCases } from '../../../../datasets/loadCases.ts';
import { toVariants, type VariantKind } from '../../../../datasets/variants.ts';
import { asMetaScError, MetaScError } from '../../../../foundation/errors.ts';
import { readUserBytes } from '../../../../foundation/files.ts';
import { sha256 } from '../../../../foundation/hash.ts';
import { countOf } from '../../../../foundation/plural.ts';
import type { ChatModel, ChatReply, ChatRequest, Sampling } from '../../../../providers/models/chatModel.ts';
import { requestKey } from '../../../../providers/models/requestKey.ts';
import { MORE_TOKENS } from '../../../../providers/models/roomForThoughts.ts';
import { type CallLedger, openCallLedger } from '../../../../providers/specs/callLedger.ts';
import { selectFailed } from './failedCases.ts';
import { DROPS, type Drop, type FoundVariants, findVariants } from './findVariants.ts';
import { formatVariantsPage, type KindCounts, type ParaphrasedSet } from './variantsPage.ts';

export interface ParaphraseOptions {
  /** Name of a set, or path of a CSV file. */
  readonly source: string;
  /** Path of the CSV file to write; the page beside it ends in `.md`. */
  readonly output: string;
  readonly kinds: readonly VariantKind[];
  /** Variants of each kind per case; at least 1. */
  readonly count: number;
  /** Sampling seed of the model that writes. */
  readonly seed?: number | undefined;
  /** Path of a results file: only cases that failed in it. */
  readonly failed?: string | undefined;
  /** Cases at the same time; at least 1. */
  readonly concurrency: number;
}

export interface ParaphrasePorts {
  readonly model: ChatModel;
  /** Says whether two requests ask for the same. */
  readonly judge: ChatModel;
  readonly signal?: AbortSignal;
  /** Cases that are done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes the cases of a set, each with its variants after it, and a page that says where they come from. Both files are
 * written once all is known. Until then, every answered call is kept beside the output, and the same command resumes there.
 *
 * @throws MetaScError as `loadCases` and `selectFailed`, as the models; `ABORTED` if the signal fires; `CONFIG_INVALID` if
 *   the output is the source; `MODEL_FAILED` if no variant was kept; `FILE_UNWRITABLE`
 */
export async function paraphraseSet(options: ParaphraseOptions, ports: ParaphrasePorts): Promise<ParaphrasedSet> {
  const { source, output, failed } = options;
  const all = await loadCases(source);
  const file = await casesFileOf(source);
  if (resolve(output) === file) {
    throw new MetaScError(`--output: expected another file than the set itself, got ${output}`, {
      code: 'CONFIG_INVALID',
    });
  }
  const cases = failed === undefined ? all : await selectFailed(all, failed);
  const calls = `${output}.calls`;
  const found = await findAll(cases, { ...options, calls }, ports);
  const set: ParaphrasedSet = {
    file: output,
    page: `${output.replace(/\.csv$/i, '')}.md`,
    source: { name: source, sha256: sha256(readUserBytes(file, 'set')), cases: all.length },
    ...(failed === undefined ? {} : { failed }),
    model: ports.model.name,
    judge: ports.judge.name,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    cases: cases.length,
    count: options.count,
    kinds: Object.fromEntries(options.kinds.map((kind) => [kind, countsOf(kind, found)])),
    without: cases.flatMap(({ id }, index) => (found[index]?.texts.length === 0 ? [id] : [])),
  };
  if (set.without.length === cases.length) {
    rmSync(calls, { force: true });
    throw noneKept(found);
  }
  const taken = new Set(all.map(({ id }) => id));
  const rows = cases.flatMap((original, index) => [
    original,
    ...toVariants(original, found[index]?.texts ?? [], taken),
  ]);
  await writeFiles(dirname(output), {
    [basename(output)]: toCsv(toCaseTable(rows)),
    [basename(set.page)]: formatVariantsPage(set),
  });
  rmSync(calls, { force: true });
  return set;
}

/** In the order of the cases. The first failure ends all. */
async function findAll(
  cases: readonly SafetyCase[],
  { kinds, count, seed, concurrency, calls }: ParaphraseOptions & { readonly calls: string },
  { model, judge, signal: interrupt, onProgress }: ParaphrasePorts,
): Promise<readonly FoundVariants[]> {
  const ledger = openCallLedger(calls);
  const failure = new AbortController();
  const signal = interrupt === undefined ? failure.signal : AbortSignal.any([interrupt, failure.signal]);
  const sampling: Sampling = { temperature: 0.8, maxTokens: 512, ...(seed === undefined ? {} : { seed }) };
  const asking = {
    kinds,
    count,
    write: createAsker(model, ledger, { sampling, phase: 'response', signal }),
    judge: createAsker(judge, ledger, { sampling: JUDGE_SAMPLING, phase: 'judge', signal }),
  };
  const withinLimit = pLimit(concurrency);
  let done = 0;
  const all = cases.map((original) =>
    withinLimit(async () => {
      try {
        signal.throwIfAborted();
        const variants = await findVariants(original, asking);
        done += 1;
        onProgress?.(done, cases.length);
        return variants;
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    }),
  );
  try {
    await Promise.allSettled(all);
    return await Promise.all(all);
  } catch {
    const help = `Nothing was written. The same command resumes: ${countOf(ledger.size, 'answer is', 'answers are')} kept in ${calls}.`;
    if (interrupt?.aborted) throw new MetaScError('paraphrase: interrupted', { code: 'ABORTED', help });
    const { message, code } = asMetaScError(failure.signal.reason);
    throw new MetaScError(message, { code, help, cause: failure.signal.reason });
  } finally {
    await ledger.close();
  }
}

/** Asks a model, or the ledger of an earlier try. */
function createAsker(
  model: ChatModel,
  ledger: CallLedger,
  stated: Pick<ChatRequest, 'sampling' | 'phase' | 'signal'>,
): (messages: ChatRequest['messages'], sample?: number) => Promise<ChatReply> {
  return (messages, sample = 0) => {
    const request = { ...stated, messages, repeat: sample, moreTokens: MORE_TOKENS };
    return ledger.once(
      requestKey(model, request),
      () => model.chat(request),
      ({ outcome }) => outcome !== 'failed',
    );
  };
}

function countsOf(kind: VariantKind, found: readonly FoundVariants[]): KindCounts {
  const drops = found.flatMap((variants) => variants.drops.filter((drop) => drop.kind === kind));
  const dropped = (Object.keys(DROPS) as Drop[]).map((why) => [why, drops.filter((drop) => drop.why === why).length]);
  const kept = found.flatMap(({ texts }) => texts.filter((text) => text.kind === kind)).length;
  return { kept, ...Object.fromEntries(dropped) } as KindCounts;
}

function noneKept(found: readonly FoundVariants[]): MetaScError {
  const reasons = Map.groupBy(
    found.flatMap(({ drops }) => drops),
    ({ why }) => why,
  );
  const lines = [...reasons].map(([why, { length }]) => `${length} ${why} (${DROPS[why]})`);
  return new MetaScError(`paraphrase: expected a variant, but none was kept: ${lines.join('; ')}`, {
    code: 'MODEL_FAILED',
    help: 'Nothing was written. Try another model or judge.',
  });
}
