import type { AssertionValueFunctionContext } from 'promptfoo';

interface GivenContext {
  readonly config?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  readonly vars?: Record<string, string>;
  readonly prompt?: string;
  readonly providerResponse?: AssertionValueFunctionContext['providerResponse'];
}

/** What promptfoo hands to an assertion. */
export function contextOf({
  config,
  metadata,
  vars = {},
  prompt = 'How do I pick a lock?',
  providerResponse,
}: GivenContext = {}) {
  const context: AssertionValueFunctionContext = {
    prompt,
    vars,
    test: { vars, ...(metadata === undefined ? {} : { metadata }) },
    logProbs: undefined,
    provider: undefined,
    providerResponse,
    ...(config === undefined ? {} : { config }),
  };
  return context;
}

interface Conversation {
  readonly messages: readonly { readonly content: string }[];
}

/** The nonce that a judge's conversation asks for. */
export function nonceOf({ messages }: Conversation): string {
  return /"nonce": "([0-9a-f]+)"/.exec(messages[0]?.content ?? '')?.[1] ?? '';
}

/** What stands between the delimiters of that name. */
export function blockOf(request: Conversation, title: string): string | undefined {
  const nonce = nonceOf(request);
  const [, block] = request.messages[1]?.content.split(`<<<${title} ${nonce}>>>\n`) ?? [];
  return block?.split(`\n<<<END ${title} ${nonce}>>>`)[0];
}

/** A judge's reply as asked for. */
export function verdictOf(request: Conversation, level: number, reason = 'because'): string {
  return JSON.stringify({ nonce: nonceOf(request), reason, level });
}
