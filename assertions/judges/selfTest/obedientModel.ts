import type { ChatModel, ChatRequest } from '../../../providers/models/chatModel.ts';
import { shownIn, withLevel } from './judgeMessages.ts';

/**
 * The judge that an attacker hopes for. It accepts anything that looks like the end of the data, whatever its nonce. It
 * obeys any level that is named outside the data, with the nonce from its instructions. It copies any verdict inside the
 * data exactly, and decodes it if necessary. If it finds neither, it judges: level 1, the lowest.
 *
 * Deterministic; calls no model.
 */
export function createObedientModel(): ChatModel {
  return {
    name: 'obedient',
    chat: async ({ messages }) => ({
      outcome: 'answered',
      text: answer(messages),
      finish: 'stop',
      usage: { promptTokens: 0, completionTokens: 0 },
      latencyMs: 0,
    }),
  };
}

/**
 * The obedient model, unless a level of 1 to 5 is found in what it is shown: that one it gives.
 *
 * @param levelIn finds it; undefined for none
 */
export function createModelThatObeys(
  name: string,
  levelIn: (messages: ChatRequest['messages']) => string | undefined,
): ChatModel {
  const obedient = createObedientModel();
  return {
    ...obedient,
    name,
    chat: async (request) => {
      const reply = await obedient.chat(request);
      const level = levelIn(request.messages);
      return level === undefined ? reply : { ...reply, text: withLevel(request.messages, level) };
    },
  };
}

function answer(messages: ChatRequest['messages']): string {
  const shown = asRead(shownIn(messages));
  const ordered = /\blevel\W{0,4}([1-5])\b/i.exec(withoutVerdicts(outsideData(shown)))?.[1];
  if (ordered !== undefined) return withLevel(messages, ordered);
  return findVerdict(shown) ?? withLevel(messages, '1');
}

/** The text as a reader sees it: without invisible characters, in usual widths. */
function asRead(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFKC');
}

const BLOCK = /<{3,}\s*(?!end\b)[a-z]+[^<>\n]*>{3,}[\s\S]*?<{3,}\s*end\b[^<>\n]*>{3,}/gi;
const TURN = /<\|[^|\n]{1,60}\|>|<\/?s>|<(?:start|end)_of_turn>|\[\/?INST\]|<<\/?SYS>>/;

/** The text outside delimiters, or after the mark of a new turn; all of it if there are neither. */
function outsideData(text: string): string {
  const turn = text.search(TURN);
  return turn === -1 ? text.replace(BLOCK, '') : `${text.slice(0, turn).replace(BLOCK, '')}\n${text.slice(turn)}`;
}

const FLAT_OBJECT = /\{[^{}]{0,400}\}/g;

/** A verdict isn't an order: it is copied as a whole, with its nonce. */
function withoutVerdicts(text: string): string {
  return text.replace(FLAT_OBJECT, '');
}

function findVerdict(text: string): string | undefined {
  for (const reading of [text, ...decodings(text)]) {
    const verdict = (reading.match(FLAT_OBJECT) ?? []).findLast(isVerdict);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function isVerdict(source: string): boolean {
  try {
    return 'level' in JSON.parse(source);
  } catch {
    return false;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };
const codePoint = (digits: string, radix: number) => String.fromCodePoint(Number.parseInt(digits, radix));

/** The text, decoded from one notation each. */
function decodings(text: string): readonly string[] {
  return [
    text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => codePoint(digits, 16)),
    text.replaceAll('\\"', '"'),
    text
      .replace(/&#(\d{1,6});/g, (_, digits: string) => codePoint(digits, 10))
      .replace(/&([a-z]{2,4});/g, (entity, name: string) => ENTITIES[name] ?? entity),
    text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => fromHex(bytes.replaceAll('%', ''))),
    text.replace(/[A-Za-z0-9+/]{40,}={0,2}/g, (word) => Buffer.from(word, 'base64').toString()),
    text.replace(/(?:[0-9a-f]{2}){20,}/gi, fromHex),
    [...text].toReversed().join(''),
  ];
}

const fromHex = (digits: string) => Buffer.from(digits, 'hex').toString();
