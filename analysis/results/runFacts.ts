import { open, readFile, stat } from 'node:fs/promises';
import { shortHash } from '../../foundation/hash.ts';
import { fieldsOf, numberOf, textOf } from '../../foundation/untyped.ts';
import { type EvaluationFacts, toEvaluationFacts } from './evaluationFacts.ts';
import { ROWS_START } from './indentedJson.ts';
import { isJsonLines } from './jsonLines.ts';

/** What a results file says of its run, besides its rows; as far as its version of promptfoo writes it. */
export interface RunFacts extends EvaluationFacts {
  readonly promptfooVersion?: string;
  readonly nodeVersion?: string;
  /** Operating system and processor, such as `linux x64`. */
  readonly system?: string;
  readonly repeat?: number;
  readonly providers: readonly StatedProvider[];
  /** The prompts with promptfoo's hash of each. */
  readonly prompts: readonly { readonly label: string; readonly hash: string }[];
}

/** A provider as the config states it, without anything that may hold a secret. */
export interface StatedProvider {
  /** Its label, else its id: the name of its column. */
  readonly column: string;
  /** Of a MetaSC column: the model that writes specs, if it is another one. */
  readonly metaModel?: string;
  /** Hash of its system prompt. */
  readonly systemPromptHash?: string;
  /** How replies are sampled, by name. */
  readonly sampling: Readonly<Record<string, string>>;
}

// As of ROWS_START: it stands nowhere else.
const CONFIG_START = '\n  "config": {';
/** Of what is read before the rows and after them. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A file that is laid out otherwise is parsed as a whole if it is no larger. */
const MOST_WHOLE_BYTES = 16 * 1024 * 1024;

/** Reads the beginning and the end of a results file, never its rows. Without facts for JSON Lines, which hold rows alone. */
export async function readRunFacts(path: string): Promise<RunFacts> {
  if (isJsonLines(path)) return NO_FACTS;
  try {
    return toRunFacts(await readAround(path));
  } catch {
    // Whether the file can be read at all, its rows show.
    return NO_FACTS;
  }
}

const NO_FACTS: RunFacts = { providers: [], prompts: [] };

async function readAround(path: string): Promise<unknown> {
  const { size } = await stat(path);
  if (size <= MOST_BYTES) return JSON.parse(await readFile(path, 'utf8'));
  const [head, tail] = await readEnds(path, size);
  const [rows, config] = [head.indexOf(ROWS_START), tail.indexOf(CONFIG_START)];
  if (rows !== -1 && config !== -1) {
    const before = JSON.parse(`${head.slice(0, rows)}\n"results": []}}`);
    return { ...before, ...JSON.parse(`{${tail.slice(config)}`) };
  }
  return size <= MOST_WHOLE_BYTES ? JSON.parse(await readFile(path, 'utf8')) : {};
}

async function readEnds(path: string, size: number): Promise<readonly [string, string]> {
  const file = await open(path);
  const at = async (position: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, position);
    return buffer.toString('utf8', 0, bytesRead);
  };
  try {
    return [await at(0), await at(size - MOST_BYTES)];
  } finally {
    await file.close();
  }
}

/** The facts of promptfoo's results, or of what it hands to a hook. */
export function toRunFacts(document: unknown): RunFacts {
  const { evalId, results, config, metadata, runtimeOptions } = fieldsOf(document);
  const { timestamp, prompts } = fieldsOf(results);
  const { promptfooVersion, nodeVersion, platform, arch, evaluationCreatedAt } = fieldsOf(metadata);
  const repeat = numberOf(fieldsOf(runtimeOptions).repeat);
  const texts = {
    promptfooVersion: textOf(promptfooVersion),
    nodeVersion: textOf(nodeVersion),
    system: [textOf(platform), textOf(arch)].filter((part) => part !== undefined).join(' ') || undefined,
  };
  return {
    ...toEvaluationFacts({ evalId, timestamp: evaluationCreatedAt ?? timestamp }),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(repeat === undefined ? {} : { repeat }),
    providers: listOf(fieldsOf(config).providers).map(toProvider),
    prompts: promptsOf(prompts),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function promptsOf(prompts: unknown): RunFacts['prompts'] {
  const found = listOf(prompts).map(fieldsOf);
  const hashes = new Map(
    found.flatMap(({ id, label, raw }) => (textOf(id) ? [[textOf(id), textOf(label ?? raw)]] : [])),
  );
  return [...hashes].map(([hash = '', label = '']) => ({ label, hash }));
}

/** As promptfoo's providers and ours name them. */
const SAMPLING = {
  temperature: ['temperature'],
  topP: ['topP', 'top_p'],
  topK: ['topK', 'top_k'],
  maxTokens: ['maxTokens', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
  seed: ['seed'],
  reasoningEffort: ['reasoning_effort'],
} as const;

function toProvider(provider: unknown): StatedProvider {
  if (typeof provider === 'string') return { column: provider, sampling: {} };
  const { id, label, config } = fieldsOf(provider);
  const options = fieldsOf(config);
  const stated: Readonly<Record<string, unknown>> = { ...options, ...fieldsOf(options.sampling) };
  const sampling = Object.entries(SAMPLING).flatMap(([name, keys]) => {
    const value = keys.map((key) => showSetting(stated[key])).find((text) => text !== undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  const metaModel = typeof options.metaModel === 'string' ? options.metaModel : undefined;
  return {
    column: textOf(label) ?? textOf(id) ?? '',
    ...(metaModel === undefined ? {} : { metaModel }),
    ...(textOf(options.systemPrompt) === undefined ? {} : { systemPromptHash: shortHash(options.systemPrompt, 16) }),
    sampling: Object.fromEntries(sampling),
  };
}

/** `0.8`; by phase `response 96, critique 64`. */
function showSetting(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const parts = Object.entries(fieldsOf(value)).flatMap(([name, part]) => {
    const text = textOf(part);
    return text === undefined ? [] : [`${name} ${text}`];
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}
