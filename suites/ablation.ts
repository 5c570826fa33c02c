import { BASELINE, STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

const WINDOWS = [10, 'all'] as const;
const BATCH_SIZES = [1, 5] as const;
const ACCEPTANCES = ['structural', 'always'] as const;

/** METASC_META_MODELS: model references with commas between. */
function metaModels(fallback: string): readonly string[] {
  const named = (process.env.METASC_META_MODELS ?? '').split(',').map((name) => name.trim());
  const given = named.filter((name) => name !== '');
  return given.length === 0 ? [fallback] : given;
}

export default createSuite(({ metaModel }) => ({
  description: 'ablation: which part of MetaSC does it - acceptance, batch size, window or meta model?',
  columns: [
    BASELINE,
    STATIC_CRITIQUE,
    ...metaModels(metaModel).flatMap((model, _, models) =>
      ACCEPTANCES.flatMap((acceptance) =>
        BATCH_SIZES.flatMap((batchSize) =>
          WINDOWS.map(
            (steps): SuiteColumn => ({
              label: `metasc-${steps} ${acceptance} batch-${batchSize}${models.length > 1 ? ` ${model}` : ''}`,
              config: { variant: 'metasc', metaModel: model, adapt: { steps, batchSize, acceptance } },
            }),
          ),
        ),
      ),
    ),
  ],
  cases: [{ dataset: 'jailbreak' }],
}));
