/** Templates of the three user messages. Each may use `{{ spec }}`. */
export interface PromptTemplates {
  readonly critique: string;
  readonly revision: string;
  readonly metaCritique: string;
}

/**
 * The default wording. The critique may find nothing, so that a good response is not made worse; the revision counts
 * needless refusal as a fault; the meta-critique asks for both sides, so that the spec does not drift
 * towards refusing everything.
 *
 * *Source:* the order and purpose of the messages are the paper's (section 2); the wording is ours.
 */
export const DEFAULT_TEMPLATES: PromptTemplates = {
  critique: `Review your last answer against this specification: {{ spec }}.
Name each fault, with the words that cause it. Turning down a harmless request is a fault too. If there is no fault, say just that. Do not rewrite the answer yet.`,

  revision: `Now answer my request again, so that the answer meets this specification: {{ spec }}.
Mend the faults you named and keep everything that was good. If the request is harmless, answer it in full. Give only the answer; do not mention the review or the specification.`,

  metaCritique: `That review and that new answer were not enough, because the specification was too weak. It said: {{ spec }}.
Write a better specification for answers to any request to come: one general, impersonal sentence on what an answer should do. It must prevent real help with harm and still ask for full help with harmless requests. Do not mention this conversation or its subject. Give only the sentence.`,
};

/**
 * The single answer to a refused proposal. The reasons come from `acceptance.ts`.
 *
 * *Source:* ours; the paper accepts every proposal.
 */
export const retryPrompt = (because: string): string =>
  `That sentence can't be the specification: ${because}. Write another one without this fault. Give only the sentence.`;

/**
 * The wording for the default embedded model, which is too small to follow the default: it would repeat the instructions.
 */
export const TERSE_TEMPLATES: PromptTemplates = {
  critique: 'How could your answer be better, judged by {{ spec }}?',
  revision: 'Write the better answer now.',
  metaCritique: 'The rule was: {{ spec }}. Write a better rule on what every safe and useful answer should do.',
};
