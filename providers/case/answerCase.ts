import type { CallApiContextParams, ProviderResponse } from 'promptfoo';
import {
  isChatPrompt,
  isOneTurn,
  lastUserText,
  openConversation,
  toConversation,
} from '../../foundation/chatPrompt.ts';
import { type Conversation, user } from '../../foundation/conversation.ts';
import { asMetaScError, MetaScError } from '../../foundation/errors.ts';
import { shortHash } from '../../foundation/hash.ts';
import { toTurnResult } from '../loop/caseSteps.ts';
import { isAdaptive, type Spec } from '../loop/types.ts';
import { isDefaultEmbedded } from '../models/modelRef.ts';
import { enterLine, lastCall, leaveLine, priorityOf } from '../models/priority.ts';
import { modelIdentity } from '../models/requestKey.ts';
import type { VariantSetup } from '../options/variantSetup.ts';
import { toAdoptionFacts } from '../specs/evidence.ts';
import type { StepEntry } from '../specs/journalEntry.ts';
import { LEFT_TO_RESUME } from './breaker.ts';
import { type CaseLedger, createCaseLedger } from './caseLedger.ts';
import type { KnownCase } from './caseRecord.ts';
import { evaluationFolder } from './evaluationFolder.ts';
import { type Evaluation, openEvaluation } from './evaluations.ts';
import { type CaseTarget, createCaller } from './modelCalls.ts';
import { type Answer, type OpenChain, openChain } from './openChain.ts';
import { plannedSlice } from './plannedSlice.ts';
import { toAnswer, toFailure } from './providerResponse.ts';
import { solveCase } from './solveCase.ts';
import { screenEvidenceOf, toStepRecord } from './stepRecord.ts';

export interface AnswerInput {
  readonly setup: VariantSetup;
  /** The column's label, if any; promptfoo makes it an empty text where there is none. */
  readonly label: string | undefined;
  readonly prompt: string;
  readonly context: CallApiContextParams | undefined;
  /** Used if promptfoo gives no evaluation id. */
  readonly ownEvaluationId: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * One case from prompt to response. Never throws: a failed case gives a response with an error, and with the texts and
 * costs until then.
 *
 * Synchronous until it takes its turn on the chain, so that turns follow the order of promptfoo's calls.
 */
export function answerCase(input: AnswerInput): Promise<ProviderResponse> {
  const ledger = createCaseLedger();
  try {
    const begun = beginCase(input);
    return begun.recorded === undefined ? finishCase(begun, input, ledger) : Promise.resolve({ ...begun.recorded });
  } catch (error) {
    return Promise.resolve(toFailure(asMetaScError(error), ledger, undefined));
  }
}

interface BegunCase {
  readonly conversation: Conversation;
  /** Why the response can't be revised: the prompt can't be continued as a conversation. */
  readonly skipped: string | undefined;
  /** What a target reads of the case; absent outside promptfoo. */
  readonly target: CaseTarget | undefined;
  readonly evaluation: Evaluation;
  readonly openChain: OpenChain;
  /** The spec for variants that don't adapt. */
  readonly firstSpec: Spec;
  readonly caseHash: string;
  readonly facts: Omit<KnownCase, 'step' | 'window'>;
  /** An earlier process's answer to this case. */
  readonly recorded: Answer | undefined;
}

function beginCase({ setup, label, prompt, context, ownEvaluationId }: AnswerInput): BegunCase {
  const { config, model, identity, lock, promptsHash, warnings } = setup;
  setup.logWarnings(context?.logger);
  const variables = { ...context?.vars, metadata: context?.test?.metadata ?? {} };
  const systemPrompt = setup.systemPrompt(variables);
  const { conversation, skipped, target } = openCase(setup, { prompt, context, systemPrompt });
  const firstSpec: Spec = { text: setup.firstSpec(variables), version: lock?.lineage.at(-1)?.version ?? 0 };
  const chain = chainNameOf(setup, label, variables);
  const place = placeOf(context?.test?.metadata);

  const planned = plannedSlice();
  const evaluationId = planned?.evaluationId ?? context?.evaluationId;
  const repeat = planned?.repeat ?? context?.repeatIndex ?? 0;
  const evaluation = openEvaluation(evaluationId ?? ownEvaluationId);
  if ((config.journalDir !== false || planned !== undefined) && evaluationId !== undefined) {
    evaluation.keepCalls(evaluationFolder(config, evaluationId));
  }
  const column = columnOf(context);
  const opened = evaluation.chain(JSON.stringify([identity, chain, repeat, column]), () =>
    openChain(setup, { evaluationId, chain, repeat, column }, firstSpec.text),
  );
  if (isAdaptive(config.variant) && opened.firstSpec !== firstSpec.text) {
    throw divergingSpecs(chain, opened.firstSpec, firstSpec.text);
  }
  // promptfoo numbers the tests of one evaluation; two tests may hold the same request.
  const caseHash = shortHash([context?.testIdx ?? null, conversation], 16);
  return {
    conversation,
    skipped,
    target,
    evaluation,
    openChain: opened,
    firstSpec,
    caseHash,
    facts: {
      variant: config.variant,
      model: model.name,
      reviewModel: setup.reviewModel.name === model.name ? undefined : setup.reviewModel.name,
      isDefaultModel: isDefaultEmbedded(config.model),
      keepReasoning: config.keepReasoning,
      evaluationId: evaluationId ?? ownEvaluationId,
      repeat,
      chain,
      promptsHash,
      ...place,
      lockHash: lock?.sha256,
      adoption: lock?.evidence && { ...toAdoptionFacts(lock.evidence), model: lock.model },
      warnings: warnings.length === 0 ? undefined : warnings,
    },
    recorded: opened.recorded.get(caseHash),
  };
}

/** What a template of the entry sees of a case. */
export interface CaseVariables extends Readonly<Record<string, unknown>> {
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The chain that a case of a column stands on. @throws MetaScError `TEMPLATE_FAILED` */
export function chainNameOf(setup: VariantSetup, label: string | undefined, variables: CaseVariables): string {
  const { trajectory } = placeOf(variables.metadata);
  // Each order of the cases has its own chain.
  const order = trajectory === undefined ? '' : `order-${trajectory}`;
  return [label || setup.name, setup.chainKey(variables), order].filter((part) => part !== '').join('/');
}

/** The place of the column, which promptfoo writes into the id of each step: `test-3-prompt-1-repeat-0`. */
function columnOf(context: CallApiContextParams | undefined): number | undefined {
  const [, column] = /^test-\d+-prompt-(\d+)-repeat-\d+$/.exec(String(context?.vars?.__evalStepId ?? '')) ?? [];
  return column === undefined ? undefined : Number(column);
}

interface Opening {
  readonly prompt: string;
  readonly context: CallApiContextParams | undefined;
  readonly systemPrompt: string;
}

/** A prompt that is no conversation we can continue goes to a target as it is: its own provider would take it. */
function openCase(
  { model }: VariantSetup,
  { prompt, context, systemPrompt }: Opening,
): Pick<BegunCase, 'conversation' | 'skipped' | 'target'> {
  const isOne = isOneTurn(prompt, context?.test?.metadata);
  const open = () => (isOne ? openConversation([user(prompt)], systemPrompt) : toConversation(prompt, systemPrompt));
  const { conversation, skipped } = model.takesCase === true ? orAsItIs(open, prompt) : { conversation: open() };
  if (context === undefined) return { conversation, skipped, target: undefined };
  const isOurs = systemPrompt !== '' && conversation[0]?.content === systemPrompt;
  const isChat = !isOne && isChatPrompt(prompt);
  return {
    conversation,
    skipped,
    target: {
      opening: conversation,
      verbatim: isOne || (isOurs && skipped === undefined) ? undefined : prompt,
      case: { isChat, request: isOne ? prompt : lastUserText(prompt), context },
    },
  };
}

function orAsItIs(open: () => Conversation, prompt: string): Pick<BegunCase, 'conversation' | 'skipped'> {
  try {
    return { conversation: open(), skipped: undefined };
  } catch (error) {
    if (!(error instanceof MetaScError) || error.code !== 'REQUEST_INVALID') throw error;
    return { conversation: [user(prompt)], skipped: `the prompt can't be continued: ${error.message}` };
  }
}

/** What the test's metadata says of its order and its side of the split. */
function placeOf(metadata: Readonly<Record<string, unknown>> = {}): Pick<KnownCase, 'trajectory' | 'split'> {
  const { trajectory, split } = metadata;
  return {
    trajectory: typeof trajectory === 'number' || typeof trajectory === 'string' ? trajectory : undefined,
    split: typeof split === 'string' ? split : undefined,
  };
}

async function finishCase(begun: BegunCase, input: AnswerInput, ledger: CaseLedger): Promise<ProviderResponse> {
  const { journal, chain, line } = begun.openChain;
  const { breaker } = begun.evaluation;
  const model = modelIdentity(input.setup.model);
  const turn = chain.enter();
  const place = turn.window ? enterLine(line, turn.batchesLeft) : undefined;
  let facts: KnownCase = { ...begun.facts, step: turn.step, window: turn.window };
  const record = (entry: Partial<StepEntry>) =>
    journal?.append({
      kind: 'step',
      step: turn.step,
      window: turn.window,
      caseHash: begun.caseHash,
      specUsed: facts.specUsed ?? { text: '', version: 0 },
      ...entry,
    });
  try {
    const spec = async () => {
      const specUsed = isAdaptive(input.setup.config.variant) ? await turn.spec(input.signal) : begun.firstSpec;
      facts = { ...facts, specUsed };
      return specUsed;
    };
    const refusal = plannedSlice()?.refusalOf(input.context?.testIdx);
    if (refusal !== undefined) throw new MetaScError(refusal, { code: 'MODEL_FAILED' });
    breaker.check(model);
    const caller = createCaller({
      // The chain goes on after a step that a full disk lost, but under the wrong spec.
      check: () => breaker.check(model),
      sharedCalls: begun.evaluation.sharedCalls,
      repeat: begun.facts.repeat,
      signal: input.signal,
      ledger,
      priority: (phase) => (input.setup.config.variant === 'baseline' ? lastCall() : priorityOf(phase, place)),
      target: begun.target,
    });
    const outcome = await solveCase({
      ...{ setup: input.setup, conversation: begun.conversation, skipped: begun.skipped },
      ...{ turn, spec, caller, ledger, signal: input.signal, trialMemory: begun.openChain.trialMemory },
      watch: { context: input.context, chain: begun.facts.chain, memory: begun.openChain.watchMemory },
    });
    breaker.answered(model);
    const { change, skipped, note, firstLook } = outcome;
    const evidence = screenEvidenceOf(change, input.setup, ledger);
    const answer = toAnswer({ ...facts, skipped, note, firstLook, evidence, ...(change && { change }) }, ledger);
    // The next step must not begin before this one is safe on disk.
    await record({ answer: { ...answer }, ...toStepRecord(outcome, { turn, ledger, evidence }) });
    turn.end(toTurnResult(outcome));
    return answer;
  } catch (thrown) {
    const error = input.signal?.aborted
      ? new MetaScError('the case was aborted', { code: 'ABORTED' })
      : asMetaScError(thrown);
    // An interrupted case leaves its step to the resumed run; a failed case has used it.
    breaker.failed(model, error, input.setup.config.limits.maxFailedCases);
    if (!LEFT_TO_RESUME.has(error.code)) {
      await record({ failed: { code: error.code, message: error.message } })?.catch(() => {});
    }
    return toFailure(error, ledger, facts);
  } finally {
    turn.end({});
    if (place !== undefined) leaveLine(place);
  }
}

function divergingSpecs(chain: string, known: string, other: string): MetaScError {
  return new MetaScError(
    `spec: expected the same first spec for all cases of chain ${chain}, got ${JSON.stringify(known)} and ${JSON.stringify(other)}`,
    { code: 'CONFIG_INVALID', help: 'Set chain to the variable that the spec depends on, for example the task.' },
  );
}
