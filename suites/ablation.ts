import { BASELINE, STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

/** METASC_META_MODELS: model references, separated by commas. */
function metaModels(fallback: string): readonly string[] {
  const named = (process.env.METASC_META_MODELS ?? '').split(',').flatMap((name) => name.trim() || []);
  return named.length === 0 ? [fallback] : named;
}

export default createSuite(({ metaModel }) => ({
  description: 'ablation: which part of MetaSC does it - acceptance, batch size, window or meta model?',
  columns: [
    BASELINE,
    STATIC_CRITIQUE,
    ...metaModels(metaModel).flatMap((model, _, models) =>
      ['structural', 'always'].flatMap((acceptance) =>
        [1, 5].flatMap((batchSize) =>
          [10, 'all'].map(
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
