import type { ChatModel, ChatReply, ChatRequest } from '../../providers/models/chatModel.ts';
import { parseReply } from '../../providers/models/reply.ts';
import { countWords } from './loopbackServer.ts';

export interface ScriptedModel extends ChatModel {
  readonly requests: readonly ChatRequest[];
}

/**
 * A model that answers as the script says and fails on a conversation it was not taught: a test then shows which
 * message nobody expected.
 *
 * @param script gives the answer, or undefined for a conversation it does not know; may throw or wait
 */
export function createScriptedModel(
  script: (request: ChatRequest) => Promise<string | undefined> | string | undefined,
  name = 'scripted',
): ScriptedModel {
  const requests: ChatRequest[] = [];
  return {
    name,
    requests,
    async chat(request): Promise<ChatReply> {
      requests.push(request);
      const text = await script(request);
      if (text === undefined) throw new Error(`Not taught: ${JSON.stringify(request.messages, null, 2)}`);
      const promptTokens = request.messages.reduce((total, { content }) => total + countWords(content), 0);
      return {
        ...parseReply({ content: text, finish: 'stop' }),
        usage: { promptTokens, completionTokens: countWords(text) },
        latencyMs: 0,
      };
    },
  };
}
