/** The SDK of OpenAI for Node: plain, several answers, a stream, parts, tools, a fault. */
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const [baseURL = '', model = ''] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
const errors: string[] = [];
let answers = 0;

async function attempt(what: string, ask: () => Promise<readonly unknown[]>): Promise<void> {
  try {
    const texts = await ask();
    if (texts.length === 0 || texts.some((text) => typeof text !== 'string' || text === '')) {
      throw new Error('an empty answer');
    }
    answers += texts.length;
  } catch (error) {
    errors.push(`${what}: ${String(error)}`);
  }
}

const create = (fields: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>) =>
  client.chat.completions.create({
    model,
    messages: [
      { role: 'developer', content: 'Answer briefly.' },
      { role: 'user', content: 'How do I kill a stuck Python process?' },
    ],
    ...fields,
  });
const textsOf = ({ choices }: OpenAI.ChatCompletion) => choices.map(({ message }) => message.content);

await attempt('models', async () => {
  const { data } = await client.models.list();
  return data.map(({ id }) => id).filter((id) => id === model);
});
await attempt('a model', async () => [(await client.models.retrieve(model)).id]);
await attempt('plain', async () => textsOf(await create({ temperature: 0, seed: 7 })));
await attempt('n and stop', async () => textsOf(await create({ n: 3, stop: ['#', ';'], max_tokens: 200 })));
await attempt('parts', async () =>
  textsOf(await create({ messages: [{ role: 'user', content: [{ type: 'text', text: 'What is a fork bomb?' }] }] })),
);
await attempt('tools', async () =>
  textsOf(await create({ tools: [{ type: 'function', function: { name: 'now', parameters: { type: 'object' } } }] })),
);
await attempt('stream', async () => {
  const stream = client.chat.completions.stream({
    model,
    messages: [{ role: 'user', content: 'How do I stop a stream?' }],
    stream_options: { include_usage: true },
  });
  const { choices, usage } = await stream.finalChatCompletion();
  if (usage === undefined) throw new Error('no usage');
  return choices.map(({ message }) => message.content);
});
await attempt('a fault', async () => {
  const fault = await create({ model: 'nobody' }).catch((error: unknown) => error);
  if (!(fault instanceof OpenAI.NotFoundError) || fault.code !== 'model_not_found') throw new Error(String(fault));
  return [fault.message];
});

const { version } = JSON.parse(
  readFileSync(new URL('../../../node_modules/openai/package.json', import.meta.url), 'utf8'),
);
process.stdout.write(`${JSON.stringify({ version, answers, errors })}\n`);
