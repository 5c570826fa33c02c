import type { EvaluateResult } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvalProject, type EvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import type { PromptfooOutcome } from '../support/promptfooCli.ts';
import { startTargetServer, type TargetServer } from '../support/targetServer.ts';

interface Kind {
  readonly name: string;
  readonly provider: (url: string) => { readonly id: string; readonly config?: object };
  /** @default the question alone */
  readonly prompt?: { readonly raw: string; readonly config?: object };
  /** A file of the project; `SERVER` becomes the server's address. */
  readonly file?: readonly [name: string, text: string];
  readonly test?: object;
}

const post = (body: string) =>
  `const r = await fetch('SERVER/app', { method: 'POST', body: JSON.stringify(${body}) }); const { reply } = await r.json();`;

/** Its server is the one that the environment names. */
const BY_ID: Kind = { name: 'a chat model by its id', provider: () => ({ id: 'openai:chat:gpt-4o-mini' }) };

const KINDS: readonly Kind[] = [
  BY_ID,
  {
    name: 'a chat model with options and a system prompt in a chat array',
    provider: (url) => ({
      id: 'openai:chat:m',
      config: { apiBaseUrl: `${url}/v1`, temperature: 0.3, max_tokens: 77 },
    }),
    prompt: { raw: '[{"role": "system",  "content": "Be terse."}, {"role": "user", "content": "{{question}}"}]' },
  },
  {
    name: 'a prompt with options of its own',
    provider: (url) => ({ id: 'openai:chat:m', config: { apiBaseUrl: `${url}/v1` } }),
    prompt: { raw: 'Say {{question}}', config: { max_tokens: 9, stop: ['END'] } },
  },
  {
    name: 'a body of the prompt',
    provider: (url) => ({
      id: `${url}/app`,
      config: { method: 'POST', body: { message: '{{prompt}}', user: '{{user}}' }, transformResponse: 'json.reply' },
    }),
  },
  {
    name: 'a body of another variable',
    provider: (url) => ({
      id: 'https',
      config: { url: `${url}/app`, method: 'POST', body: { q: '{{question}}' }, transformResponse: 'json.reply' },
    }),
    prompt: { raw: 'Answer: {{question}}' },
  },
  {
    name: 'a query string',
    provider: (url) => ({
      id: `${url}/app?q={{question}}`,
      config: { method: 'GET', transformResponse: 'json.reply' },
    }),
  },
  {
    name: 'a Python script that reads the variables',
    provider: () => ({ id: 'file://target.py' }),
    file: [
      'target.py',
      `import json, urllib.request
def call_api(prompt, options, context):
    body = json.dumps({"prompt": prompt, "question": context["vars"]["question"], "user": context["vars"]["user"], "config": options.get("config", {}).get("mode")}).encode()
    with urllib.request.urlopen(urllib.request.Request("SERVER/app", data=body)) as response:
        return {"output": json.load(response)["reply"]}
`,
    ],
  },
  {
    name: 'a class',
    provider: () => ({ id: 'file://target.mjs', config: { mode: 'fast' } }),
    file: [
      'target.mjs',
      `export default class {
  constructor(options) { this.config = options.config; }
  id() { return 'mine'; }
  async callApi(prompt, context) { ${post('{ prompt, user: context.vars.user, config: this.config, promptConfig: context.prompt.config }')} return { output: reply }; }
}`,
    ],
  },
  {
    name: 'a class with structured output',
    provider: () => ({ id: 'file://structured.mjs' }),
    file: [
      'structured.mjs',
      `export default class {
  id() { return 'mine'; }
  async callApi(prompt) { ${post('{ prompt }')} return { output: { reply, list: [1] }, metadata: { source: 'app' } }; }
}`,
    ],
    test: { assert: [{ type: 'javascript', value: 'output.list[0] === 1 && output.reply.length > 3' }] },
  },
  {
    name: 'a command',
    provider: () => ({ id: 'exec: node command.mjs' }),
    file: ['command.mjs', `${post('{ prompt: process.argv[2] }')} console.log(reply);`],
  },
];

type Role = 'own' | 'baseline' | 'metasc';

const labelOf = ({ name }: Kind, role: Role) => `${role}: ${name}`;

/** The target's own entry, and the columns around it. */
function providersOf(kind: Kind, url: string) {
  const model = kind.provider(url);
  const column = (role: Role, config: object) => ({
    id: PROVIDER,
    label: labelOf(kind, role),
    config: { model, journalDir: false, ...config },
  });
  return [
    { ...model, label: labelOf(kind, 'own') },
    column('baseline', { variant: 'baseline' }),
    column('metasc', { adapt: { steps: 1, acceptance: 'always' } }),
  ];
}

const testsOf = (kind: Kind) =>
  [
    { question: 'Why is the sky "blue"?', user: 'Ann' },
    { question: 'How do kites fly?', user: 'Bob' },
  ].map((vars) => ({
    vars,
    prompts: [kind.name],
    providers: (['own', 'baseline', 'metasc'] as const).map((role) => labelOf(kind, role)),
    ...kind.test,
  }));

describe('a project whose target comes under MetaSC', () => {
  const stack = new AsyncDisposableStack();
  const servers = new Map<Kind, TargetServer>();
  let project: EvalProject;
  let outcome: PromptfooOutcome;

  const serverOf = (kind: Kind) => servers.get(kind) ?? expect.unreachable();

  // One run of all: each kind has a server, a prompt and tests of its own.
  beforeAll(async () => {
    project = stack.use(await createEvalProject());
    for (const kind of KINDS) {
      const server = stack.use(await startTargetServer());
      servers.set(kind, server);
      const [name, content] = kind.file ?? [];
      if (name !== undefined) project.write(name, content?.replaceAll('SERVER', server.url) ?? '');
    }
    outcome = await project.evaluate(
      {
        prompts: KINDS.map(({ name, prompt = { raw: '{{question}}' } }) => ({ ...prompt, label: name })),
        providers: KINDS.flatMap((kind) => providersOf(kind, serverOf(kind).url)),
        tests: KINDS.flatMap(testsOf),
      },
      { args: ['--no-cache'], env: servers.get(BY_ID)?.env ?? {} },
    );
  });
  afterAll(() => stack.disposeAsync());

  it.each(KINDS)('sends what it sent before: $name', (kind) => {
    const [own, baseline, metasc] = (['own', 'baseline', 'metasc'] as const).map((role) =>
      rowsOf(outcome, labelOf(kind, role)),
    );
    const rows = [own, baseline, metasc].flat();
    expect(
      rows.map((row) => row?.error),
      outcome.stdout,
    ).toEqual(Array(6).fill(undefined));
    expect(rows.map((row) => row?.success)).toEqual(Array(6).fill(true));

    // The entry's own two requests, and byte for byte the same two again, which baseline and metasc share.
    const sent = serverOf(kind).requests;
    const counts = Map.groupBy(sent, (request) => request);
    expect([...counts.values()].filter(({ length }) => length === 2)).toHaveLength(2);
    // Two critiques, two revisions, one meta-critique.
    expect(sent).toHaveLength(4 + 5);
    const outputs = (some: readonly EvaluateResult[] | undefined) => some?.map(({ response }) => response?.output);
    expect(outputs(baseline)).toEqual(outputs(own));
    expect(metasc?.map((row) => metascOf(row).warnings)).toEqual([undefined, undefined]);
    expect(metasc?.every((row) => metascOf(row).critique !== metascOf(row).response)).toBe(true);
  });
});
