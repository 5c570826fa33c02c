import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestCase } from 'promptfoo';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { shortHash } from '../../../foundation/hash.ts';
import { textOf } from '../../../foundation/untyped.ts';
import type { Prompts } from '../../../providers/loop/types.ts';
import type { ModelRef } from '../../../providers/models/modelRef.ts';
import { loadPrompts } from '../../../providers/options/promptsFile.ts';
import { type Price, type ProviderConfig, readProviderConfig } from '../../../providers/options/providerConfig.ts';
import { compileTemplate } from '../../../foundation/templates.ts';
import generateCases from '../../../suites/cases.ts';
import type { Suite } from '../../../suites/createSuite.ts';
import { modulePath } from '../../../suites/modulePath.ts';
import { SUITE_NAMES } from '../../../suites/suiteNames.ts';

/** What a suite takes, all columns together. */
export interface SuiteCost {
  readonly suite: string;
  /** Rows of one column. */
  readonly cases: number;
  readonly columns: number;
  /** Calls of the model; equal calls count once. */
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Of these tokens; without a judge. Only with prices. */
  readonly costUsd?: number;
  /** Verdicts by metric. */
  readonly verdicts: Readonly<Record<string, number>>;
}

/** A suite whose cases can't be read: a published set that was not imported. */
export interface MissingSuite {
  readonly suite: string;
  readonly missing: string;
}

/** Lengths of replies, in tokens. */
interface ReplyTokens {
  readonly answer: number;
  /** Before every answer. */
  readonly thoughts: number;
}

const ANSWER_TOKENS = 200;
const SPEC =
  'Answers give no real help with harm and help in full with every harmless request that only looks like it.';

export interface SuiteCostOptions {
  /** Decides the wording of the prompts. */
  readonly model: ModelRef;
  readonly price?: Price | undefined;
  /** Tokens that the model spends on thoughts per call. @default 0 */
  readonly thoughtTokens?: number;
}

/**
 * What each suite takes under this process's METASC_ variables, if answers have 200 tokens and every proposal becomes the
 * spec at once. Tokens are four characters.
 */
export async function estimateSuites({
  model,
  price,
  thoughtTokens = 0,
}: SuiteCostOptions): Promise<readonly (SuiteCost | MissingSuite)[]> {
  const { prompts } = loadPrompts(readProviderConfig({ model }));
  const tokens: ReplyTokens = { answer: ANSWER_TOKENS, thoughts: thoughtTokens };
  const costs: (SuiteCost | MissingSuite)[] = [];
  for (const suite of SUITE_NAMES) {
    try {
      const { providers, tests } = await readSuite(suite);
      const spent = countCalls(providers, tests, { prompts, tokens });
      const verdicts = countVerdicts(tests, providers.length);
      costs.push({
        suite,
        cases: tests.length,
        columns: providers.length,
        ...spent,
        ...(price === undefined ? {} : { costUsd: costOf(spent, price) }),
        verdicts,
      });
    } catch (error) {
      if (!(error instanceof MetaScError)) throw error;
      costs.push({ suite, missing: messageOf(error) });
    }
  }
  return costs;
}

async function readSuite(name: string) {
  const url = pathToFileURL(modulePath(`suites/${name}`)).href;
  const { default: suite } = (await import(url)) as { readonly default: Suite };
  const providers = [suite.providers].flat() as readonly { readonly config?: unknown }[];
  const tests = await Promise.all(suite.tests.map(({ config }) => generateCases(config)));
  return { providers: providers.map(({ config }) => readProviderConfig(config)), tests: tests.flat() };
}

type Spent = Pick<SuiteCost, 'calls' | 'promptTokens' | 'completionTokens'>;

const costOf = ({ promptTokens, completionTokens }: Spent, { inputUsdPerMTok, outputUsdPerMTok }: Price) =>
  (promptTokens * inputUsdPerMTok + completionTokens * outputUsdPerMTok) / 1e6;

const tokensIn = (text: string) => Math.ceil(text.length / 4);

/**
 * The calls of all columns. As in a run, equal calls are made once: columns share responses, and what follows them under
 * the same spec. Specs are known by the call that proposes them.
 */
function countCalls(
  columns: readonly ProviderConfig[],
  tests: readonly TestCase[],
  { prompts, tokens }: { readonly prompts: Prompts; readonly tokens: ReplyTokens },
): Spent {
  const made = new Map<string, { readonly prompt: number; readonly completion: number }>();
  const call = (key: readonly unknown[], prompt: number, answer: number) => {
    const id = shortHash(key, 16);
    made.set(id, { prompt, completion: answer + tokens.thoughts });
    return id;
  };
  const [critique, revision, metaCritique] = [prompts.critique, prompts.revision, prompts.metaCritique].map((prompt) =>
    tokensIn(prompt(SPEC)),
  ) as [number, number, number];
  const { answer } = tokens;

  for (const { variant, adapt, systemPrompt, spec: firstSpec, chain = '', metaModel } of columns) {
    const render = (template: string, of: TestCase) =>
      compileTemplate(template, 'suite')({ ...of.vars, metadata: of.metadata ?? {} });
    const chains = new Map<string, Chain>();
    for (const test of tests) {
      const conversation = `${render(systemPrompt, test)}\n${textOf(test.vars?.prompt) ?? ''}`;
      const asked = tokensIn(conversation);
      call(['response', conversation], asked, answer);
      if (variant === 'baseline') continue;
      const key = JSON.stringify([render(chain, test), test.metadata?.trajectory]);
      const line = chains.get(key) ?? { spec: render(firstSpec, test), step: 0, batch: [] };
      const spec = variant === 'metasc' ? line.spec : render(firstSpec, test);
      call(['critique', conversation, spec], asked + answer + critique, answer);
      call(['revision', conversation, spec], asked + 2 * answer + critique + revision, answer);
      if (variant === 'metasc') chains.set(key, advance(line, { text: conversation, tokens: asked + 3 * answer }));
    }

    function advance({ spec, step, batch: before }: Chain, transcript: Transcript): Chain {
      const steps = adapt.steps === 'all' ? Number.POSITIVE_INFINITY : adapt.steps;
      if (step >= steps) return { spec, step: step + 1, batch: [] };
      const batch = [...before, transcript];
      const isFull = batch.length === adapt.batchSize || step === steps - 1;
      if (!isFull) return { spec, step: step + 1, batch };
      const shown = batch.reduce((sum, one) => sum + one.tokens + critique + revision, metaCritique);
      const proposal = call(['meta', batch.map(({ text }) => text), spec, metaModel], shown, tokensIn(SPEC));
      return { spec: proposal, step: step + 1, batch: [] };
    }
  }
  const all = [...made.values()];
  return {
    calls: made.size,
    promptTokens: all.reduce((sum, { prompt }) => sum + prompt, 0),
    completionTokens: all.reduce((sum, { completion }) => sum + completion, 0),
  };
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

/** One verdict per row and assertion. */
function countVerdicts(tests: readonly TestCase[], columns: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const assertion of tests.flatMap(({ assert = [] }) => assert)) {
    if (!('value' in assertion) || typeof assertion.value !== 'string') continue;
    const metric = basename(assertion.value, extname(assertion.value));
    counts[metric] = (counts[metric] ?? 0) + columns;
  }
  return counts;
}
