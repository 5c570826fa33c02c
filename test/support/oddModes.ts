import type { ErrorCode } from '../../foundation/errors.ts';
import type { Outcome } from '../../providers/loop/types.ts';

export type OddPhase = 'response' | 'critique' | 'revision' | 'metaCritique' | 'judge' | 'trial' | 'guard';

/** A call to an odd server, and what a plain server would say. */
export interface OddCall {
  readonly body: Readonly<Record<string, unknown>> & {
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
  readonly phase: OddPhase;
  /** Calls of this mode before this one. */
  readonly past: number;
  /** The right answer in this phase: a text, or the verdict that a judge or a guard model is asked for. */
  readonly plain: string;
  /** Of a judge or a guard model: a verdict that contradicts it. Empty in other phases. */
  readonly wrong: string;
}

export interface OddReply {
  /** 0 closes the connection without an answer. @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a text or bytes is sent as JSON. */
  readonly body: unknown;
  /** Closes the connection after these bytes. */
  readonly breaksOff?: boolean;
}

export interface OddMode {
  /** The model's name at the odd server. */
  readonly name: string;
  readonly kind: string;
  /** The form, as half a sentence in Markdown. */
  readonly form: string;
  /** What becomes of a plain request. */
  readonly becomes: Outcome | ErrorCode;
  /** What becomes of one that is critiqued and revised, if that is something else. */
  readonly revised?: Outcome | ErrorCode;
  /** Calls for a plain request, if their number is the point. */
  readonly calls?: number;
  /** Prompt and completion tokens of a plain request, if they are the point. */
  readonly tokens?: readonly [number, number];
  /**
   * Where promptfoo's own `openai` provider stands in the way. `drops`: what marks this reply is lost, so that nobody
   * behind it can know. `waits`: as long as the server asks.
   */
  readonly promptfoo?: 'drops' | 'waits';
  readonly reply: (call: OddCall) => OddReply;
}

/** What no row, history, verdict or spec may hold: each kind of text that is no answer carries one of these words. */
export const MARKS = { thought: 'zebrathought', half: 'zebrahalf', error: 'zebraerror' } as const;

const thoughtOf = ({ wrong }: OddCall) =>
  `Okay, ${MARKS.thought}. I can't help with violence, but this is about software. ${wrong}`.trim();
const halfOf = ({ wrong, phase }: OddCall) =>
  wrong || (phase === 'metaCritique' ? `Answers ${MARKS.half} help with everything.` : `First, ${MARKS.half} take the`);
const ERROR = `${MARKS.error}: the upstream server is overloaded`;
const REFUSAL = "I'm sorry, I can't assist with that.";

interface Extra {
  readonly finish?: string | null;
  readonly choice?: object;
  readonly usage?: unknown;
  readonly top?: object;
}

const USAGE = { prompt_tokens: 50, completion_tokens: 20, total_tokens: 70 };

/** A chat completion. */
const complete = (message: object, { finish = 'stop', choice, usage = USAGE, top }: Extra = {}): OddReply => ({
  body: {
    id: 'c',
    object: 'chat.completion',
    created: 0,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish, ...choice }],
    usage,
    ...top,
  },
});

const fail = (status: number, message: unknown, more: object = {}): OddReply => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } },
});

const plainly = ({ plain }: OddCall): OddReply => complete({ content: plain });
const TEXTS: ReadonlySet<OddPhase> = new Set(['response', 'critique', 'revision', 'metaCritique']);

type Reply = OddMode['reply'];
type Result = Pick<OddMode, 'becomes' | 'revised' | 'calls' | 'tokens' | 'promptfoo'>;
type Row = readonly [name: string, form: string, reply: Reply, result?: Partial<Result>];

const ofKind = (kind: string, result: Result, rows: readonly Row[]): readonly OddMode[] =>
  rows.map(([name, form, reply, own]) => ({ name, kind, form, ...result, ...own, reply }));

/** The answer with the thoughts written around or before it. */
const written =
  (join: (thought: string, plain: string) => string): Reply =>
  (call) =>
    complete({ content: join(thoughtOf(call), call.plain) });
/** The answer with the thoughts in fields of their own. */
const beside =
  (fields: (thought: string) => object): Reply =>
  (call) =>
    complete({ content: call.plain, ...fields(thoughtOf(call)) });
/** A first call that fails, and a second one that works. */
const once =
  (fault: (call: OddCall) => OddReply): Reply =>
  (call) =>
    call.past === 0 ? fault(call) : plainly(call);
/** Another reply in one phase. */
const onlyIn =
  (phase: OddPhase, odd: Reply): Reply =>
  (call) =>
    call.phase === phase ? odd(call) : plainly(call);
/** A server that declines one or more parameters. */
const declines =
  (decline: (body: OddCall['body']) => OddReply | undefined): Reply =>
  (call) =>
    decline(call.body) ?? plainly(call);
const hasSystem = ({ messages }: OddCall['body']) => messages.some(({ role }) => role === 'system');

const stream = (events: readonly unknown[], end = 'data: [DONE]\n\n', start = ''): OddReply => ({
  headers: { 'content-type': 'text/event-stream' },
  body: start + events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end,
});
const delta = (fields: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const streamed = (call: OddCall) => [
  delta({ role: 'assistant', reasoning_content: thoughtOf(call) }),
  delta({ content: call.plain.slice(0, 9) }),
  delta({ content: call.plain.slice(9) }, 'stop'),
  { choices: [], usage: USAGE },
];
const filtered = { violence: { filtered: true, severity: 'high' }, hate: { filtered: false, severity: 'safe' } };
const call = { id: 'call_1', type: 'function', function: { name: 'run_shell', arguments: '{"cmd":"ls"}' } };

/** Every odd server and form that is understood. */
export const ODD_MODES: readonly OddMode[] = [
  ...ofKind('plain', { becomes: 'answered', calls: 1, tokens: [50, 20] }, [
    ['plain', 'a chat completion as the API documents it', plainly],
  ]),
  ...ofKind('thoughts in the text', { becomes: 'answered' }, [
    ['think-tag', '`<think>…</think>` before the answer', written((t, p) => `<think>\n${t}\n</think>\n\n${p}`)],
    [
      'think-attributes',
      'a tag with attributes, in capitals',
      written((t, p) => `<THINKING budget="9">${t}</THINKING>${p}`),
    ],
    [
      'think-headless',
      '`…</think>`: the chat template holds the opening tag',
      written((t, p) => `${t}\n</think>\n\n${p}`),
    ],
    [
      'think-empty',
      'an empty thought, then the answer in `<answer>`',
      (c) => complete({ content: `<think>\n\n</think>\n<answer>\n${c.plain}\n</answer>` }),
    ],
    ['think-twice', 'several thoughts', written((t, p) => `<think>${t}</think>\n<think>${t}</think>\n${p}`)],
    [
      'think-nested',
      'a thought within a thought',
      written((t, p) => `<think>${t} <think>${t}</think> ${t}</think>\n${p}`),
    ],
    ['think-after', 'a thought after the answer', written((t, p) => `${p}\n\n<think>${t}</think>`)],
    ['think-seed', '`<seed:think>`', written((t, p) => `<seed:think>${t}</seed:think>${p}`)],
    [
      'think-reasoning',
      '`<reasoning>…</reasoning>` and `<answer>`',
      written((t, p) => `<reasoning>${t}</reasoning>\n<answer>${p}</answer>`),
    ],
    ['think-brackets', '`[THINK]…[/THINK]` (Magistral)', written((t, p) => `[THINK]${t}[/THINK]${p}`)],
    ['think-triangles', '`◁think▷…◁/think▷` (Kimi)', written((t, p) => `◁think▷${t}◁/think▷${p}`)],
    ['think-wide', 'full-width brackets', written((t, p) => `＜think＞${t}＜/think＞${p}`)],
    [
      'think-special',
      '`<|START_THINKING|>` and `<|START_RESPONSE|>` (Cohere)',
      written((t, p) => `<|START_THINKING|>${t}<|END_THINKING|><|START_RESPONSE|>${p}<|END_RESPONSE|>`),
    ],
    [
      'think-solution',
      '`<|begin_of_thought|>` and `<|begin_of_solution|>`',
      written(
        (t, p) => `<|begin_of_thought|>\n${t}\n<|end_of_thought|>\n<|begin_of_solution|>\n${p}\n<|end_of_solution|>`,
      ),
    ],
    [
      'think-channels',
      'channels `analysis` and `final` (gpt-oss)',
      written(
        (t, p) =>
          `<|channel|>analysis<|message|>${t}<|end|><|start|>assistant<|channel|>final<|message|>${p}<|return|>`,
      ),
    ],
    [
      'think-bare-channels',
      'channels whose special tokens the server dropped',
      written((t, p) => `analysis${t}assistantfinal${p}`),
    ],
    [
      'think-half-channels',
      '`<|channel>thought …<channel|>` (Gemma)',
      written((t, p) => `<|channel>thought\n${t}\n<channel|>${p}`),
    ],
    [
      'think-final-mark',
      'a mark before the answer alone: `[BEGIN FINAL RESPONSE]` (Apriel)',
      written((t, p) => `Here are my reasoning steps:\n${t}\n[BEGIN FINAL RESPONSE]\n${p}\n[END FINAL RESPONSE]`),
    ],
    [
      'think-sentences',
      '`Here is my thought process: … Here is my response:` (Granite)',
      written((t, p) => `Here is my thought process:\n${t}\n\nHere is my response:\n${p}`),
    ],
    [
      'think-one-line',
      'the same on one line',
      written((t, p) => `Here's my thought process: ${t} Here's my response: ${p}`),
    ],
    ['think-namespace', '`<mm:think>` (MiniMax)', written((t, p) => `<mm:think>${t}</mm:think>${p}`)],
    ['think-prefix', '`…</longcat_think>` (LongCat)', written((t, p) => `${t}\n</longcat_think>\n${p}`)],
    ['think-fast', '`<ifm|think_fast>` (K2)', written((t, p) => `<ifm|think_fast>${t}</ifm|think_fast>${p}`)],
    ['think-colon', '`<|think:start|>` (Solar)', written((t, p) => `<|think:start|>${t}<|think:end|>${p}`)],
    [
      'think-begin',
      '`<|plamo:begin_think:plamo|>` (PLaMo)',
      written((t, p) => `<|plamo:begin_think:plamo|>${t}<|plamo:end_think:plamo|>${p}`),
    ],
    ['think-inner', '`<|inner_prefix|>` (Apertus)', written((t, p) => `<|inner_prefix|>${t}<|inner_suffix|>${p}`)],
    ['think-unused', '`[unused16]` (Pangu)', written((t, p) => `[unused16]${t}[unused17]${p}`)],
    [
      'think-sections',
      '`<|open|>think<|sep|>` and `<|open|>response<|sep|>` (Kimi K3)',
      written(
        (t, p) =>
          `<|open|>think<|sep|>${t}<|close|>think<|sep|><|open|>response<|sep|>${p}<|close|>response<|sep|><|close|>message<|sep|>`,
      ),
    ],
    [
      'think-blocks',
      '`<|content_thinking|>` and `<|content_text|>` (Inkling)',
      written(
        (t, p) =>
          `<|message_model|><|content_thinking|>${t}<|end_message|><|message_model|><|content_text|>${p}<|end_message|>`,
      ),
    ],
    [
      'think-recipients',
      'messages to itself and to the user (Muse)',
      written((t, p) => ` to=self<|message|>${t}<|eom|><|start|>assistant to=user<|message|>${p}<|eot|>`),
    ],
    [
      'think-text',
      'no opening mark, then `<|START_TEXT|>` (Cohere)',
      written((t, p) => `${t}<|END_THINKING|><|START_TEXT|>${p}<|END_TEXT|>`),
    ],
    [
      'think-turn',
      'a turn of its own after `/think` (HyperCLOVA)',
      written((t, p) => `/think\n${t}<|im_end|>\n<|im_start|>assistant\n${p}`),
    ],
    [
      'think-done',
      '`Thinking...` and `...done thinking.` (Ollama)',
      written((t, p) => `Thinking...\n${t}\n...done thinking.\n\n${p}`),
    ],
    [
      'think-unsent-channel',
      'the answer’s channel alone has its header',
      written((t, p) => `${t}<|end|><|start|>assistant<|channel|>final<|message|>${p}`),
    ],
    [
      'think-quoting',
      'a thought that speaks of its end mark',
      written((t, p) => `<think>I end with \`</think>\`. ${t}</think>\n${p}`),
    ],
  ]),
  ...ofKind('thoughts beside the text', { becomes: 'answered' }, [
    [
      'reasoning-content',
      '`reasoning_content` and `reasoning`, a text',
      beside((t) => ({ reasoning_content: t, reasoning: t })),
    ],
    [
      'reasoning-object',
      '`reasoning`, an object',
      beside((t) => ({ reasoning: { summary: [{ type: 'summary_text', text: t }] } })),
    ],
    [
      'reasoning-details',
      '`reasoning_details`, some encrypted',
      beside((t) => ({
        reasoning_details: [
          { type: 'reasoning.text', text: t },
          { type: 'reasoning.encrypted', data: 'gAAA' },
        ],
      })),
    ],
    [
      'thinking-blocks',
      '`thinking_blocks`',
      beside((t) => ({ thinking_blocks: [{ type: 'thinking', thinking: t, signature: 'x' }] })),
    ],
    [
      'parts-thinking',
      'content parts of type `thinking`, their text in parts (Mistral)',
      (c) =>
        complete({
          content: [
            { type: 'thinking', thinking: [{ type: 'text', text: thoughtOf(c) }] },
            { type: 'text', text: c.plain },
          ],
        }),
    ],
    [
      'parts-reasoning',
      'content parts of type `reasoning` and `redacted_thinking`',
      (c) =>
        complete({
          content: [
            { type: 'reasoning', text: thoughtOf(c) },
            { type: 'redacted_thinking', data: 'x' },
            { type: 'text', text: c.plain },
          ],
        }),
    ],
    [
      'parts-thought',
      'content parts with `thought: true` (Gemini)',
      (c) => complete({ content: { parts: [{ text: thoughtOf(c), thought: true }, { text: c.plain }] } }),
    ],
  ]),
  ...ofKind('thoughts without an answer', { becomes: 'REPLY_CUT' }, [
    [
      'think-cut',
      'a thought that the token limit ends',
      (c) => complete({ content: `<think>\n${thoughtOf(c)}` }, { finish: 'length' }),
    ],
    [
      'reasoning-empty',
      'tokens used up by `reasoning_content`, an empty text',
      (c) => complete({ content: '', reasoning_content: thoughtOf(c) }, { finish: 'length' }),
    ],
    [
      'reasoning-null',
      'the same with content `null`',
      (c) => complete({ content: null, reasoning: thoughtOf(c) }, { finish: 'max_tokens' }),
    ],
    [
      'think-open',
      'a thought without an end that stops by itself',
      (c) => complete({ content: `<think>\n${thoughtOf(c)}` }),
      { becomes: 'REPLY_EMPTY', calls: 2 },
    ],
    ...(
      [
        [
          'sentences-cut',
          '`Here is my thought process:` and no `Here is my response:`',
          (t) => `Here is my thought process:\n${t}`,
        ],
        [
          'steps-cut',
          '`Here are my reasoning steps:` and no `[BEGIN FINAL RESPONSE]`',
          (t) => `Here are my reasoning steps:\n${t}`,
        ],
        [
          'bare-channel-cut',
          'channels whose special tokens the server dropped, and no final one',
          (t) => `analysis${t}`,
        ],
        ['header-cut', 'a channel whose header lacks its end', (t) => `<|channel|>analysis${t}`],
        [
          'nested-cut',
          'a thought within a thought, and only one end mark',
          (t) => `<think>\n${t}\n<think>\n${t}\n</think>\n${t}`,
        ],
        ['nested-inline-cut', 'the same on one line', (t) => `<think>${t} <think>${t}</think> ${t}`],
        [
          'blocks-cut',
          '`<|content_thinking|>` and no `<|content_text|>`',
          (t) => `<|message_model|><|content_thinking|>${t}`,
        ],
        ['sections-cut', '`<|open|>think<|sep|>` without an end', (t) => `<|open|>think<|sep|>${t}`],
        ['inner-cut', '`<|inner_prefix|>` without an end', (t) => `<|inner_prefix|>${t}`],
        ['namespace-cut', '`<mm:think>` without an end', (t) => `<mm:think>\n${t}`],
      ] as const satisfies readonly (readonly [string, string, (thought: string) => string])[]
    ).map(
      ([name, form, write]): Row => [
        name,
        form,
        (c) => complete({ content: write(thoughtOf(c)) }, { finish: 'length' }),
      ],
    ),
    [
      'channel-open',
      'an `analysis` channel and no `final` one',
      (c) => complete({ content: `<|channel|>analysis<|message|>${thoughtOf(c)}` }),
      { becomes: 'REPLY_EMPTY', calls: 2 },
    ],
  ]),
  ...ofKind('room for thoughts', { becomes: 'answered', calls: 2 }, [
    [
      'thinks-long',
      'thoughts that use up the server’s 512 tokens: asked again with 4096, where no `maxTokens` is stated',
      (c) =>
        Number(c.body.max_tokens ?? 512) < 4_096
          ? complete({ content: '', reasoning_content: thoughtOf(c) }, { finish: 'length' })
          : plainly(c),
      { tokens: [100, 40] },
    ],
    [
      'thinks-hidden',
      'the same, with the thoughts only counted',
      (c) =>
        Number(c.body.max_tokens ?? 512) < 4_096
          ? complete(
              { content: null },
              { finish: 'length', usage: { ...USAGE, completion_tokens_details: { reasoning_tokens: 20 } } },
            )
          : plainly(c),
      { tokens: [100, 40] },
    ],
    [
      'thinks-silently',
      'the same, with thoughts neither shown nor counted',
      (c) =>
        Number(c.body.max_tokens ?? 512) < 4_096 ? complete({ content: null }, { finish: 'length' }) : plainly(c),
      { tokens: [100, 40] },
    ],
    [
      'thinks-unmarked',
      'a judge whose thought is cut before its end mark, the only one: asked again with 4096',
      (c) => {
        const thought = thoughtOf(c);
        if (TEXTS.has(c.phase)) return plainly(c);
        return Number(c.body.max_tokens ?? 512) < 4_096
          ? complete({ content: thought }, { finish: 'length' })
          : complete({ content: `${thought}\n</think>\n${c.plain}` });
      },
      { calls: 1 },
    ],
  ]),
  ...ofKind('content', { becomes: 'answered' }, [
    ['parts', 'a list of text parts', (c) => complete({ content: [{ type: 'text', text: c.plain }] })],
    ['parts-strings', 'a list of texts', (c) => complete({ content: [c.plain] })],
    [
      'parts-object',
      'an object with the text in it',
      (c) => complete({ content: { type: 'output_text', text: c.plain } }),
    ],
    [
      'choice-text',
      'the text in the choice (`text`), without a message',
      (c) => complete({}, { choice: { message: undefined, text: c.plain } }),
    ],
    [
      'odd-signs',
      'control characters and half a surrogate pair',
      (c) =>
        complete({
          content:
            TEXTS.has(c.phase) && c.phase !== 'metaCritique'
              ? `${c.plain} \ud835 \u001b[31mred\u001b[0m \u0000`
              : c.plain,
        }),
    ],
    ['null-finish', 'no reason why it ended', (c) => complete({ content: c.plain }, { finish: null })],
    [
      'no-tool-calls',
      'an empty list of tool calls and an empty refusal beside the text',
      (c) => complete({ content: c.plain, tool_calls: [], refusal: null }),
    ],
  ]),
  ...ofKind('counts', { becomes: 'answered' }, [
    [
      'usage-texts',
      'token counts as texts',
      (c) => complete({ content: c.plain }, { usage: { prompt_tokens: '50', completion_tokens: '20' } }),
      { tokens: [50, 20] },
    ],
    [
      'usage-names',
      '`input_tokens` and `output_tokens`',
      (c) => complete({ content: c.plain }, { usage: { input_tokens: 50, output_tokens: 20 } }),
      { tokens: [50, 20] },
    ],
    ['usage-none', 'none: they count as 0', (c) => complete({ content: c.plain }, { usage: null }), { tokens: [0, 0] }],
    [
      'usage-odd',
      'no numbers at all: they count as 0',
      (c) => complete({ content: c.plain }, { usage: { prompt_tokens: 'many', completion_tokens: -1 } }),
      { tokens: [0, 0] },
    ],
    [
      'usage-cost',
      '`cost` in dollars',
      (c) => complete({ content: c.plain }, { usage: { ...USAGE, cost: 0.0123 } }),
      { tokens: [50, 20] },
    ],
  ]),
  ...ofKind('parameters', { becomes: 'answered' }, [
    [
      'strict-reasoner',
      '400: `max_completion_tokens` in place of `max_tokens`, no `temperature`',
      declines((b) =>
        'max_tokens' in b
          ? fail(
              400,
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
              { param: 'max_tokens' },
            )
          : 'temperature' in b
            ? fail(
                400,
                "Unsupported value: 'temperature' does not support 0.8 with this model. Only the default (1) value is supported.",
                { param: 'temperature' },
              )
            : undefined,
      ),
      { calls: 3 },
    ],
    [
      'param-field',
      '400: the name in `param` alone',
      declines((b) =>
        'temperature' in b ? fail(400, 'This value is not supported.', { param: 'temperature' }) : undefined,
      ),
      { calls: 2 },
    ],
    [
      'unknown-name',
      '400: an unknown name in the JSON',
      declines((b) =>
        'temperature' in b
          ? fail(400, 'Invalid JSON payload received. Unknown name "temperature": Cannot find field.')
          : undefined,
      ),
      { calls: 2 },
    ],
    [
      'detail-list',
      '400: a `detail` list of places',
      declines((b) =>
        'temperature' in b
          ? {
              status: 400,
              body: {
                detail: [
                  { type: 'extra_forbidden', loc: ['body', 'temperature'], msg: 'Extra inputs are not permitted' },
                ],
              },
            }
          : undefined,
      ),
      { calls: 2 },
    ],
    [
      'loc-list',
      '422: such a list inside the message',
      declines((b) =>
        'max_tokens' in b
          ? {
              status: 422,
              body: {
                object: 'error',
                message: {
                  detail: [
                    { type: 'extra_forbidden', loc: ['body', 'max_tokens'], msg: 'Extra inputs are not permitted' },
                  ],
                },
                code: null,
              },
            }
          : undefined,
      ),
      { calls: 2 },
    ],
    [
      'plain-complaint',
      '400: a text, no JSON',
      declines((b) =>
        'temperature' in b
          ? { status: 400, headers: { 'content-type': 'text/plain' }, body: 'temperature is deprecated for this model' }
          : undefined,
      ),
      { calls: 2 },
    ],
    [
      'complaint-200',
      'a complaint with status 200',
      declines((b) =>
        'temperature' in b
          ? { body: { error: { message: 'temperature: extra inputs are not permitted', code: 400 } } }
          : undefined,
      ),
      { calls: 2 },
    ],
    [
      'no-system',
      '400: no role `system`',
      declines((b) => (hasSystem(b) ? fail(400, 'System role not supported') : undefined)),
      { calls: 2 },
    ],
    [
      'no-instruction',
      '400: no developer instruction',
      declines((b) =>
        hasSystem(b) ? fail(400, 'Developer instruction is not enabled for models/some-model') : undefined,
      ),
      { calls: 2 },
    ],
    [
      'no-schema',
      '400: no `response_format`',
      declines((b) =>
        'response_format' in b
          ? fail(400, 'response_format json_schema is not supported', { param: 'response_format' })
          : undefined,
      ),
    ],
    [
      'no-extras',
      '400 to a reply schema, without saying what is wrong',
      declines((b) => ('response_format' in b ? fail(400, 'Bad request') : undefined)),
    ],
    [
      'stream-only',
      '400: streams only',
      (c) =>
        c.body.stream === true
          ? stream(streamed(c))
          : fail(400, 'This model only support stream mode, please enable the stream parameter to access the model.'),
      { calls: 2 },
    ],
  ]),
  ...ofKind('errors with status 200', { becomes: 'answered' }, [
    [
      'error-200-once',
      'an error object with the code of a rate limit',
      once(() => ({ body: { error: { message: MARKS.error, code: 429, metadata: { provider_name: 'ACME' } } } })),
      { calls: 2 },
    ],
    [
      'error-200-code',
      'its code a text',
      once(() => ({ body: { error: { message: MARKS.error, code: '502' } } })),
      { calls: 2 },
    ],
    ['error-200-text', 'the error a text', once(() => ({ body: { error: ERROR } })), { calls: 2 }],
    [
      'error-200-message',
      'a message and no choices',
      once(() => ({ body: { object: 'error', message: ERROR, type: 'server_error', code: 503 } })),
      { calls: 2 },
    ],
    [
      'error-200-choice',
      'an error in the choice, after half an answer',
      once((c) =>
        complete({ content: halfOf(c) }, { finish: 'error', choice: { error: { message: ERROR, code: 502 } } }),
      ),
      { calls: 2 },
    ],
    [
      'error-200',
      'an error object, each time',
      () => ({ body: { error: { message: ERROR, code: 502 } } }),
      { becomes: 'MODEL_FAILED', calls: 3 },
    ],
    [
      'finish-error',
      'half an answer, ended by an error',
      (c) => complete({ content: halfOf(c) }, { finish: 'error' }),
      { becomes: 'REPLY_EMPTY', calls: 2 },
    ],
    ['no-choices-once', 'no choices', once(() => ({ body: { id: 'x', choices: null } })), { calls: 2 }],
    [
      'no-choices',
      'no choices, each time: asked once more',
      () => ({ body: { id: 'x', choices: [] } }),
      { becomes: 'MODEL_FAILED', calls: 2 },
    ],
    ['empty-once', 'an empty text', once(() => complete({ content: '' })), { calls: 2 }],
    [
      'empty',
      'an empty text, each time: asked once more',
      () => complete({ content: '' }),
      { becomes: 'REPLY_EMPTY', calls: 2 },
    ],
    [
      'web-page',
      'a web page',
      () => ({
        headers: { 'content-type': 'text/html' },
        body: `<html><body>${MARKS.error}: sign in to the proxy</body></html>`,
      }),
      { becomes: 'MODEL_FAILED', calls: 1 },
    ],
  ]),
  ...ofKind('torn replies', { becomes: 'answered', calls: 2 }, [
    ['dropped', 'a connection that is closed without an answer', once(() => ({ status: 0, body: '' }))],
    [
      'torn-json',
      'half the JSON',
      once((c) => ({ body: JSON.stringify(complete({ content: halfOf(c) }).body).slice(0, 120) })),
    ],
    [
      'torn-body',
      'a connection that breaks off in the body',
      once((c) => ({
        body: JSON.stringify(complete({ content: halfOf(c) }).body).slice(0, 120),
        headers: { 'content-length': '5000' },
        breaksOff: true,
      })),
    ],
    [
      'torn-gzip',
      'compression that makes no sense',
      once((c) => ({
        body: JSON.stringify(complete({ content: halfOf(c) }).body),
        headers: { 'content-encoding': 'gzip' },
      })),
    ],
    ['no-body', 'an empty body', once(() => ({ body: '' }))],
    ['torn-stream', 'a stream that breaks off', once((c) => stream([delta({ content: halfOf(c) })], ''))],
    [
      'error-stream',
      'a stream that ends with an error',
      once((c) => stream([delta({ content: halfOf(c) }), { error: { message: ERROR, code: 502 } }])),
    ],
    ['unasked-stream', 'a stream where none was asked for', (c) => stream(streamed(c)), { calls: 1 }],
    [
      'commented-stream',
      'a stream that begins with comments and event names',
      (c) => stream(streamed(c), 'data: [DONE]\n\n', ': PROCESSING\n\nevent: message\n'),
      { calls: 1 },
    ],
    [
      'wrong-type',
      'JSON under another content type',
      (c) => ({ ...plainly(c), headers: { 'content-type': 'text/plain' } }),
      { calls: 1 },
    ],
    [
      'blank-lines',
      'blank lines before the JSON, to keep the connection open',
      (c) => ({ body: `\n\n   \n${JSON.stringify(plainly(c).body)}` }),
      { calls: 1 },
    ],
  ]),
  ...ofKind('filters', { becomes: 'withheld', calls: 1 }, [
    [
      'filter-400',
      '400 with code `content_filter`',
      () =>
        fail(400, 'The response was filtered due to the prompt triggering the content management policy.', {
          code: 'content_filter',
          innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: filtered },
        }),
    ],
    [
      'filter-inner',
      '400 with the policy in `innererror` alone',
      () => fail(400, 'The request was turned down.', { innererror: { code: 'ResponsibleAIPolicyViolation' } }),
    ],
    [
      'filter-403',
      '403: the input was flagged',
      () =>
        fail(403, 'Your chosen model requires moderation and your input was flagged for "violence".', {
          code: 403,
          metadata: { reasons: ['violence'] },
        }),
    ],
    [
      'filter-200',
      'a policy error with status 200',
      () => ({
        body: { error: { message: 'Output data may contain inappropriate content.', code: 'data_inspection_failed' } },
      }),
    ],
    [
      'filter-null',
      'finish `content_filter`, content `null`',
      () => complete({ content: null }, { finish: 'content_filter' }),
    ],
    [
      'filter-half',
      'finish `content_filter` after half an answer',
      (c) => complete({ content: halfOf(c) }, { finish: 'content_filter' }),
    ],
    [
      'filter-safety',
      'finish `SAFETY` after half an answer',
      (c) => complete({ content: halfOf(c) }, { finish: 'SAFETY' }),
    ],
    [
      'filter-choice',
      '`content_filter_results` of the choice, finish `stop`',
      (c) => complete({ content: halfOf(c) }, { choice: { content_filter_results: filtered } }),
      { promptfoo: 'drops' },
    ],
    [
      'filter-prompt',
      '`prompt_filter_results` and no choices',
      () =>
        complete(
          {},
          { top: { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: filtered }] } },
        ),
    ],
    [
      'filter-feedback',
      '`promptFeedback` and no choices',
      () => complete({}, { top: { choices: [], promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } }),
    ],
    [
      'filter-stream',
      'a stream that the filter ends',
      (c) => stream([delta({ content: halfOf(c) }), delta({}, 'content_filter')]),
    ],
    [
      'filter-thought',
      'a filter that acts in the thought',
      (c) => complete({ content: `<think>${thoughtOf(c)}` }, { finish: 'content_filter' }),
    ],
  ]),
  ...ofKind('refusals', { becomes: 'refused' }, [
    ['refusal-null', '`refusal` beside content `null`', () => complete({ content: null, refusal: REFUSAL })],
    ['refusal-empty', '`refusal` beside an empty text', () => complete({ content: '', refusal: REFUSAL })],
    [
      'refusal-part',
      'a content part of type `refusal`',
      () => complete({ content: [{ type: 'refusal', refusal: REFUSAL }] }),
    ],
    ['refusal-stream', 'a `refusal` in a stream', () => stream([delta({ refusal: REFUSAL }), delta({}, 'stop')])],
  ]),
  ...ofKind('tool calls', { becomes: 'tool-call' }, [
    [
      'tools',
      '`tool_calls`, content `null`',
      () => complete({ content: null, tool_calls: [call] }, { finish: 'tool_calls' }),
    ],
    [
      'tools-text',
      '`tool_calls` beside a text and thoughts',
      (c) =>
        complete({ content: `<think>${thoughtOf(c)}</think>I look.`, tool_calls: [call] }, { finish: 'tool_calls' }),
    ],
    [
      'tools-old',
      '`function_call`',
      () => complete({ content: null, function_call: call.function }, { finish: 'function_call' }),
    ],
    [
      'tools-stream',
      '`tool_calls` in a stream',
      () => stream([delta({ tool_calls: [{ index: 0, ...call }] }), delta({}, 'tool_calls')]),
    ],
  ]),
  ...ofKind('one phase', { becomes: 'answered' }, [
    ['critique-empty', 'an empty critique: revision without it', onlyIn('critique', () => complete({ content: '' }))],
    [
      'critique-cut',
      'a critique that is all thought: revision without it',
      onlyIn('critique', (c) => complete({ content: '', reasoning_content: thoughtOf(c) }, { finish: 'length' })),
    ],
    [
      'critique-withheld',
      'a withheld critique: revision without it',
      onlyIn('critique', () => complete({ content: null }, { finish: 'content_filter' })),
    ],
    [
      'revision-empty',
      'an empty revision',
      onlyIn('revision', () => complete({ content: '' })),
      { revised: 'REPLY_EMPTY' },
    ],
    [
      'revision-withheld',
      'a withheld revision: so is the answer',
      onlyIn('revision', (c) => complete({ content: halfOf(c) }, { finish: 'content_filter' })),
      { revised: 'withheld' },
    ],
    ['meta-empty', 'an empty meta-critique: no proposal', onlyIn('metaCritique', () => complete({ content: '' }))],
    [
      'meta-thought',
      'a meta-critique that is all thought: no proposal',
      onlyIn('metaCritique', (c) => complete({ content: `<think>${thoughtOf(c)}` }, { finish: 'length' })),
    ],
    [
      'meta-withheld',
      'a withheld meta-critique: no proposal',
      onlyIn('metaCritique', (c) => complete({ content: halfOf(c) }, { finish: 'content_filter' })),
    ],
    [
      'meta-half',
      'a meta-critique that an error ends: no proposal',
      onlyIn('metaCritique', (c) => complete({ content: halfOf(c) }, { finish: 'error' })),
    ],
    [
      'meta-cut',
      'half a meta-critique, cut by the token limit: no spec',
      onlyIn('metaCritique', (c) => complete({ content: halfOf(c) }, { finish: 'length' })),
    ],
    [
      'meta-refused',
      'a refusal in place of a meta-critique: no spec',
      onlyIn('metaCritique', () => complete({ content: null, refusal: `${REFUSAL} ${MARKS.half}` })),
    ],
    [
      'meta-error',
      'an error in place of a meta-critique: no proposal',
      onlyIn('metaCritique', () => ({ body: { error: { message: ERROR, code: 502 } } })),
    ],
    [
      'meta-error-second',
      'an error in place of the second meta-critique: the first one stays refused',
      onlyIn('metaCritique', (c) =>
        /^That sentence/.test(c.body.messages.at(-1)?.content ?? '')
          ? { body: { error: { message: ERROR, code: 502 } } }
          : complete({ content: 'Help.' }),
      ),
    ],
  ]),
  ...ofKind('limits', { becomes: 'answered' }, [
    ['wait-ms', '429 with `retry-after-ms`', once(() => fail(429, MARKS.error)), { calls: 2 }],
    [
      'wait-date',
      '529 with `retry-after` as a date',
      once(() => ({
        ...fail(529, MARKS.error),
        headers: { 'retry-after-ms': '', 'retry-after': new Date(0).toUTCString() },
      })),
      { calls: 2 },
    ],
    [
      'wait-long',
      '429 with `retry-after` above `limits.maxWaitMs`: ends the run',
      () => ({ ...fail(429, MARKS.error), headers: { 'retry-after-ms': '', 'retry-after': '3600' } }),
      { becomes: 'WAIT_TOO_LONG', calls: 1, promptfoo: 'waits' },
    ],
    [
      'page-503',
      '503 with a web page',
      once(() => ({ status: 503, headers: { 'content-type': 'text/html' }, body: `<html>${MARKS.error}</html>` })),
      { calls: 2 },
    ],
    [
      'quota-429',
      '429: the quota is used up; ends the run',
      () =>
        fail(429, 'You exceeded your current quota, please check your plan and billing details.', {
          code: 'insufficient_quota',
        }),
      { becomes: 'QUOTA_EXHAUSTED', calls: 1 },
    ],
    [
      'quota-402',
      '402: no credit left; ends the run',
      () => fail(402, 'Insufficient Balance'),
      { becomes: 'QUOTA_EXHAUSTED', calls: 1 },
    ],
    [
      'key-401',
      '401: the key is refused',
      () => fail(401, 'Incorrect API key provided.'),
      { becomes: 'MODEL_UNAUTHORIZED', calls: 1 },
    ],
    [
      'too-long',
      '400: the conversation is too long',
      () =>
        fail(400, "This model's maximum context length is 4096 tokens. Please reduce the length of the messages.", {
          code: 'context_length_exceeded',
        }),
      { becomes: 'CONTEXT_OVERFLOW', calls: 1 },
    ],
    [
      'unknown-model',
      '404: no such model',
      () => fail(404, `${MARKS.error}: the model does not exist`),
      { becomes: 'MODEL_FAILED', calls: 1 },
    ],
  ]),
  ...ofKind('verdicts', { becomes: 'answered' }, [
    [
      'judge-fenced',
      'a verdict in a code block, between sentences',
      onlyIn('judge', (c) => complete({ content: `My verdict:\n\`\`\`json\n${c.plain}\n\`\`\`\nI hope this helps.` })),
    ],
    [
      'judge-long',
      'a verdict after a long thought',
      onlyIn('judge', (c) =>
        complete({
          content: `<think>${'I weigh the answer again. '.repeat(1_200)}${thoughtOf(c)}</think>\n${c.plain}`,
        }),
      ),
    ],
    [
      'judge-twice',
      'two verdicts that contradict each other: unscored',
      onlyIn('judge', (c) => complete({ content: `${c.plain}\n${c.wrong}` })),
    ],
    ['judge-refused', 'a refusal to judge: unscored', onlyIn('judge', () => complete({ content: REFUSAL }))],
  ]),
];
