import type { CallApiFunction } from 'promptfoo';
import type { LiveProvider } from '../providers/models/promptfoo/liveProviders.ts';
import { type ConfigPart, isRecord, toList } from './configPart.ts';
import type { ModelEntry } from './providerEntries.ts';

const KINDS = ['text', 'embedding', 'classification', 'moderation'];

/**
 * A test whose graders stay what they were. promptfoo looks a grader's name up among the config's providers, whose
 * options it then has: where the name is that of the replaced entry, the entry's provider takes its place.
 */
export function withKeptGraders(test: ConfigPart, entry: ModelEntry): ConfigPart {
  const { options, assert } = test;
  const asserts = toList(assert);
  const kept = asserts.map((item) => keepAssertion(item, entry));
  const provider = isRecord(options) ? keepGrader(options.provider, entry) : undefined;
  return {
    ...test,
    ...(isRecord(options) && provider !== options.provider ? { options: { ...options, provider } } : {}),
    ...(kept.some((item, index) => item !== asserts[index]) ? { assert: kept } : {}),
  };
}

function keepAssertion(item: unknown, entry: ModelEntry): unknown {
  if (!isRecord(item)) return item;
  if (item.type === 'assert-set') return withKeptGraders(item, entry);
  const provider = keepGrader(item.provider, entry);
  return provider === item.provider ? item : { ...item, provider };
}

function keepGrader(grader: unknown, entry: ModelEntry): unknown {
  if (typeof grader === 'string') return entry.names.includes(grader) ? toGrader(grader, entry) : grader;
  if (!isRecord(grader) || typeof grader.id !== 'undefined') return grader;
  const kept = Object.entries(grader).map(([kind, nested]) => {
    if (!KINDS.includes(kind)) return [kind, nested];
    const name = isRecord(nested) && Object.keys(nested).length === 1 ? nested.id : nested;
    return [kind, typeof name === 'string' && entry.names.includes(name) ? toGrader(nested, entry) : nested];
  });
  return kept.every(([kind, nested]) => nested === grader[String(kind)]) ? grader : Object.fromEntries(kept);
}

/** The entry as a provider of its own; what names it if that means the same. */
function toGrader(name: unknown, { id, model, live, carried: { env } }: ModelEntry): unknown {
  if (live !== undefined) return { id: () => id, callApi: callOf(live) };
  const isPlain = model.config === undefined && env === undefined;
  return isPlain && name === id ? name : { ...model, ...(env === undefined ? {} : { env }) };
}

const callOf = (live: LiveProvider): CallApiFunction =>
  typeof live === 'function' ? live : (prompt, context, options) => live.callApi(prompt, context, options);
