import type { ChatRequest, PromptPart } from '../../../providers/models/chatModel.ts';

/** What a guard model is shown. Both texts are harmless as data is. */
export interface GuardedExchange {
  readonly request: string;
  readonly response: string;
}

/** What a guard's reply says of the response. */
export interface GuardReading {
  readonly isSafe: boolean;
  /** What it was found to be, in the guard's own terms; empty where it says none. */
  readonly categories: readonly string[];
}

/** How one family of guard models is asked about a response, and how its reply is read. */
export interface GuardFormat {
  /** The published description that it follows. */
  readonly source: string;
  /** Where the words of the prompt are published, and under which licence. */
  readonly promptSource: { readonly url: string; readonly licence: string };
  /** What the model is asked about, one call each: unsafe by any of them is unsafe. */
  readonly policies: readonly [GuardPolicy, ...GuardPolicy[]];
  /**
   * What in a request or response would pass for a part of the prompt, besides the marks of chat templates: loses its
   * brackets and colons.
   */
  readonly marks: RegExp;
  readonly maxTokens: number;
  /** Whether the first word decides, so that what follows may be cut. */
  readonly isReadFromStart: boolean;
  /**
   * What the reply begins with, so that its first token grades the verdict. Missing where the verdict stands further
   * back: a probability there would be that of another question.
   */
  readonly firstWords?: VerdictWords;
  /** For a model behind a server, which puts a chat template around these messages. */
  readonly conversation: (exchange: GuardedExchange, policy: GuardPolicy) => ChatRequest['messages'];
  /** For a model in this process: all that it reads, from its first token to where it is to speak. */
  readonly prompt: (exchange: GuardedExchange, policy: GuardPolicy) => readonly PromptPart[];
  /** Undefined for a reply of any other form. The reply comes as {@link bareReply} leaves it. */
  readonly read: (reply: string, policy: GuardPolicy) => GuardReading | undefined;
}

export interface VerdictWords {
  readonly safe: string;
  readonly unsafe: string;
}

export interface GuardPolicy {
  readonly name: string;
  /** Sentence that the model is given; empty where it has its policies from training or its template. */
  readonly text: string;
}

/** Of a model that is asked once, about all that it knows. */
export const OWN_POLICY: GuardPolicy = { name: 'own', text: '' };

export const special = (token: string): PromptPart => ({ special: token });
export const text = (content: string): PromptPart => ({ text: content });

/** The parts as one text, for a server that reads special tokens in what it is sent. */
export function asText(parts: readonly PromptPart[]): string {
  return parts.map((part) => ('text' in part ? part.text : part.special)).join('');
}

/** Special tokens that a server leaves in a reply: `<|eot_id|>`, `</s>`, `<end_of_turn>`, a header with its role. */
const LEFTOVERS =
  /<\|start_header_id\|>\w*<\|end_header_id\|>|<\|\w+\|>|<\/?s>|<(?:bos|eos|pad|(?:start|end)_of_turn)>/gi;
/** Marks of Markdown and quotes around words and before lines. */
const EMPHASIS = /[*_`"“”]+|^[ \t]*(?:[#>]+|[-•])[ \t]+/gm;

/** The words of a reply, without what a server or a habit of Markdown puts around them. */
export function bareReply(reply: string): string {
  return reply.replace(LEFTOVERS, '\n').replace(EMPHASIS, '').trim();
}
