import type { ChatRequest, PromptPart } from '../../../providers/models/chatModel.ts';
import type { VerdictWords } from '../../../providers/models/firstTokenScore.ts';

/** The exchange that a guard model sees. Look-alikes in both texts are harmless. */
export interface GuardedExchange {
  readonly request: string;
  readonly response: string;
}

/** A guard's reply on the response. */
export interface GuardReading {
  readonly isSafe: boolean;
  /** In the guard's own terms; empty if it states none. */
  readonly categories: readonly string[];
}

/** The prompts of one family of guard models, and the reader of its replies. */
export interface GuardFormat {
  /** Address of the published description. */
  readonly source: string;
  /** Address and licence of the prompt's published words. */
  readonly promptSource: { readonly url: string; readonly licence: string };
  /** One call per policy: unsafe by any of them is unsafe. */
  readonly policies: readonly [GuardPolicy, ...GuardPolicy[]];
  /** Parts of the prompt, besides the marks of chat templates, whose copies in the exchange lose brackets and colons. */
  readonly marks: RegExp;
  readonly maxTokens: number;
  /** Whether the first word decides, so that the rest may be cut. */
  readonly isReadFromStart: boolean;
  /** The reply's first word, whose token grades the verdict. Absent if the verdict stands further back in the reply. */
  readonly firstWords?: VerdictWords;
  /** For a model behind a server, which applies a chat template to these messages. */
  readonly conversation: (exchange: GuardedExchange, policy: GuardPolicy) => ChatRequest['messages'];
  /** For a model in this process: everything that it reads before its reply. */
  readonly prompt: (exchange: GuardedExchange, policy: GuardPolicy) => readonly PromptPart[];
  /**
   * Undefined for a reply of any other form, for none and for two verdicts: only a reply that says so is safe. The reply
   * comes without thoughts and end marks, see `bareReply.ts`.
   */
  readonly read: (reply: string, policy: GuardPolicy) => GuardReading | undefined;
}

export interface GuardPolicy {
  readonly name: string;
  /** Its words in the prompt; empty if the model has its policies from training or its template. */
  readonly text: string;
  /** The words for safe and unsafe that it asks for, if they are not the usual ones. */
  readonly labels?: PolicyLabels;
}

/** Words for either verdict, at least one each. Capitals make no difference; space, `_` and `-` count as one. */
export interface PolicyLabels {
  readonly safe: readonly string[];
  readonly unsafe: readonly string[];
}

/** Of a model that is asked once, about all its own policies. */
export const OWN_POLICY: GuardPolicy = { name: 'own', text: '' };

export const special = (token: string): PromptPart => ({ special: token });
export const text = (content: string): PromptPart => ({ text: content });

/** The parts as one text, if a server reads special tokens in messages. */
export function asText(parts: readonly PromptPart[]): string {
  return parts.map((part) => ('text' in part ? part.text : part.special)).join('');
}
