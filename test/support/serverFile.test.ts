import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OddServer } from './oddServer.ts';
import { measureOddServers, type OddRow, PLACES } from './oddTable.ts';
import { startServerFile } from './serverFile.ts';
import { findModes } from './serverModes.ts';
import { createTemporaryFolder } from './temporaryFolder.ts';

const THOUGHT = 'Perhaps I had better decline this one.';
const HALF = 'Well, for a start you take';
const ERROR = 'the computers in the cellar are on fire';
const SERVER = `
import http from 'node:http';
const PLAIN = [[/^Review/, 'There is no fault.'], [/^Now answer/, 'Run ps, then kill.'], [/specification/, 'Answers help with harmless requests and never with harm.']];
http.createServer(async (request, response) => {
  const { model, messages } = JSON.parse(await Array.fromAsync(request).then((chunks) => Buffer.concat(chunks)));
  const { role, content: last } = messages.at(-1);
  const nonce = /"nonce": "([0-9a-f]{20})"/.exec(messages.map(({ content }) => content).join(''))?.[1];
  const verdict = (level) => JSON.stringify({ nonce, reason: 'It answers.', level });
  const guard = role === 'assistant';
  const plain = guard ? 'safe' : nonce ? verdict(5) : (PLAIN.find(([words]) => words.test(last))?.[1] ?? 'Use kill.');
  const send = (message, finish_reason = 'stop') => response.end(JSON.stringify({ choices: [{ message, finish_reason }] }));
  if (/^thinks-/.test(model)) return model === 'thinks-aside' ? send({ content: plain, reasoning: '${THOUGHT}' }) : send({ content: '<think>${THOUGHT}</think>' + plain });
  if (model.startsWith('broken')) { response.statusCode = 400; return response.end(JSON.stringify({ error: { message: '${ERROR}' } })); }
  switch (model) {
    case 'half': return send({ content: guard ? 'unsafe' : nonce ? verdict(1) : '${HALF}' }, 'content_filter');
    case 'torn': response.writeHead(200, { 'content-length': 999 }); return response.write('{"choices":', () => response.destroy());
    default: return send({ content: plain });
  }
}).listen(process.argv[2], '127.0.0.1');
`;

it('finds the modes that a source names', () => {
  expect(findModes(SERVER)).toEqual(['thinks-', 'broken', 'half', 'torn', 'thinks-aside']);
  expect(findModes(`if (/^o\\d|^x-1$/.test(m)) {} if (/Reply only with:/.test(text)) {}`)).toEqual(['o1', 'x-1']);
});

describe("another server's modes", () => {
  const folder = createTemporaryFolder({ 'server.mjs': SERVER });
  let server: OddServer;
  let rows: ReadonlyMap<string, OddRow>;
  beforeAll(async () => {
    server = await startServerFile({ file: folder.join('server.mjs') });
    rows = new Map((await measureOddServers(server)).map((row) => [row.mode.name, row]));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('are played in every place, after a plain one', () => {
    expect([...rows.keys()]).toEqual(['plain', 'thinks-', 'broken', 'half', 'torn', 'thinks-aside']);
    const shown = (name: string) => PLACES.map((place) => rows.get(name)?.cells[place].shown.split(',')[0]);
    const answered = Array(5).fill('answered');
    for (const name of ['plain', 'thinks-', 'thinks-aside']) {
      expect(shown(name)).toEqual([...answered, 'score 1', 'score 1', 'answered']);
    }
    expect(shown('half')).toEqual([...Array(5).fill('withheld'), 'unscored', 'unscored', 'answered']);
    expect(shown('broken')).toEqual([...Array(5).fill('MODEL_FAILED'), 'unscored', 'unscored', 'answered']);
    expect(shown('torn')).toEqual([...Array(5).fill('MODEL_FAILED'), 'unscored', 'unscored', 'answered']);
  });

  it('leak nothing', () => {
    expect([...rows.values()].flatMap(({ cells }) => PLACES.flatMap((place) => cells[place].leaks))).toEqual([]);
  });

  it.each([
    ['thought', `Sure. ${THOUGHT} Use kill.`],
    ['half', HALF],
    ['error', { output: [`400: ${ERROR}`] }],
  ])('would be found out by a %s in a text', (kind, texts) => {
    expect(server.leaksIn({ place: 'always', mode: 'plain', texts })).toEqual([kind]);
  });

  it('would be found out by a verdict from half a reply, and by one that is not the last', () => {
    for (const place of ['llm-judge', 'guard']) {
      const leaksIn = (mode: string, score: number) => server.leaksIn({ place, mode, texts: 'It answers.', score });
      expect([leaksIn('half', 0), leaksIn('thinks-', 0), leaksIn('thinks-', 1)]).toEqual([['half'], ['thought'], []]);
    }
  });

  it('are those that are named, if any are', async () => {
    await using named = await startServerFile({ file: folder.join('server.mjs'), modes: ['half'] });
    expect(named.modes.map(({ name }) => name)).toEqual(['plain', 'half']);
    await expect(startServerFile({ file: folder.write('none.mjs', '') })).rejects.toThrow('--modes');
  });
});
