import type { VariantKind } from '../../../../datasets/variants.ts';
import { MetaScError } from '../../../../foundation/errors.ts';
import { DEFAULT_MODEL_LIMITS } from '../../../../providers/models/callOptions.ts';
import { isDefaultEmbedded } from '../../../../providers/models/modelRef.ts';
import { openModel } from '../../../../providers/models/openModel.ts';
import { readModelText } from '../../../modelText.ts';
import type { Terminal } from '../../../terminal/output.ts';
import { createProgressBar, untilInterrupted } from '../../../terminal/progress.ts';
import { pullModel } from '../../model/pullModel.ts';
import { paraphraseSet } from './paraphraseSet.ts';
import { formatParaphrased } from './variantsPage.ts';

export interface ParaphraseCommandOptions {
  readonly model?: string;
  readonly judge?: string;
  readonly variants: number;
  readonly kinds: readonly VariantKind[];
  readonly seed?: number;
  readonly failed?: string;
  readonly concurrency: number;
  readonly output: string;
  readonly json?: boolean;
}

/** Writes a set with variants, shows the progress, and prints what was kept. */
export async function printParaphrase(
  source: string,
  { model: named, judge: judgeNamed, variants, json = false, ...options }: ParaphraseCommandOptions,
  { out, err, env }: Terminal,
): Promise<void> {
  const modelText = named ?? env.METASC_MODEL;
  if (!modelText) {
    throw new MetaScError('paraphrase: expected --model, or METASC_MODEL, got neither', { code: 'CONFIG_INVALID' });
  }
  const ref = readModelText(modelText, '--model');
  const judgeRef = judgeNamed === undefined ? ref : readModelText(judgeNamed, '--judge');
  if ([ref, judgeRef].some(isDefaultEmbedded)) await pullModel({ env, ...(json ? {} : { output: err }) });
  const context = { env, basePath: '.', limits: DEFAULT_MODEL_LIMITS };
  const model = openModel(ref, context);
  const judge = judgeNamed === undefined ? model : openModel(judgeRef, context);
  const bar = createProgressBar(err, { label: '{value} of {total} cases, {eta_formatted} left' });
  const set = await untilInterrupted((signal) =>
    paraphraseSet({ ...options, source, count: variants }, { model, judge, signal, onProgress: bar.show }),
  ).finally(bar.stop);
  if (json) out.writeJson(set);
  else out.write(`${formatParaphrased(set)}\n`);
}
