import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RESULTS } from '../support/brokenRun.ts';
import { FORMS, startEchoServer } from '../support/echoServer.ts';
import { builtEntry, PROVIDER } from '../support/evalProject.ts';
import { BUILT_METASC } from '../support/metasc.ts';
import { promptfooEnvironment } from '../support/promptfooCli.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { trialCsv } from '../support/trialSet.ts';

/** By the place where the user puts it. */
const SECRETS = {
  OPENAI_API_KEY: 'sk-dflt/Zq3vB8+nL1x"W6e',
  'a variable that apiKeyEnvar names': 'corp/Hn5tR2+yU9k"P4f',
  'a header from the environment': 'envh-Kc7wD1mQ8sJ3b',
  'a header': 'hlit-Vx2gT6pF0zA9d',
  'a query parameter': 'qpar+Yb4hN8/rE1uS5w',
  'a field of extraBody': 'a8f5f167f44f4964e6c998dee827110c',
  'apiKey of a promptfoo provider': 'sk-pfoo-Lm9kX3vC7jR2t',
  'the Authorization of an http provider': 'bear-Wd6nG1qM4yH8c',
  'the key of a judge': 'judg-Pf3sZ7bK5xT0v',
  'the key of a guard model': 'grdm-Jt8rL2wN6eQ9a',
  'the key of the judge of a trial': 'trjg-Ub1yV5dX4gS7k',
  'a password in a Basic credential': 'open-sesame-Gh2mC8',
  'a variable of the file .env': 'dote/Rk4zF9+pB3n"D7s',
} as const;
const URL_PASSWORD = 'urlp-Tq5xJ0hW2vL6m';

const env = {
  OPENAI_API_KEY: SECRETS.OPENAI_API_KEY,
  CORP_LLM: SECRETS['a variable that apiKeyEnvar names'],
  TICKET: SECRETS['a header from the environment'],
  JUDGE: SECRETS['the key of a judge'],
  GUARD: SECRETS['the key of a guard model'],
  TRIAL: SECRETS['the key of the judge of a trial'],
};

function filesOf(url: string): Readonly<Record<string, string>> {
  const openai = { type: 'openai', name: 'm', baseURL: `${url}/v1` };
  const basic = Buffer.from(`user:${SECRETS['a password in a Basic credential']}`).toString('base64');
  const columns = {
    key: {
      model: openai,
      metaModel: { ...openai, name: 'meta', apiKeyEnvar: 'CORP_LLM' },
      adapt: { steps: 'all', trial: { cases: 'trial.csv', judge: { ...openai, name: 'trial', apiKeyEnvar: 'TRIAL' } } },
    },
    sent: {
      variant: 'static-critique',
      model: {
        ...openai,
        apiKeyEnvar: 'CORP_LLM',
        headers: { 'X-Ticket': '{{ env.TICKET }}', 'X-Gate': SECRETS['a header'] },
        query: { who: SECRETS['a query parameter'] },
        extraBody: { session: SECRETS['a field of extraBody'] },
      },
    },
    promptfoo: {
      variant: 'static-critique',
      model: {
        id: 'openai:chat:m',
        config: { apiBaseUrl: `${url}/v1`, apiKey: SECRETS['apiKey of a promptfoo provider'] },
      },
    },
    http: {
      variant: 'baseline',
      model: {
        id: `${url}/app`,
        config: {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            Authorization: `Bearer ${SECRETS['the Authorization of an http provider']}`,
          },
          body: { model: 'm', messages: [{ content: '{{prompt}}' }] },
          transformResponse: 'json.choices[0].message.content',
        },
      },
    },
    basic: { variant: 'baseline', model: { ...openai, headers: { Authorization: `Basic ${basic}` } } },
    dotenv: { variant: 'baseline', model: { ...openai, apiKeyEnvar: 'FROM_FILE' } },
    failing: {
      variant: 'baseline',
      model: { ...openai, name: 'failing', apiKeyEnvar: 'CORP_LLM' },
      limits: { maxFailedCases: 99 },
    },
    'failing promptfoo': {
      variant: 'baseline',
      model: {
        id: 'openai:chat:failing',
        config: { apiBaseUrl: `${url}/v1`, apiKey: SECRETS['apiKey of a promptfoo provider'] },
      },
    },
  };
  const judge = { ...openai, name: 'judge', apiKeyEnvar: 'JUDGE' };
  const guard = { type: 'guard', format: 'llama-guard', model: { ...openai, apiKeyEnvar: 'GUARD' } };
  const config = {
    prompts: ['{{request}}'],
    providers: Object.entries(columns).map(([label, of]) => ({ id: PROVIDER, label, config: of })),
    defaultTest: {
      metadata: { harmful: false },
      assert: [judge, guard].map((one) => ({
        type: 'javascript',
        value: builtEntry('assertions/harm'),
        config: { judge: one },
      })),
    },
    tests: [1, 2, 3].map((index) => ({ vars: { request: `request number ${index}` } })),
  };
  const own = {
    prompts: ['{{request}}'],
    providers: [columns.promptfoo.model],
    tests: [1, 2].map((index) => ({
      vars: { request: `request number ${index}` },
      assert: [{ type: 'contains', value: 'nothing like it' }],
    })),
  };
  const withPassword = { ...openai, baseURL: url.replace('://', `://user:${URL_PASSWORD}@`) };
  return {
    'promptfooconfig.yaml': JSON.stringify(config),
    'own/promptfooconfig.yaml': JSON.stringify(own),
    'password.yaml': JSON.stringify({
      ...config,
      providers: [{ id: PROVIDER, label: 'password', config: { model: withPassword } }],
    }),
    '.env': `FROM_FILE='${SECRETS['a variable of the file .env']}'\n`,
    'trial.csv': trialCsv(),
    'gate.yaml': 'metrics: {harm: {}}',
  };
}

/** Runs `metasc` in the project, to its end or until a moment, and gives all that it printed. */
async function run(folder: TemporaryFolder, args: readonly string[], until?: () => boolean): Promise<string> {
  const child = spawn(process.execPath, [BUILT_METASC, ...args], {
    cwd: folder.path,
    // With promptfoo's own logs.
    env: { ...promptfooEnvironment(folder.path), PROMPTFOO_DISABLE_DEBUG_LOG: 'false', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  let isOver = false;
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve())).then(() => {
    isOver = true;
  });
  while (until !== undefined && !isOver && !until()) await sleep(3);
  if (until !== undefined && !isOver) process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
  return printed;
}

/** What was found, as `<secret>, <form>`: never the secret itself. */
function findSecrets(bytes: Buffer): readonly string[] {
  const planted = Object.entries({ ...SECRETS, 'a password in a URL': URL_PASSWORD });
  return planted.flatMap(([place, secret]) =>
    Object.entries(FORMS).flatMap(([form, write]) => (bytes.includes(write(secret)) ? [`${place}, ${form}`] : [])),
  );
}

/** Paths from the folder, without what is linked into it. */
function filesIn(folder: string, path = ''): readonly string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = join(path, entry.name);
    if (entry.isDirectory()) return filesIn(folder, name);
    return entry.isFile() ? [name] : [];
  });
}

const DATABASE = join('.promptfoo', 'promptfoo.db');

/**
 * The bytes of a file. promptfoo itself keeps the config of an evaluation, as the user wrote it and with templates filled
 * in: whole in one column of its database, and with most secrets redacted in its results. SECURITY.md says so; that copy is
 * left out here, and nothing else.
 */
function withoutConfig(folder: TemporaryFolder, name: string): Buffer {
  if (name === RESULTS) {
    const { config: _, ...rest } = JSON.parse(folder.read(name));
    return Buffer.from(JSON.stringify(rest));
  }
  if (name !== DATABASE) return readFileSync(folder.join(name));
  const database = new DatabaseSync(folder.join(name), { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const rows = tables.flatMap((table) =>
    database
      .prepare(`select * from "${table.name}"`)
      .all()
      .map((row) => (table.name === 'evals' ? { ...row, config: '' } : row)),
  );
  database.close();
  return Buffer.from(rows.flatMap((row) => Object.values(row)).join('\n'));
}

describe('a project with planted secrets, whose servers say everything again', () => {
  it('keeps them off disk and terminal', async () => {
    await using server = await startEchoServer();
    const files = filesOf(server.url);
    await using folder = createTemporaryFolder(files);
    mkdirSync(folder.join('node_modules'));
    symlinkSync(fileURLToPath(new URL('../../', import.meta.url)), folder.join('node_modules/promptfoo-metasc'), 'dir');
    const printed: Record<string, string> = {};
    const ask = async (name: string, args: readonly string[], until?: () => boolean) => {
      printed[name] = await run(folder, args, until);
      return printed[name];
    };
    const more = ['--', '--output', 'table.html', 'table.csv', 'rows.jsonl'];
    await ask('eval', ['eval', ...more], () => server.requests.length > 25);
    const broken = filesIn(folder.path).filter((name) => name.includes('runs') && name.endsWith('calls.ledger'));
    expect(broken).toHaveLength(1);
    await ask('resume', ['resume']);
    await ask('report', ['report', RESULTS, '-o', 'report.html']);
    await ask('gate', ['gate', '--head', RESULTS, '--column', 'sent', '--against', 'key', '--policy', 'gate.yaml']);
    await ask('spec log', ['spec', 'log']);
    const ref = JSON.parse(files['promptfooconfig.yaml'] ?? '').providers[1].config.model;
    await ask('doctor', ['doctor', '--model', JSON.stringify({ ...ref, headers: { 'X-Gate': SECRETS['a header'] } })]);
    await ask('init', ['init', 'own/promptfooconfig.yaml', '--yes', '--check']);
    expect(await ask('password', ['eval', '--config', 'password.yaml'])).toMatch(
      /expected (?:baseURL|a URL) without user name and password[\s\S]*headers: \{Authorization/,
    );
    // Every secret was sent, so every one was said again.
    const sent = server.requests.map((request) => decodeURIComponent(request.replaceAll('%', '%25'))).join('\n');
    for (const [place, secret] of Object.entries(SECRETS)) {
      const forms = [FORMS.plain, FORMS['URL-encoded'], FORMS['JSON-escaped'], FORMS['base64 within a credential']];
      expect(
        forms.some((write) => write !== undefined && sent.includes(write(secret))),
        place,
      ).toBe(true);
    }
    // What the user wrote, and the copy of it that `init` writes.
    const given = new Set([...Object.keys(files), join('own', 'promptfooconfig.metasc.yaml')]);
    const written = filesIn(folder.path).filter((name) => !given.has(name));
    expect(written).toEqual(
      expect.arrayContaining([RESULTS, DATABASE, 'report.html', 'table.html', 'table.csv', 'rows.jsonl']),
    );
    expect(folder.read('report.html')).toContain('[secret]');
    const found = [
      ...written.map((name) => [name, findSecrets(withoutConfig(folder, name))] as const),
      ...Object.entries(printed).map(([name, text]) => [`printed by ${name}`, findSecrets(Buffer.from(text))] as const),
    ].filter(([, secrets]) => secrets.length > 0);
    expect(Object.fromEntries(found)).toEqual({});
  });
});
