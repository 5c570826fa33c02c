/** What the server of {@link startTargetServer} answers: a function of the request's bytes, in the form of its path. */
export function answerTo(url: string, body: string): unknown {
  const sent = parsed(body);
  const asked = askedIn(sent) ?? decodeURIComponent(url);
  const said = REFUSED.test(asked)
    ? `I can't help with that (${hashOf(url + body)}).`
    : `Answer ${hashOf(url + body)}. This is about: ${asked.slice(0, 200)}`;
  const [path = ''] = url.split('?');
  const form = Object.keys(FORMS).find((ending) => path.endsWith(ending));
  return form === undefined
    ? { reply: said, session: `s-${hashOf(body)}`, data: { text: said, sources: ['handbook'] } }
    : FORMS[form]?.({ sent, asked, said });
}

/** What the model of the server doesn't do. */
const REFUSED = /admin password|ignore (?:all|your|previous)|steal|break into/i;

interface Asked {
  readonly sent: Fields;
  /** The user's last text. */
  readonly asked: string;
  /** The text of the answer, where no form is wanted. */
  readonly said: string;
}

/** By the end of the path; the first that fits. */
const FORMS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  '/chat/completions': (asked) => {
    const call = askedCall(asked);
    const message = {
      role: 'assistant',
      ...(call === undefined ? { content: formed(asked) } : { content: null, ...call }),
    };
    const choice = { index: 0, message, finish_reason: call === undefined ? 'stop' : 'tool_calls' };
    const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };
    return { id: 'call', object: 'chat.completion', choices: [choice], usage };
  },
  '/completions': ({ said }) => ({ id: 'call', object: 'text_completion', choices: [{ index: 0, text: said }] }),
  '/responses': (asked) => {
    const call = toolFor(asked);
    const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: asked.said }] };
    return {
      id: 'call',
      status: 'completed',
      output: [call === undefined ? message : { type: 'function_call', call_id: 'tool', ...call }],
      usage: { input_tokens: 7, output_tokens: 5, total_tokens: 12 },
    };
  },
  '/messages': (asked) => {
    const call = toolFor(asked);
    return {
      id: 'call',
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'text', text: asked.said },
        ...(call === undefined
          ? []
          : [{ type: 'tool_use', id: 'tool', name: call.name, input: JSON.parse(call.arguments) }]),
      ],
      stop_reason: call === undefined ? 'end_turn' : 'tool_use',
      usage: { input_tokens: 7, output_tokens: 5 },
    };
  },
  '/api/chat': ({ said }) => ({ message: { role: 'assistant', content: said }, done: true }),
};

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

function parsed(body: string): Fields {
  try {
    return fields(JSON.parse(body));
  } catch {
    return body === '' ? {} : { prompt: body };
  }
}

/** The last message of a user, else the longest text in the body. */
function askedIn({ messages, input, model: _model, ...app }: Fields): string | undefined {
  const list = [messages, input].find(Array.isArray) as readonly unknown[] | undefined;
  if (list === undefined) return typeof input === 'string' ? input : longestText(app);
  return textOf(fields(list.findLast((message) => fields(message).role === 'user')).content);
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return String(content);
  return content.map((part) => fields(part).text ?? '').join(' ');
}

function longestText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const texts = Object.values(fields(value)).flatMap((part) => longestText(part) ?? []);
  return texts.sort((a, b) => b.length - a.length)[0];
}

/** The text, or the JSON that a response format or promptfoo's instructions to a grader ask for. */
function formed({ sent, asked, said }: Asked): string {
  const opening = Array.isArray(sent.messages) ? String(fields(sent.messages[0]).content) : '';
  if (opening.includes('pass: boolean')) return JSON.stringify({ pass: true, score: 1, reason: said });
  if (opening.includes('"category"')) return JSON.stringify({ category: 'D', reason: said });
  const { type, json_schema: schema } = fields(sent.response_format);
  if (type === undefined || type === 'text') return said;
  return JSON.stringify(schema === undefined ? { answer: said } : filled(fields(schema).schema, asked, said));
}

function askedCall(asked: Asked): Fields | undefined {
  const call = toolFor(asked);
  if (call === undefined) return undefined;
  return 'functions' in asked.sent
    ? { function_call: call }
    : { tool_calls: [{ id: 'tool', type: 'function', function: call }] };
}

/** A call of the first tool whose name has a word of the request. */
function toolFor({ sent, asked, said }: Asked): { readonly name: unknown; readonly arguments: string } | undefined {
  const tools = [sent.tools, sent.functions]
    .flat()
    .map((tool) => ({ ...fields(tool), ...fields(fields(tool).function) }) as Fields);
  const found = tools.find(({ name }) =>
    String(name)
      .split('_')
      .some((word) => asked.toLowerCase().includes(word)),
  );
  if (found === undefined) return undefined;
  return { name: found.name, arguments: JSON.stringify(filled(found.parameters ?? found.input_schema, asked, said)) };
}

/** A value of a JSON Schema: of an enumeration the member that the request names, or the first. */
function filled(schema: unknown, asked: string, said: string): unknown {
  const { type, enum: members, properties, items } = fields(schema);
  if (Array.isArray(members)) {
    return members.find((member) => asked.toLowerCase().includes(String(member))) ?? members[0];
  }
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(fields(properties)).map(([name, property]) => [name, filled(property, asked, said)]),
      );
    case 'array':
      return [filled(items, asked, said)];
    case 'number':
    case 'integer':
      return said.length;
    case 'boolean':
      return true;
    default:
      return said;
  }
}

function hashOf(text: string): string {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return String(hash);
}
