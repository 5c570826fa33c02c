import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { ChatMessage } from '../../../foundation/conversation.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import { shortHash } from '../../../foundation/hash.ts';
import type { importLlama } from './llamaLibrary.ts';
import { requireFit, requireRoom, type TokenRoom } from './tokenRoom.ts';

type Role = ChatMessage['role'];
type LlamaLibrary = Awaited<ReturnType<typeof importLlama>>;

/** The part of a llama model that turns text into tokens. */
export type Tokenizer = Pick<LlamaModel, 'tokenize' | 'detokenize'>;

/** A piece of a conversation: the tokens of role markers, or the index of a message. */
type LayoutPart = readonly Token[] | number;

/** A chat template as a function of the roles: role markers and messages in order, up to the assistant's turn. */
export type ChatLayout = (roles: readonly Role[]) => readonly LayoutPart[];

/**
 * ChatML, built by hand: the wrappers of node-llama-cpp prepend a second `<|im_start|>` if that is also the model's first
 * token.
 */
export function createChatMlLayout(tokenizer: Tokenizer): ChatLayout {
  const markers = (text: string) => tokenizer.tokenize(text, true);
  return (roles) => [
    ...roles.flatMap((role, index) => [markers(`<|im_start|>${role}\n`), index, markers('<|im_end|>\n')]),
    markers('<|im_start|>assistant\n'),
  ];
}

/**
 * The model's own template, from the file's metadata. If it is missing or unreadable, it is guessed from the kind of model.
 * Reasoning is off if the template has a switch, because it would count as part of the answer.
 */
export function createTemplateLayout(model: LlamaModel, library: LlamaLibrary): ChatLayout {
  const wrapper = createWrapper(model, library);
  const { bos } = model.tokens;
  const rendered = new Map<string, readonly LayoutPart[]>();

  function render(roles: readonly Role[]): readonly LayoutPart[] {
    const history = [...roles.map(toPlaceholderItem), { type: 'model' as const, response: [] }];
    const { values } = wrapper.generateContextState({ chatHistory: history }).contextText;
    const parts = values.flatMap((value): LayoutPart[] =>
      typeof value === 'string' ? splitAtPlaceholders(value, model) : [value.tokenize(model.tokenizer)],
    );
    requireEveryMessage(parts, roles, model);
    const [first] = parts;
    const hasBos = bos === null || (Array.isArray(first) && first[0] === bos);
    return hasBos || !model.tokens.shouldPrependBosToken ? parts : [[bos], ...parts];
  }

  return (roles) => {
    const key = roles.join();
    const known = rendered.get(key) ?? render(roles);
    rendered.set(key, known);
    return known;
  };
}

function createWrapper(model: LlamaModel, library: LlamaLibrary): ChatWrapper {
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  const guess = () => library.resolveChatWrapper(model, { warningLogs: false, noJinja: true });
  if (template === undefined) return guess();
  try {
    return new library.JinjaTemplateChatWrapper({
      template,
      reasoning: false,
      trimLeadingWhitespaceInResponses: false,
      // By default some templates print today's date, which would make the same request differ tomorrow.
      additionalRenderParameters: { date_string: '26 Jul 2024' },
    });
  } catch {
    return guess();
  }
}

/** Private-use characters, which templates leave unchanged and vocabularies never join with others. */
const placeholder = (index: number) => `\uE000${index}\uE001`;
const PLACEHOLDER = /\uE000(\d+)\uE001/;

/** Templates see placeholders, never content, so that no user's text can pass for a role marker. */
function toPlaceholderItem(role: Role, index: number): ChatHistoryItem {
  const text = placeholder(index);
  return role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text };
}

function splitAtPlaceholders(text: string, tokenizer: Tokenizer): LayoutPart[] {
  // Splitting at a pattern with a group alternates text and index.
  return text.split(PLACEHOLDER).flatMap((piece, position): LayoutPart[] => {
    if (position % 2 === 1) return [Number(piece)];
    return piece === '' ? [] : [tokenizer.tokenize(piece, false, 'trimLeadingSpace')];
  });
}

function requireEveryMessage(parts: readonly LayoutPart[], roles: readonly Role[], model: LlamaModel): void {
  const placed = parts.filter((part) => typeof part === 'number');
  if (placed.length === roles.length && placed.every((index, position) => index === position)) return;
  throw new MetaScError(
    `${model.filename ?? 'embedded'}: expected a chat template for ${roles.join(', ')}, got one that omits or moves messages`,
    { code: 'MODEL_FAILED', help: 'Use another GGUF file of the model, or another model.' },
  );
}

/** Remembered replies, 16 MB at 200 tokens each. The oldest are forgotten. */
const MAX_REMEMBERED = 20_000;

/**
 * Turns conversations into tokens and replies into text. A reply that this process generated keeps its tokens in later
 * conversations, so that a context that holds them need not evaluate them again: tokenizing its text may give others (for
 * 2 of 60 replies of the default model).
 */
export function createChatTokenizer(tokenizer: Tokenizer, layout: ChatLayout) {
  const remembered = new Map<string, Uint32Array>();
  const read = (text: string) => tokenizer.tokenize(text, false, 'trimLeadingSpace');

  function readReply(messages: readonly ChatMessage[], index: number, text: string): readonly Token[] {
    const tokens = remembered.get(keyOf(messages.slice(0, index), text));
    return tokens === undefined ? read(text) : (Array.from(tokens) as Token[]);
  }

  return {
    /**
     * The tokens of a conversation, up to the assistant's turn.
     *
     * @throws MetaScError `CONTEXT_OVERFLOW` if conversation and longest reply together don't fit the context
     */
    tokenize(messages: readonly ChatMessage[], room: TokenRoom): readonly Token[] {
      requireRoom(messages.map(({ content }) => content).join('\n'), room, read);
      const tokens = layout(messages.map(({ role }) => role)).flatMap((part) => {
        if (typeof part !== 'number') return part;
        const { role, content } = messages[part] as ChatMessage;
        return role === 'assistant' ? readReply(messages, part, content) : read(content);
      });
      requireFit(tokens, room);
      return tokens;
    },
    /** The text of a reply. Remembers the tokens if tokenizing the text would give others. */
    detokenize(messages: readonly ChatMessage[], reply: readonly Token[]): string {
      const text = tokenizer.detokenize(reply);
      if (!isSame(read(text), reply)) {
        const [oldest] = remembered.keys();
        if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
        remembered.set(keyOf(messages, text), Uint32Array.from(reply));
      }
      return text;
    },
  };
}

function keyOf(messages: readonly ChatMessage[], reply: string): string {
  return shortHash([messages, reply], 64);
}

const isSame = (a: readonly Token[], b: readonly Token[]) =>
  a.length === b.length && a.every((token, index) => token === b[index]);
