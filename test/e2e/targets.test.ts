import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluateResult } from 'promptfoo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvalProject, metascOf, PROVIDER, rowsOf } from '../support/evalProject.ts';
import { startTargetServer, type TargetServer } from '../support/targetServer.ts';

interface Kind {
  readonly name: string;
  readonly provider: (url: string) => string | { readonly id: string; readonly config?: object };
  readonly prompts?: readonly unknown[];
  readonly files?: Readonly<Record<string, string>>;
  readonly test?: object;
}

const post = (body: string) =>
  `const r = await fetch(process.env.TARGET_URL + '/app', { method: 'POST', body: JSON.stringify(${body}) }); const { reply } = await r.json();`;

const KINDS: readonly Kind[] = [
  { name: 'a chat model by its id', provider: () => 'openai:chat:gpt-4o-mini' },
  {
    name: 'a chat model with options and a system prompt in a chat array',
    provider: () => ({ id: 'openai:chat:m', config: { temperature: 0.3, max_tokens: 77 } }),
    prompts: ['[{"role": "system",  "content": "Be terse."}, {"role": "user", "content": "{{question}}"}]'],
  },
  {
    name: 'a prompt with options of its own',
    provider: () => 'openai:chat:m',
    prompts: [{ raw: 'Say {{question}}', label: 'own', config: { max_tokens: 9, stop: ['END'] } }],
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
    prompts: ['Answer: {{question}}'],
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
    provider: () => 'file://target.py',
    files: {
      'target.py': `import json, os, urllib.request
def call_api(prompt, options, context):
    body = json.dumps({"prompt": prompt, "question": context["vars"]["question"], "user": context["vars"]["user"], "config": options.get("config", {}).get("mode")}).encode()
    with urllib.request.urlopen(urllib.request.Request(os.environ["TARGET_URL"] + "/app", data=body)) as response:
        return {"output": json.load(response)["reply"]}
`,
    },
  },
  {
    name: 'a class',
    provider: () => ({ id: 'file://target.mjs', config: { mode: 'fast' } }),
    files: {
      'target.mjs': `export default class {
  constructor(options) { this.config = options.config; }
  id() { return 'mine'; }
  async callApi(prompt, context) { ${post('{ prompt, user: context.vars.user, config: this.config, promptConfig: context.prompt.config }')} return { output: reply }; }
}`,
    },
  },
  {
    name: 'a class with structured output',
    provider: () => 'file://target.mjs',
    files: {
      'target.mjs': `export default class {
  id() { return 'mine'; }
  async callApi(prompt) { ${post('{ prompt }')} return { output: { reply, list: [1] }, metadata: { source: 'app' } }; }
}`,
    },
    test: { assert: [{ type: 'javascript', value: 'output.list[0] === 1 && output.reply.length > 3' }] },
  },
  {
    name: 'a command',
    provider: () => 'exec: node target.mjs',
    files: { 'target.mjs': `${post('{ prompt: process.argv[2] }')} console.log(reply);` },
  },
];

describe('a project whose target comes under MetaSC', () => {
  let server: TargetServer;
  beforeAll(async () => {
    server = await startTargetServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(KINDS)('sends what it sent before: $name', async ({ provider, prompts, files = {}, test = {} }) => {
    await using project = await createEvalProject();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(project.folder, name), content);
    const entry = provider(server.url);
    const model = typeof entry === 'string' ? { id: entry } : entry;
    const before = server.requests.length;
    const outcome = await project.evaluate(
      {
        prompts: prompts ?? ['{{question}}'],
        providers: [
          entry,
          { id: PROVIDER, label: 'baseline', config: { variant: 'baseline', model, journalDir: false } },
          {
            id: PROVIDER,
            label: 'metasc',
            config: { model, adapt: { steps: 1, acceptance: 'always' }, journalDir: false },
          },
        ],
        tests: [
          { vars: { question: 'Why is the sky "blue"?', user: 'Ann' }, ...test },
          { vars: { question: 'How do kites fly?', user: 'Bob' }, ...test },
        ],
      },
      {
        args: ['--no-cache'],
        env: { TARGET_URL: server.url, OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: 'sk-test' },
      },
    );
    const rows = outcome.results?.results ?? [];
    expect(rows.map(({ error }) => error)).toEqual(Array(6).fill(undefined));
    expect(outcome.exitCode, outcome.stdout).toBe(0);

    // The entry's own two requests, and byte for byte the same two again, which baseline and metasc share.
    const sent = server.requests.slice(before);
    const counts = Map.groupBy(sent, (request) => request);
    expect([...counts.values()].filter(({ length }) => length === 2)).toHaveLength(2);
    // Two critiques, two revisions, one meta-critique.
    expect(sent).toHaveLength(4 + 5);
    const [original, baseline, metasc] = [undefined, 'baseline', 'metasc'].map((column) =>
      column === undefined
        ? rows.filter(({ provider: { label } }) => label !== 'baseline' && label !== 'metasc')
        : rowsOf(outcome, column),
    );
    const outputs = (some: readonly EvaluateResult[] | undefined) =>
      some
        ?.map(({ response }) => response?.output)
        .map(String)
        .sort();
    expect(outputs(baseline)).toEqual(outputs(original));
    expect(metasc?.map((row) => metascOf(row).warnings)).toEqual([undefined, undefined]);
    expect(metasc?.every((row) => metascOf(row).critique !== metascOf(row).response)).toBe(true);
  });
});
