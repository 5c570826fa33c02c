import { shortHash } from '../foundation/hash.ts';
import { compileTemplate } from '../foundation/templates.ts';
import { callsInARow } from '../providers/loop/callsInARow.ts';
import type { Phase, Prompts } from '../providers/loop/types.ts';
import type { Price, ProviderConfig } from '../providers/options/providerConfig.ts';

/** A case of a column that has not run. */
export interface PlannedCase {
  /** What is asked. */
  readonly request: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A column that has not run. */
export interface PlannedColumn {
  readonly config: ProviderConfig;
  readonly prompts: Prompts;
  /** In the order of its turns. */
  readonly cases: readonly PlannedCase[];
  /** The requests of `adapt.trial`. @default none */
  readonly trialRequests?: readonly string[];
}

/** Who is asked: one model may have a price of its own for each. */
type Asked = 'model' | 'reviewModel' | 'metaModel' | 'trialJudge';

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

/** About four characters each. */
const tokensIn = (text: string): number => Math.ceil(text.length / 4);

/**
 * What each column adds to the calls of those before it, if answers have 200 tokens and every first proposal becomes the
 * spec. As in a run, equal calls are made once: columns share responses, and what follows them under the same spec. Specs
 * are known by the call that proposes them.
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

function planColumn(column: PlannedColumn, made: Set<string>, { answer, thoughts }: ReplyTokens): PlannedSpending {
  const { config, prompts, cases, trialRequests = [] } = column;
  const { variant, adapt, systemPrompt, spec: firstSpec, chain = '', sampling, pricing } = config;
  const { model, reviewModel, metaModel } = config;
  const wording = [prompts.critique(SPEC), prompts.revision(SPEC), prompts.metaCritique(SPEC)] as const;
  const [critique, revision, metaCritique] = wording.map(tokensIn) as [number, number, number];
  const spent = { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };
  const chains = new Map<string, Chain>();
  const windowSteps = adapt.steps === 'all' ? Number.POSITIVE_INFINITY : adapt.steps;

  for (const { request, vars, metadata } of cases) {
    const render = (template: string) => renderOrKeep(template, { ...vars, metadata });
    const conversation = `${render(systemPrompt)}\n${request}`;
    if (variant === 'baseline') respond(conversation);
    else {
      const key = JSON.stringify([render(chain), metadata.trajectory]);
      const line = chains.get(key) ?? { spec: render(firstSpec), step: 0, batch: [] };
      const spec = variant === 'metasc' ? line.spec : render(firstSpec);
      revise(conversation, spec);
      if (variant === 'metasc') {
        chains.set(key, advance(line, { text: conversation, tokens: tokensIn(conversation) + 3 * answer }));
      }
    }
  }
  const { costUsd, ...counted } = spent;
  const planned = { ...counted, callsInARow: longestRow() };
  return pricing === undefined ? planned : { ...planned, costUsd };

  function call(asked: Asked, phase: Phase | 'judge', key: readonly unknown[], prompt: number, reply: number): string {
    const who = { model, reviewModel, metaModel, trialJudge: adapt.trial?.judge }[asked];
    const maxTokens = phase === 'judge' ? undefined : sampling.maxTokens[phase];
    const id = shortHash([phase, who, { ...sampling, maxTokens }, ...key], 16);
    if (made.has(id)) return id;
    made.add(id);
    const completion = reply + thoughts;
    spent.calls += 1;
    spent.promptTokens += prompt;
    spent.completionTokens += completion;
    spent.costUsd += pricing === undefined ? 0 : priceOf(pricing[asked], prompt, completion);
    return id;
  }

  /** Chains go on beside each other. */
  function longestRow(): number {
    if (variant === 'baseline') return Math.min(1, cases.length);
    const { maxConcurrentCalls: concurrentCalls } = config.limits;
    const size = { batchSize: adapt.batchSize, concurrentCalls };
    if (variant !== 'metasc') return callsInARow({ ...size, cases: cases.length, window: 0 });
    const rows = [...chains.values()].map(({ step }) => callsInARow({ ...size, cases: step, window: windowSteps }));
    return Math.max(0, ...rows);
  }

  function respond(conversation: string): number {
    const asked = tokensIn(conversation);
    call('model', 'response', [conversation], asked, answer);
    return asked;
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

/** A template that fails fails again in the run, where its row says so. */
function renderOrKeep(template: string, variables: Readonly<Record<string, unknown>>): string {
  try {
    return compileTemplate(template, 'template')(variables);
  } catch {
    return template;
  }
}

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
