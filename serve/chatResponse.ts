import { shortHash } from '../foundation/hash.ts';
import type { ServedAnswer } from './answerTurn.ts';
import type { ChatTurn, Mode } from './chatRequest.ts';
import { type Profile, specHash } from './profile.ts';

/** What a response says of how it was made, in its body and in `x-metasc-*` headers. */
export interface ServedFacts {
  readonly chain: string;
  readonly mode: Mode | 'passed-through';
  readonly outcome: string;
  readonly step?: number;
  readonly specVersion?: number;
  readonly specHash?: string;
  readonly phases?: ServedAnswer['phases'];
  readonly warnings?: readonly string[];
}

export interface ServedCompletion {
  readonly id: string;
  /** In seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
  readonly choices: readonly ServedChoice[];
  readonly usage: unknown;
  readonly facts: ServedFacts;
}

export interface ServedChoice {
  readonly index: number;
  readonly message: Readonly<Record<string, unknown>>;
  readonly finish_reason: unknown;
  readonly logprobs: unknown;
}

/** Profile and spec: two responses with one fingerprint were made alike. */
export const fingerprintOf = ({ setup }: Profile, spec: string): string =>
  `metasc-${shortHash([setup.hash, spec], 12)}`;

/** The facts of a request's answers: those of the first, with the calls of all. */
function toFacts(
  { modes }: Profile,
  { chain, mode }: ChatTurn,
  answers: readonly [ServedAnswer, ...ServedAnswer[]],
): ServedFacts {
  const [{ outcome, step, spec }] = answers;
  const warnings = [...new Set(answers.flatMap((answer) => answer.warnings))];
  return {
    chain,
    mode,
    outcome,
    ...(step === undefined ? {} : { step }),
    // A variant without a spec has one mode.
    ...(modes.length === 1 ? {} : { specVersion: spec.version, specHash: specHash(spec.text) }),
    phases: addPhases(answers.map(({ phases }) => phases)),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function addPhases(all: readonly ServedAnswer['phases'][]): ServedAnswer['phases'] {
  const [first = {}, ...others] = all;
  const sums: Record<string, Record<string, number>> = structuredClone(first) as Record<string, Record<string, number>>;
  for (const phases of others) {
    for (const [phase, usage] of Object.entries(phases)) {
      const sum = sums[phase] ?? {};
      sums[phase] = sum;
      for (const [name, count] of Object.entries(usage)) sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return sums as ServedAnswer['phases'];
}

/** Answers as a chat completion. */
export function toCompletion(
  profile: Profile,
  turn: ChatTurn,
  { id, answers }: { readonly id: string; readonly answers: readonly [ServedAnswer, ...ServedAnswer[]] },
): ServedCompletion {
  const sum = (name: 'promptTokens' | 'completionTokens') => answers.reduce((total, one) => total + one[name], 0);
  const [promptTokens, completionTokens] = [sum('promptTokens'), sum('completionTokens')];
  return {
    id: `chatcmpl-${id}`,
    created: Math.floor(Date.now() / 1_000),
    model: turn.model,
    system_fingerprint: fingerprintOf(profile, answers[0].spec.text),
    choices: answers.map(({ text, finish, logprobs }, index) => ({
      index,
      message: { role: 'assistant', content: text, refusal: null },
      finish_reason: finish,
      logprobs: logprobs === undefined ? null : { content: logprobs, refusal: null },
    })),
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
    facts: toFacts(profile, turn, answers),
  };
}

/** The body of a request that is not streamed. */
export const toBody = ({ id, created, facts, ...rest }: ServedCompletion) => ({
  id,
  object: 'chat.completion',
  created,
  ...rest,
  metasc: facts,
});

/** What a streamed text is sent in, in characters. */
const PIECE_CHARACTERS = 400;

/** The completion as the chunks of a stream, in order. The last holds the facts and, if it is asked for, the usage. */
export function toChunks(completion: ServedCompletion, withUsage: boolean): readonly unknown[] {
  const { choices, usage, facts, ...shared } = completion;
  const chunk = (parts: object) => ({
    ...shared,
    object: 'chat.completion.chunk',
    ...(withUsage ? { usage: null } : {}),
    ...parts,
  });
  const of = (index: number, delta: object, rest: object = {}, parts: object = {}) =>
    chunk({ choices: [{ index, delta, finish_reason: null, logprobs: null, ...rest }], ...parts });
  return [
    ...choices.flatMap(({ index, message: { role, content, tool_calls, ...others }, finish_reason, logprobs }) => [
      of(index, { role, content: '', ...(tool_calls === undefined ? others : { tool_calls: indexed(tool_calls) }) }),
      ...piecesOf(content).map((piece, place) => of(index, { content: piece }, place === 0 ? { logprobs } : {})),
      // Clients expect a chunk without choices only where they ask for usage.
      of(index, {}, { finish_reason }, withUsage || index < choices.length - 1 ? {} : { metasc: facts }),
    ]),
    ...(withUsage ? [chunk({ choices: [], usage, metasc: facts })] : []),
  ];
}

function piecesOf(content: unknown): readonly string[] {
  if (typeof content !== 'string') return [];
  const characters = [...content];
  const count = Math.ceil(characters.length / PIECE_CHARACTERS);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * PIECE_CHARACTERS, (index + 1) * PIECE_CHARACTERS).join(''),
  );
}

const indexed = (calls: unknown): unknown =>
  Array.isArray(calls) ? calls.map((call, index) => ({ index, ...(call as object) })) : calls;

/** The facts as headers. Values are names, numbers and hashes, so no text can break out of them. */
export function toHeaders({ chain, mode, outcome, step, specVersion, specHash: hash, phases }: ServedFacts) {
  const timing = Object.entries(phases ?? {}).map(([phase, { ms }]) => `${phase};dur=${ms}`);
  return {
    'x-metasc-chain': chain,
    'x-metasc-mode': mode,
    'x-metasc-outcome': outcome,
    ...(step === undefined ? {} : { 'x-metasc-step': String(step) }),
    ...(specVersion === undefined ? {} : { 'x-metasc-spec-version': String(specVersion) }),
    ...(hash === undefined ? {} : { 'x-metasc-spec-hash': hash }),
    ...(timing.length === 0 ? {} : { 'server-timing': timing.join(', ') }),
  };
}
