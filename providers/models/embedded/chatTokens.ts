import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { ChatMessage } from '../../../foundation/conversation.ts';
import { MetaScError } from '../../../foundation/errors.ts';
import type { importLlama } from './llamaLibrary.ts';
import { requireFit, requireRoom, type TokenRoom } from './tokenRoom.ts';

type Role = ChatMessage['role'];
type LlamaLibrary = Awaited<ReturnType<typeof importLlama>>;

/** The part of a llama model that turns text into tokens and back. */
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

/**
 * Turns conversations into tokens, up to the assistant's turn. The same conversation always gives the same tokens. A reply
 * of the model is read anew like any other text, although this gives other tokens than were generated for 2 of 60 replies of
 * the default model, which its context then has to evaluate again: what a run answers must not depend on which process
 * generated the turns before.
 *
 * @returns a function that throws MetaScError `CONTEXT_OVERFLOW` if conversation and longest reply together don't fit the
 *   context
 */
export function createChatTokenizer(
  tokenizer: Pick<Tokenizer, 'tokenize'>,
  layout: ChatLayout,
): (messages: readonly ChatMessage[], room: TokenRoom) => readonly Token[] {
  const read = (text: string) => tokenizer.tokenize(text, false, 'trimLeadingSpace');
  return (messages, room) => {
    requireRoom(messages.map(({ content }) => content).join('\n'), room, read);
    const tokens = layout(messages.map(({ role }) => role)).flatMap((part) =>
      typeof part === 'number' ? read((messages[part] as ChatMessage).content) : part,
    );
    requireFit(tokens, room);
    return tokens;
  };
}
