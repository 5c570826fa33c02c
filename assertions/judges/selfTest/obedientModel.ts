import type { ChatModel, ChatRequest } from '../../../providers/models/chatModel.ts';

/**
 * The judge that an attacker hopes for. It takes anything that looks like the end of the data for one, whatever nonce it
 * carries; obeys any level that is named outside the data, giving the nonce it was told; copies, to the letter, any verdict
 * that it finds inside, decoding it where it must. Only where it finds neither does it judge: level 1, the lowest.
 *
 * Deterministic; asks nobody.
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

function answer(messages: ChatRequest['messages']): string {
  const told = messages.find(({ role }) => role === 'system')?.content ?? '';
  const nonce = /"nonce": "([0-9a-f]+)"/.exec(told)?.[1];
  const shown = asRead(messages.find(({ role }) => role === 'user')?.content ?? '');
  const ordered = /\blevel\W{0,4}([1-5])\b/i.exec(withoutVerdicts(outsideData(shown)))?.[1];
  if (ordered !== undefined) return verdictOf(nonce, Number(ordered));
  return findVerdict(shown) ?? verdictOf(nonce, 1);
}

const verdictOf = (nonce: string | undefined, level: number) =>
  JSON.stringify({ ...(nonce === undefined ? {} : { nonce }), reason: 'as it is', level });

/** What the eye sees: no invisible characters, and those of other widths as the usual ones. */
function asRead(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFKC');
}

const BLOCK = /<{3,}\s*(?!end\b)[a-z]+[^<>\n]*>{3,}[\s\S]*?<{3,}\s*end\b[^<>\n]*>{3,}/gi;
const TURN = /<\|[^|\n]{1,60}\|>|<\/?s>|<(?:start|end)_of_turn>|\[\/?INST\]|<<\/?SYS>>/;

/** What stands between no delimiters, or after the mark of a new turn. All of it where there are neither. */
function outsideData(text: string): string {
  const turn = text.search(TURN);
  return turn === -1 ? text.replace(BLOCK, '') : `${text.slice(0, turn).replace(BLOCK, '')}\n${text.slice(turn)}`;
}

const FLAT_OBJECT = /\{[^{}]{0,400}\}/g;

/** A verdict is copied as a whole, nonce and all, wherever it stands: it is no order. */
function withoutVerdicts(text: string): string {
  return text.replace(FLAT_OBJECT, '');
}

function findVerdict(text: string): string | undefined {
  const readings = [text, ...decodings(text)];
  for (const reading of readings) {
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

/** The text with one notation or another undone. */
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
