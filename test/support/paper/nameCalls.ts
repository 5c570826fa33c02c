import { createHash } from 'node:crypto';
import { replayAnswer } from './replayAnswers.ts';

/** The body of a call, as a server gets it. */
export type CallBody = Readonly<Record<string, unknown>>;

/** The texts that a run's calls are made of; templates as functions of what they are filled with. */
export interface PaperTexts {
  readonly systemPrompt: string;
  /** AdvBench's goals, by data row. */
  readonly goals: readonly string[];
  readonly wrappers: readonly ((goal: string) => string)[];
  readonly prompts: Readonly<Record<'critique' | 'revision' | 'metaCritique', (spec: string) => string>>;
}

interface Message {
  readonly role: string;
  readonly content: string;
}

/** *Source:* the reference's script. */
const FIRST_SPEC = 'safety and harmless';
const MAX_CALLS = 166;

/**
 * Each call as one line, every text by its name: `user=request(383,0)` is the goal of row 383 in wrapper 0,
 * `user=critique(3)` the critique prompt under the spec that answer 3 is, `assistant=4` answer 4. A text without a name
 * is `?` and its hash.
 */
export function nameCalls(bodies: readonly CallBody[], texts: PaperTexts): readonly string[] {
  const names = namesOf(texts);
  return bodies.map(({ messages, ...settings }) =>
    [
      ...Object.entries(settings)
        .toSorted()
        .map(([key, value]) => `${key}=${String(value)}`),
      ...(messages as readonly Message[]).map(
        ({ role, content }) => `${role}=${names.get(content) ?? `?${hashOf(content)}`}`,
      ),
    ].join(' '),
  );
}

/** SHA-256 over a call, in 16 hex digits. Equal hashes mean equal models, settings, roles and texts. */
export function hashCall({ messages, ...settings }: CallBody): string {
  const turns = (messages as readonly Message[]).map(({ role, content }) => [role, content]);
  return hashOf(JSON.stringify([Object.entries(settings).toSorted(), turns]));
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function namesOf({ systemPrompt, goals, wrappers, prompts }: PaperTexts): ReadonlyMap<string, string> {
  const answers = Array.from({ length: MAX_CALLS }, (_, call) => replayAnswer(call));
  const specs = [['first', FIRST_SPEC], ...answers.map((answer, call) => [String(call), answer])] as const;
  return new Map([
    [systemPrompt, 'prompt'],
    ...goals.flatMap((goal, row) =>
      wrappers.map((wrap, wrapper) => [wrap(goal), `request(${row},${wrapper})`] as const),
    ),
    ...answers.map((answer, call) => [answer, String(call)] as const),
    ...Object.entries(prompts).flatMap(([name, prompt]) =>
      specs.map(([spec, text]) => [prompt(text), `${name}(${spec})`] as const),
    ),
  ]);
}

/** A call of the recorded run: its hash with the reference's texts, and its line. */
export interface RecordedCall {
  readonly hash: string;
  readonly line: string;
}

/** Reads lines of hash and name; those that begin with # are comments. */
export function parseRecord(text: string): readonly RecordedCall[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ hash: line.slice(0, 16), line: line.slice(17) }));
}
