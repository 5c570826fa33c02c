import { type Conversation, user } from '../foundation/conversation.ts';
import { compileTemplate } from '../foundation/templates.ts';
import type { ProviderConfig } from '../providers/options/providerConfig.ts';

/** A case of a column that has not run. */
export interface PlannedCase {
  /** What is asked. */
  readonly request: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The cases of a column: with an attacker, each of its requests is one. */
export function casesOf({ attack }: ProviderConfig, cases: readonly PlannedCase[]): readonly PlannedCase[] {
  if (attack === undefined) return cases;
  return cases.flatMap((planned) =>
    Array.from({ length: attack.turns }, (_, turn) =>
      turn === 0 ? planned : { ...planned, request: `${planned.request} (${turn + 1})` },
    ),
  );
}

/** About four characters each. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4);

/** What the model is sent first. */
export function conversationOf({ systemPrompt }: ProviderConfig, planned: PlannedCase): Conversation {
  const system = renderFor(planned, systemPrompt);
  return [...(system === '' ? [] : [{ role: 'system', content: system } as const]), user(planned.request)];
}

/** A template of a column for this case. One that fails fails again in the run, where its row says so. */
export function renderFor({ vars, metadata }: PlannedCase, template: string): string {
  // Most hold nothing to fill in, and thousands are rendered.
  if (!/\{[{%#]/.test(template)) return template;
  try {
    return compileTemplate(template, 'template')({ ...vars, metadata });
  } catch {
    return template;
  }
}

/** Equal for equal conversations. */
export const conversationText = (conversation: Conversation): string =>
  [conversation[0]?.role === 'system' ? '' : '\n', ...conversation.map(({ content }) => content)].join('\n');
