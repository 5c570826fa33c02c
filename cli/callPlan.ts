import { shortHash } from '../foundation/hash.ts';
import { callsInARow } from '../providers/loop/callsInARow.ts';
import { isAdaptive, type Phase, type Prompts } from '../providers/loop/types.ts';
import type { Price, ProviderConfig } from '../providers/options/providerConfig.ts';
import { loadTrialCases } from '../providers/options/trialSet.ts';
import type { DefencePlan, DefencePlans } from './defencePlan.ts';
import { casesOf, conversationOf, conversationText, type PlannedCase, renderFor, tokensIn } from './plannedCase.ts';

/** A column that has not run. */
export interface PlannedColumn {
  readonly config: ProviderConfig;
  readonly prompts: Prompts;
  /** In the order of its turns. */
  readonly cases: readonly PlannedCase[];
  /** The requests of `adapt.trial`. @default none */
  readonly trialRequests?: readonly string[];
  /** Of a column with a defence: `planDefence`. */
  readonly defencePlans?: DefencePlans;
}

/** Who is asked: one model may have a price of its own for each. */
type Asked = 'attacker' | 'attackJudge' | 'model' | 'reviewModel' | 'metaModel' | 'lookModel' | 'trialJudge';

export interface PlannedSpending {
  readonly calls: number;
  /** Calls that have to follow one another: the column takes at least so many times a call's latency. */
  readonly callsInARow: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** In US dollars; missing where a price is. */
  readonly costUsd?: number;
}

/** Tokens of a reply: the answer, and the thoughts before it. */
interface ReplyTokens {
  readonly answer: number;
  readonly thoughts: number;
}

/** Assumed of every answer but a spec. */
export const ANSWER_TOKENS = 200;
const SPEC =
  'Answers give no real help with harm and help in full with every harmless request that only looks like it.';

/**
 * What each column adds to the calls of those before it, if answers have 200 tokens, every first proposal becomes the spec,
 * after a whole trial where there is one, and a cascade flags every response. As in a run, equal calls are made once:
 * columns share responses, and what follows them under the same spec. Specs are known by the call that proposes them.
 *
 * @param thoughtTokens tokens of thoughts per call
 */
export function planCalls(
  columns: readonly PlannedColumn[],
  { thoughtTokens = 0 }: { readonly thoughtTokens?: number } = {},
): readonly PlannedSpending[] {
  const made = new Set<string>();
  const tokens: ReplyTokens = { answer: ANSWER_TOKENS, thoughts: thoughtTokens };
  return columns.map((column) => planColumn(column, made, tokens));
}

/** What a judge's yes or no to each answer adds. */
export function planVerdicts(requests: readonly string[], price: Price | undefined): PlannedSpending {
  const promptTokens = requests.reduce((sum, request) => sum + tokensIn(request) + ANSWER_TOKENS, 0);
  const [calls, completionTokens] = [requests.length, requests.length];
  const costUsd = price === undefined ? {} : { costUsd: priceOf(price, promptTokens, completionTokens) };
  return { calls, callsInARow: 1, promptTokens, completionTokens, ...costUsd };
}

/** Without `costUsd` unless every part has one. */
export function totalSpending(parts: readonly PlannedSpending[]): PlannedSpending {
  const sum = (pick: (part: PlannedSpending) => number) => parts.reduce((total, part) => total + pick(part), 0);
  const isPriced = parts.every(({ costUsd }) => costUsd !== undefined);
  return {
    calls: sum(({ calls }) => calls),
    callsInARow: Math.max(0, ...parts.map((part) => part.callsInARow)),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    ...(isPriced ? { costUsd: sum(({ costUsd = 0 }) => costUsd) } : {}),
  };
}

/** The requests that each proposal of a column is tried on. @throws MetaScError as `loadTrialCases` */
export function trialRequestsOf({ adapt: { trial }, basePath }: ProviderConfig): readonly string[] {
  return trial === undefined ? [] : loadTrialCases(trial, basePath).map(({ prompt }) => prompt);
}

function planColumn(column: PlannedColumn, made: Set<string>, { answer, thoughts }: ReplyTokens): PlannedSpending {
  const { config, prompts, cases, trialRequests = [], defencePlans = NO_PLANS } = column;
  const { variant, adapt, spec: firstSpec, chain = '', sampling, pricing } = config;
  const { model, reviewModel, metaModel, look } = config;
  const wording = [prompts.critique(SPEC), prompts.revision(SPEC), prompts.metaCritique(SPEC)] as const;
  const [critique, revision, metaCritique] = wording.map(tokensIn) as [number, number, number];
  const spent = { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };
  const chains = new Map<string, Chain>();
  const requestHashes = new Map<string, string>();
  const windowSteps = adapt.steps === 'all' ? Number.POSITIVE_INFINITY : adapt.steps;

  for (const planned of casesOf(config, cases)) {
    const render = (template: string) => renderFor(planned, template);
    const conversation = conversationText(conversationOf(config, planned));
    const defence = defencePlans.get(conversation);
    if (config.attack !== undefined) attackWith(conversation, cases.includes(planned));
    if (variant === 'baseline') respond(conversation);
    else if (defence !== undefined) defend(defence);
    else {
      const key = JSON.stringify([render(chain), planned.metadata.trajectory]);
      const line = chains.get(key) ?? { spec: render(firstSpec), step: 0, batch: [] };
      const spec = isAdaptive(variant) ? line.spec : render(firstSpec);
      if (variant === 'cascade') lookAt(conversation);
      revise(conversation, spec);
      if (isAdaptive(variant)) {
        chains.set(key, advance(line, { text: conversation, tokens: tokensIn(conversation) + 3 * answer }));
      }
    }
  }
  const { costUsd, ...counted } = spent;
  const planned = { ...counted, callsInARow: longestRow() };
  return pricing === undefined ? planned : { ...planned, costUsd };

  function call(asked: Asked, phase: Phase | 'judge', key: readonly unknown[], prompt: number, reply: number): string {
    const id = shortHash([phase, requestHash(asked, phase), ...key], 16);
    if (made.has(id)) return id;
    made.add(id);
    const completion = reply + thoughts;
    spent.calls += 1;
    spent.promptTokens += prompt;
    spent.completionTokens += completion;
    spent.costUsd += pricing === undefined ? 0 : priceOf(pricing[asked], prompt, completion);
    return id;
  }

  /** Of all in a request but its messages. */
  function requestHash(asked: Asked, phase: Phase | 'judge'): string {
    const known = requestHashes.get(`${asked} ${phase}`);
    if (known !== undefined) return known;
    const { model: attacker, judge: attackJudge = attacker } = config.attack ?? {};
    const trialJudge = adapt.trial?.judge;
    const who = { attacker, attackJudge, model, reviewModel, metaModel, lookModel: look.model, trialJudge }[asked];
    const maxTokens = phase === 'judge' ? undefined : sampling.maxTokens[phase];
    const hash = shortHash([who, { ...sampling, maxTokens }], 16);
    requestHashes.set(`${asked} ${phase}`, hash);
    return hash;
  }

  /** Chains go on beside each other. */
  function longestRow(): number {
    if (variant === 'baseline') return Math.min(1, cases.length);
    const { maxConcurrentCalls: concurrentCalls } = config.limits;
    const defences = [...defencePlans.values()];
    if (defences.length > 0) {
      const calls = defences.reduce((sum, defence) => sum + defence.calls.length, 0);
      return Math.max(...defences.map((defence) => defence.callsInARow), Math.ceil(calls / concurrentCalls));
    }
    const size = { batchSize: adapt.batchSize, concurrentCalls, trialCases: trialRequests.length };
    if (!isAdaptive(variant)) return callsInARow({ ...size, cases: cases.length, window: 0 });
    const rows = [...chains.values()].map(({ step }) => callsInARow({ ...size, cases: step, window: windowSteps }));
    return Math.max(0, ...rows) + (variant === 'cascade' ? 1 : 0);
  }

  function respond(conversation: string): number {
    const asked = tokensIn(conversation);
    call('model', 'response', [conversation], asked, answer);
    return asked;
  }

  function defend({ calls }: DefencePlan): void {
    for (const { phase, key, promptTokens } of calls) {
      call(phase === 'critique' ? 'reviewModel' : 'model', phase, [key], promptTokens, answer);
    }
  }

  /** Every turn is taken to be needed; each column's answers lead the attacker elsewhere. */
  function attackWith(conversation: string, isFirst: boolean): void {
    const own = [conversation, column.config.variant, adapt, wording];
    if (!isFirst)
      call('attacker', 'judge', [own, 'attacker'], SEEN_BY_ATTACKER * (tokensIn(conversation) + answer), 50);
    call('attackJudge', 'judge', [own, 'verdict'], tokensIn(conversation) + answer, 1);
  }

  /** Every response is taken to be flagged. */
  function lookAt(conversation: string): void {
    call('lookModel', 'judge', [conversation, look.form], tokensIn(conversation) + answer, 1);
  }

  function revise(conversation: string, spec: string): void {
    const asked = respond(conversation);
    call('reviewModel', 'critique', [conversation, spec, wording[0]], asked + answer + critique, answer);
    call('reviewModel', 'revision', [conversation, spec, wording], asked + 2 * answer + critique + revision, answer);
  }

  function advance({ spec, step, batch: before }: Chain, transcript: Transcript): Chain {
    if (step >= windowSteps) return { spec, step: step + 1, batch: [] };
    const batch = [...before, transcript];
    const isFull = batch.length === adapt.batchSize || step === windowSteps - 1;
    if (!isFull) return { spec, step: step + 1, batch };
    const shown = batch.reduce((sum, one) => sum + one.tokens + critique + revision, metaCritique);
    const key = [batch.map(({ text }) => text), spec, wording];
    const proposal = call('metaModel', 'metaCritique', key, shown, tokensIn(SPEC));
    for (const tried of [spec, proposal]) {
      for (const request of trialRequests) {
        revise(request, tried);
        call('trialJudge', 'judge', [request, tried], tokensIn(request) + answer, 1);
      }
    }
    return { spec: proposal, step: step + 1, batch: [] };
  }
}

const priceOf = ({ inputUsdPerMTok, outputUsdPerMTok }: Price, prompt: number, completion: number): number =>
  (prompt * inputUsdPerMTok + completion * outputUsdPerMTok) / 1e6;

const NO_PLANS: DefencePlans = new Map();
/** Turns whose requests and answers an attacker is shown. */
const SEEN_BY_ATTACKER = 4;

interface Transcript {
  readonly text: string;
  readonly tokens: number;
}

interface Chain {
  readonly spec: string;
  readonly step: number;
  /** Cases since the last proposal. */
  readonly batch: readonly Transcript[];
}
