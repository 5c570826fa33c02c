import { relative } from 'node:path';
import { IS_CHECKOUT } from '../../../foundation/packageRoot.ts';
import type { CheckedConfig } from './checkConfig.ts';
import type { EvalSummary } from './evalSummary.ts';

export interface FinishedRun {
  readonly resultsFile: string;
  readonly suite: string | undefined;
  /** Path, if the user named one. */
  readonly config: string | undefined;
  readonly summary: EvalSummary;
  /** Undefined for a run that went on with an earlier one. */
  readonly checked: Pick<CheckedConfig, 'reads' | 'metrics' | 'estimate'> | undefined;
}

/** What to do with the results: only what applies to this config. */
export function adviseNextSteps({ resultsFile, suite, config, summary, checked }: FinishedRun): string {
  const file = relative('.', resultsFile);
  const metasc = IS_CHECKOUT ? 'npm run metasc --' : 'npx metasc';
  const args = [
    ...(suite === undefined ? [] : ['--suite', suite]),
    ...(config === undefined ? [] : ['--config', config]),
  ];
  const again = [
    ...(IS_CHECKOUT ? ['npm run eval', ...(args.length === 0 ? [] : ['--'])] : ['npx metasc eval']),
    ...args,
  ];
  const own = checked?.estimate.columns.filter(({ spending }) => spending !== undefined) ?? [];
  const isScored = (checked?.metrics.length ?? 0) > 0;
  const head = own.at(-1)?.label;
  const against = checked?.estimate.columns[0]?.label;
  return [
    `Results       ${file}`,
    `Look at them  ${IS_CHECKOUT ? 'npm run view' : 'npx promptfoo view'}`,
    ...(isScored || own.length > 0 ? [`Report        ${metasc} report ${file}`] : []),
    ...(isScored && head !== undefined && against !== undefined && head !== against
      ? [
          `Gate          ${metasc} gate --head ${file} --column ${quote(head)} --against ${quote(against)} --policy gate.yaml`,
        ]
      : []),
    ...(checked?.reads.includes('METASC_MODEL')
      ? [
          `A real model  METASC_MODEL=openai:gpt-4o-mini ${again.join(' ')}   (or any model reference of docs/options.md)`,
        ]
      : []),
    ...(summary.embedded
      ? ['', 'These answers are those of a 135M model: they show that everything works, not how well MetaSC does.']
      : []),
  ].join('\n');
}

const quote = (text: string) => (/[^\w.:/-]/.test(text) ? JSON.stringify(text) : text);
