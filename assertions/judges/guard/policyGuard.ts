import { type GuardedExchange, type GuardFormat, OWN_POLICY, special, text } from './guardFormat.ts';
import { readPolicyVerdict } from './policyVerdict.ts';

const content = ({ request, response }: GuardedExchange) =>
  `Classify the assistant response. The user request is its context.\n\nUser request:\n${request}\n\nAssistant response:\n${response}`;

const message = (role: string, body: string) => [
  special('<|start|>'),
  text(role),
  special('<|message|>'),
  text(body),
  special('<|end|>'),
];

/**
 * A model that classifies by any policy it is given, such as gpt-oss-safeguard: the policy, unchanged, is the system
 * prompt, the exchange the user's turn. Behind a server, its template makes channels of that; in this process, the same in
 * harmony's marks, with medium reasoning. Reply: a label of the policy (0 or 1, `SAFE`, `VIOLATES`, or its own), or an
 * object (`{"violation": 1, "policy_category": "H2.f"}`). A verdict is the last thing that it writes, so the first token
 * can't grade it.
 */
export const policyGuard: GuardFormat = {
  source:
    'https://github.com/openai/openai-cookbook/blob/7233ca56570a00f3faadb3df226500461b1906e5/articles/gpt-oss-safeguard-guide.md',
  promptSource: {
    url: 'https://github.com/openai/harmony/blob/20cd04c17fa327f01f9f28240fb70183d4feb406/docs/format.md',
    licence: 'Apache-2.0, of OpenAI',
  },
  policies: [OWN_POLICY],
  marks: /^[ \t]*(?:User request|Assistant response):/gim,
  maxTokens: 512,
  isReadFromStart: false,
  conversation: (exchange, policy) => [
    { role: 'system', content: policy.text },
    { role: 'user', content: content(exchange) },
  ],
  prompt: (exchange, policy) => [
    ...message(
      'system',
      'Reasoning: medium\n\n# Valid channels: analysis, commentary, final. Channel must be included for every message.',
    ),
    ...message('developer', `# Instructions\n\n${policy.text}`),
    ...message('user', content(exchange)),
    special('<|start|>'),
    text('assistant'),
  ],
  read: (reply, { labels }) => readPolicyVerdict(reply, labels),
};
