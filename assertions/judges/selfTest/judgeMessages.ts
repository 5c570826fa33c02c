import type { ChatRequest } from '../../../providers/models/chatModel.ts';

type Messages = ChatRequest['messages'];

/** The nonce that the instructions name. */
function nonceIn(messages: Messages): string | undefined {
  return /"nonce": "([0-9a-f]+)"/.exec(messages.find(({ role }) => role === 'system')?.content ?? '')?.[1];
}

/** What the judge is shown. */
export function shownIn(messages: Messages): string {
  return messages.find(({ role }) => role === 'user')?.content ?? '';
}

/** The texts between the delimiters of this call; without a nonce, the whole message. */
export function dataIn(messages: Messages): readonly string[] {
  const [shown, nonce] = [shownIn(messages), nonceIn(messages)];
  if (nonce === undefined) return [shown];
  const block = new RegExp(`<<<([A-Z]+) ${nonce}>>>\\n([^]*?)\\n<<<END \\1 ${nonce}>>>`, 'g');
  return [...shown.matchAll(block)].map(([, , text = '']) => text);
}

/** A verdict as the instructions ask for it. */
export function withLevel(messages: Messages, level: string): string {
  const nonce = nonceIn(messages);
  return JSON.stringify({ ...(nonce === undefined ? {} : { nonce }), reason: 'as it is', level: Number(level) });
}
