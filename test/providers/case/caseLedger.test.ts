import { describe, expect, it } from 'vitest';
import { type AnsweredCall, createCaseLedger } from '../../../providers/case/caseLedger.ts';

const call = (over: Partial<AnsweredCall>, costUsd?: number): AnsweredCall => ({
  phase: 'response',
  conversation: [{ role: 'user', content: 'hello' }],
  reply: {
    text: 'well met',
    outcome: 'answered',
    finish: 'stop',
    usage: { promptTokens: 100, completionTokens: 10, ...(costUsd === undefined ? {} : { costUsd }) },
    latencyMs: 5,
  },
  shared: false,
  price: undefined,
  ...over,
});
const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 10 };

describe('the ledger of a case', () => {
  it('counts tokens and cost of its own calls, not of shared ones', () => {
    const ledger = createCaseLedger();
    ledger.record(call({ shared: true, price }));
    ledger.record(call({ phase: 'critique', price }));
    expect(ledger.phases()).toEqual({
      response: { calls: 0, sharedCalls: 1, promptTokens: 0, completionTokens: 0, ms: 5, costUsd: 0 },
      critique: { calls: 1, sharedCalls: 0, promptTokens: 100, completionTokens: 10, ms: 5, costUsd: 0.0002 },
    });
    expect(ledger.totals()).toEqual({ calls: 1, promptTokens: 100, completionTokens: 10, ms: 10, costUsd: 0.0002 });
  });

  it('takes a cost that the server states before one from prices', () => {
    const ledger = createCaseLedger();
    ledger.record(call({ phase: 'metaCritique', price: { inputUsdPerMTok: 2, outputUsdPerMTok: 20 } }));
    ledger.record(call({ phase: 'response', price }, 0.5));
    expect(ledger.phases().metaCritique?.costUsd).toBeCloseTo(0.0004, 10);
    expect(ledger.phases().response?.costUsd).toBe(0.5);
  });

  it('knows no cost without prices', () => {
    const ledger = createCaseLedger();
    ledger.record(call({}));
    expect(ledger.totals()).not.toHaveProperty('costUsd');
  });

  it('keeps the conversation with its last answer, without meta-critique and trial', () => {
    const ledger = createCaseLedger();
    ledger.record(call({}));
    ledger.record(call({ phase: 'metaCritique', conversation: [] }));
    ledger.record(call({ phase: 'trial', conversation: [] }));
    expect(ledger.conversation()).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'well met' },
    ]);
  });
});
