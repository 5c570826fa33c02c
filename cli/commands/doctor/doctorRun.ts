import { parseJudgeText } from '../../../foundation/documents.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { isDefaultEmbedded } from '../../../providers/models/modelRef.ts';
import type { Price } from '../../../providers/options/providerConfig.ts';
import { readModelText } from '../../modelText.ts';
import type { Terminal } from '../../terminal/output.ts';
import { pullModel } from '../model/pullModel.ts';
import { diagnose } from './diagnosis.ts';
import { formatDoctor } from './printDoctor.ts';

export interface DoctorOptions {
  readonly model?: string;
  readonly judge?: string;
  /** The two prices require each other. */
  readonly inputUsdPerMtok?: number;
  readonly outputUsdPerMtok?: number;
  readonly json?: boolean;
}

/** Examines model and judge, prints what it found, and resolves with the exit code. */
export async function runDoctor(options: DoctorOptions, { out, err, env }: Terminal): Promise<number> {
  const { json = false } = options;
  const price = readPrice(options);
  const ref = readModelText(options.model ?? (env.METASC_MODEL || 'embedded'), '--model');
  const judge = parseJudgeText(options.judge ?? (env.METASC_JUDGE || 'local'), '--judge');
  if (isDefaultEmbedded(ref)) await pullModel({ env, ...(json ? {} : { output: err }) });

  const diagnosis = await diagnose(ref, { judge, price, context: { env, basePath: '.' } });
  if (json) out.writeJson(diagnosis);
  else out.write(`${formatDoctor(diagnosis, { price })}\n`);
  return diagnosis.model.isUsable && diagnosis.judge.isUsable ? 0 : 1;
}

function readPrice({ inputUsdPerMtok, outputUsdPerMtok }: DoctorOptions): Price | undefined {
  if (inputUsdPerMtok !== undefined && outputUsdPerMtok !== undefined) {
    return { inputUsdPerMTok: inputUsdPerMtok, outputUsdPerMTok: outputUsdPerMtok };
  }
  if (inputUsdPerMtok === undefined && outputUsdPerMtok === undefined) return undefined;
  throw new MetaScError('doctor: expected --input-usd-per-mtok and --output-usd-per-mtok together, got one of them', {
    code: 'CONFIG_INVALID',
  });
}
