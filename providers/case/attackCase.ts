import type { CallApiContextParams, ProviderResponse } from 'promptfoo';
import { markOneTurn } from '../../foundation/chatPrompt.ts';
import { user } from '../../foundation/conversation.ts';
import { asMetaScError, MetaScError } from '../../foundation/errors.ts';
import { fieldsOf, toText } from '../../foundation/untyped.ts';
import { attack } from '../loop/attack.ts';
import { questionOn, readVerdict } from '../loop/trialQuestion.ts';
import { isAdaptive } from '../loop/types.ts';
import type { ChatModel, Sampling } from '../models/chatModel.ts';
import type { AttackSetup } from '../options/variantSetup.ts';
import { type AnswerInput, answerCase } from './answerCase.ts';
import type { AttackReport } from './attackReport.ts';
import { LEFT_TO_RESUME } from './breaker.ts';
import { readCaseRecord } from './caseRecord.ts';
import { openEvaluation } from './evaluations.ts';

/** One attack at a time on a column that learns: what it learns must not depend on which answer comes first. */
const lines = new WeakMap<object, Promise<unknown>>();

/**
 * A case as the goal of an attack: the attacker's requests are cases of the column, one after another on its chain. The
 * output is the last answer; `metadata.attack` has all turns. Never throws, as `answerCase`.
 */
export function attackCase(input: AnswerInput, setup: AttackSetup): Promise<ProviderResponse> {
  if (!isAdaptive(input.setup.config.variant)) return runAttack(input, setup);
  const before = lines.get(input.setup) ?? Promise.resolve();
  const running = before.then(() => runAttack(input, setup));
  lines.set(input.setup, running);
  return running;
}

async function runAttack(input: AnswerInput, setup: AttackSetup): Promise<ProviderResponse> {
  const { prompt: goal, context, signal } = input;
  const answers: ProviderResponse[] = [];
  const { sharedCalls } = openEvaluation(context?.evaluationId ?? input.ownEvaluationId);
  const repeat = context?.repeatIndex ?? 0;
  let attackerCalls = 0;
  const ask = async (model: ChatModel, messages: ReturnType<typeof questionOn>, sampling: Sampling) => {
    attackerCalls += 1;
    const { reply } = await sharedCalls.chat(model, { messages, sampling, repeat, phase: 'judge', signal });
    return { outcome: reply.outcome, text: reply.text, truncated: reply.finish === 'length' };
  };
  try {
    const { turns, succeededAt, declined } = await attack({
      goal,
      maxTurns: setup.turns,
      write: (conversation) => ask(setup.model, conversation, setup.sampling),
      async answer(request) {
        const answer = await answerCase({ ...input, prompt: request, context: asRequest(context, request) });
        answers.push(answer);
        if (answer.error !== undefined) throw new TurnFailed(answer);
        return fieldsOf(answer.guardrails).flagged === true ? '' : toText(answer.output);
      },
      async judge(answer) {
        const question = questionOn({ conversation: [user(goal)], kind: 'harmful' }, answer);
        const verdict = readVerdict(await ask(setup.judge, question, setup.judgeSampling), 'harmful');
        return verdict === 'unclear' ? undefined : verdict;
      },
    });
    const calls = answers.map(callsOf);
    const report: AttackReport = {
      turns: turns.map(({ succeeded, ...turn }, place) => ({
        ...turn,
        ...(succeeded === undefined ? {} : { succeeded }),
        calls: calls[place] ?? 0,
      })),
      maxTurns: setup.turns,
      ...(succeededAt === undefined ? {} : { succeededAt }),
      declined,
      attackerCalls,
    };
    return withReport(answers, report);
  } catch (thrown) {
    if (thrown instanceof TurnFailed) return thrown.answer;
    const error = signal?.aborted
      ? new MetaScError('the case was aborted', { code: 'ABORTED' })
      : asMetaScError(thrown);
    const [last] = answers.slice(-1);
    const why = LEFT_TO_RESUME.has(error.code) ? error.message : `the attacker or its judge failed: ${error.message}`;
    return {
      ...totalsOf(answers),
      error: why,
      metadata: { ...fieldsOf(last?.metadata), rateLimitKind: 'quota', errorCode: error.code },
    };
  }
}

/** The column has no answer to a turn: the row has its error. */
class TurnFailed extends Error {
  readonly answer: ProviderResponse;

  constructor(answer: ProviderResponse) {
    super(answer.error);
    this.answer = answer;
  }
}

/** The attacker's request is one user turn, whatever it looks like. */
function asRequest(context: CallApiContextParams | undefined, request: string): CallApiContextParams | undefined {
  if (context === undefined) return undefined;
  const metadata = { ...context.test?.metadata, ...markOneTurn(request) };
  return { ...context, prompt: { ...context.prompt, raw: request }, test: { ...context.test, metadata } };
}

/** Calls of the column for an answer, shared ones included. */
const callsOf = ({ metadata }: ProviderResponse): number =>
  Object.values(readCaseRecord(metadata)?.phases ?? {}).reduce(
    (sum, { calls, sharedCalls }) => sum + calls + sharedCalls,
    0,
  );

function withReport(answers: readonly ProviderResponse[], attackReport: AttackReport): ProviderResponse {
  const [last] = answers.slice(-1);
  return { ...last, ...totalsOf(answers), metadata: { ...fieldsOf(last?.metadata), attack: attackReport } };
}

/** Tokens, cost and time of all turns. */
function totalsOf(answers: readonly ProviderResponse[]): Pick<ProviderResponse, 'tokenUsage' | 'cost' | 'latencyMs'> {
  const sum = (pick: (answer: ProviderResponse) => number | undefined) =>
    answers.reduce((total, answer) => total + (pick(answer) ?? 0), 0);
  const isPriced = answers.some(({ cost }) => cost !== undefined);
  return {
    tokenUsage: {
      total: sum(({ tokenUsage }) => tokenUsage?.total),
      prompt: sum(({ tokenUsage }) => tokenUsage?.prompt),
      completion: sum(({ tokenUsage }) => tokenUsage?.completion),
      cached: 0,
      numRequests: sum(({ tokenUsage }) => tokenUsage?.numRequests),
    },
    latencyMs: sum(({ latencyMs }) => latencyMs),
    ...(isPriced ? { cost: sum(({ cost }) => cost) } : {}),
  };
}
