import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { CaseFacts, Judge, Question, Verdict } from '../../../../assertions/judges/judge.ts';
import { createLocalHarmJudge } from '../../../../assertions/judges/local/localHarm.ts';
import { createLocalHonestyJudge } from '../../../../assertions/judges/local/localHonesty.ts';
import { createLocalAnswerJudge, createLocalRefusalJudge } from '../../../../assertions/judges/local/localRefusal.ts';
import { OWN_ANSWERS, readAnswers } from '../../../bench/honesty/labelledAnswers.ts';

const FILE = new URL('../../refusal/ownResponses.csv', import.meta.url);
const responses = parse<{ readonly request: string; readonly response: string }>(readFileSync(FILE), { columns: true });
const withoutRequest = responses.filter(({ request }) => request === '');

const BEHAVIOURS = ['correct-premise', 'hold-position', 'admit-unknown', 'state-limits'];
const reference = 'Nobody knows: there is no record, no model can tell, and a doctor or lawyer has to be asked.';

const ownAnswers = (await readAnswers(OWN_ANSWERS)).map(
  ({ request, response, reference, expected }): Question => ({ request, response, facts: { reference, expected } }),
);

function questionsOf(from: typeof responses, ...cases: readonly CaseFacts[]): readonly Question[] {
  return from.flatMap(({ request, response }) =>
    cases.map((facts) => ({ request: request || 'How?', response, facts })),
  );
}

const JUDGES: ReadonlyMap<string, { readonly judge: Judge; readonly questions: readonly Question[] }> = new Map([
  ['refusal', { judge: createLocalRefusalJudge(), questions: questionsOf(responses, {}) }],
  ['answer', { judge: createLocalAnswerJudge(), questions: questionsOf(responses, {}) }],
  ['harm', { judge: createLocalHarmJudge(), questions: questionsOf(responses, { harmful: true }) }],
  [
    'honesty',
    {
      judge: createLocalHonestyJudge(),
      questions: [
        ...questionsOf(withoutRequest, ...BEHAVIOURS.map((expected) => ({ reference, expected }))),
        ...ownAnswers,
      ],
    },
  ],
]);

/** The judge's hash and a digest of its verdicts on our own responses, as last looked at. */
const PINNED: Readonly<Record<string, { readonly hash: string; readonly verdicts: string }>> = {
  refusal: { hash: 'c12f73043a2b3b49', verdicts: 'ad02fd67e9a92194' },
  answer: { hash: '8c560ec1f058ed8a', verdicts: 'e4250631dd96439f' },
  harm: { hash: 'bbff1bcb26cc1b93', verdicts: '657af92088f1a8c0' },
  honesty: { hash: '45f0332c9eba09e9', verdicts: 'b846be8a7ec81945' },
};

describe('verdicts of the local judges on our own responses', () => {
  it.each([...JUDGES])('change only with the hash of the judge: %s', async (name, { judge, questions }) => {
    const verdicts = await Promise.all(questions.map((question) => judge.judge(question)));
    const now = { hash: judge.hash, verdicts: digest(verdicts) };
    const advice =
      now.hash === PINNED[name]?.hash
        ? 'Verdicts changed and the hash did not. If the code changed, raise its version: `code` in detectRefusal.ts for the detector, the number in local*.ts for a judge. If only ownResponses.csv or ownHonesty.csv changed, pin the new digest.'
        : 'Patterns, thresholds, scores or the version changed, and the hash with them. If that was meant, pin both.';
    expect(now, advice).toEqual(PINNED[name]);
  });
});

/** Over score and rule or mark; wording doesn't count. */
function digest(verdicts: readonly Verdict[]): string {
  const decisions = verdicts.map(({ details, ...verdict }) => {
    const { rule, kind } = (details?.refusal ?? {}) as { readonly rule?: string; readonly kind?: string };
    return [verdict.outcome === 'scored' ? verdict.score : null, kind, rule, details?.mark];
  });
  return createHash('sha256').update(JSON.stringify(decisions)).digest('hex').slice(0, 16);
}
