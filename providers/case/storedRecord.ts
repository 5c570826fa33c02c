import { withoutUndefined } from '../../foundation/complete.ts';
import type { ChatMessage, Conversation } from '../../foundation/conversation.ts';
import { fieldsOf } from '../../foundation/untyped.ts';

const TOLD = ['response', 'critique', 'revision'] as const;

/** A case record with all its texts, as far as it matters here. */
interface WholeRecord extends Readonly<Partial<Record<(typeof TOLD)[number], string>>> {
  readonly variant: string;
  readonly specUsed: string;
  readonly specProduced?: string;
  readonly phases: Readonly<Record<string, Readonly<Record<string, number | undefined>>>>;
}

/**
 * A case in a row's metadata. promptfoo keeps three copies of it, so each text stands once, where its viewer shows it:
 * specs as `spec` and `specProduced`, the conversation as `messages`, which has to be JSON for the viewer's Messages tab.
 * `metasc` holds the rest: of what was said, the place in `messages`, from 0; the usage of all phases in one object, as
 * `response.calls`.
 *
 * @param conversation with what the record says was said; what it lacks stays in `metasc` as text
 */
export function toRowMetadata(record: WholeRecord, conversation: Conversation): Readonly<Record<string, unknown>> {
  const { specUsed, specProduced, phases, ...facts } = record;
  const messages = conversation.filter(({ role }) => role !== 'system');
  const told = TOLD.filter((phase) => record[phase] !== undefined).map((phase) => [
    phase,
    placeOf(record[phase], messages) ?? record[phase],
  ]);
  return {
    variant: record.variant,
    spec: specUsed,
    ...(specProduced === undefined ? {} : { specProduced }),
    messages: JSON.stringify(messages),
    metasc: { ...facts, ...Object.fromEntries(told), usage: flatten(phases) },
  };
}

/**
 * The whole record again. Whoever asks checks its fields.
 *
 * @param stored `metasc` of the row's metadata
 */
export function fromRowMetadata(
  { usage, ...facts }: Readonly<Record<string, unknown>>,
  { spec, specProduced, messages: conversation }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const messages = readMessages(conversation);
  const told = TOLD.map((phase) => [phase, textAt(facts[phase], messages)]);
  return withoutUndefined<Readonly<Record<string, unknown>>>({
    ...facts,
    specUsed: spec,
    specProduced,
    ...Object.fromEntries(told),
    phases: unflatten(fieldsOf(usage)),
  });
}

function placeOf(text: string | undefined, messages: readonly ChatMessage[]): number | undefined {
  const place = messages.findIndex(({ content }) => content === text);
  return place === -1 ? undefined : place;
}

function textAt(told: unknown, messages: readonly unknown[]): unknown {
  return typeof told === 'number' ? fieldsOf(messages[told]).content : told;
}

function readMessages(messages: unknown): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(String(messages));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function flatten(phases: WholeRecord['phases']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(phases).flatMap(([phase, usage]) =>
      Object.entries(usage).map(([field, value]) => [`${phase}.${field}`, value]),
    ),
  );
}

function unflatten(usage: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const byPhase = Map.groupBy(Object.entries(usage), ([key]) => key.slice(0, Math.max(0, key.indexOf('.'))));
  return Object.fromEntries(
    [...byPhase].map(([phase, fields]) => [
      phase,
      Object.fromEntries(fields.map(([key, value]) => [key.slice(phase.length + 1), value])),
    ]),
  );
}
