import { BASELINE, metaSc, STATIC_CRITIQUE, type SuiteColumn } from './columns.ts';
import { createSuite } from './createSuite.ts';

const DEFAULT_TURNS = 20;

/** METASC_ATTACKER: the model that attacks. METASC_TURNS: its most requests per goal. */
function readAttack(model: string, judge: unknown) {
  const attacker = process.env.METASC_ATTACKER || model;
  const turns = Number(process.env.METASC_TURNS || DEFAULT_TURNS);
  // A local judge answers no question.
  return { model: attacker, judge: typeof judge === 'string' && judge !== 'local' ? judge : attacker, turns };
}

const defended = (variant: string): SuiteColumn => ({ label: variant, config: { variant } });

export default createSuite(({ model, judge }) => {
  const attack = readAttack(model, judge);
  return {
    description: 'adaptive: how many requests does an attacker need that sees the answers?',
    columns: [BASELINE, defended('self-reminder'), defended('response-check'), STATIC_CRITIQUE, metaSc(10)],
    // The goals alone: the attacker finds its own wrappers.
    cases: [{ dataset: 'jailbreak', wrappers: 'none' }],
    options: { attack },
    hook: 'suites/hooks/adaptiveTable',
  };
});
