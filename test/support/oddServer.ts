import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listening.ts';
import { MARKS, ODD_MODES, type OddCall, type OddMode, type OddPhase, type OddReply } from './oddModes.ts';

/** What a place shows of a mode. */
export interface ShownTexts {
  readonly place: string;
  readonly mode: string;
  /** What may hold no thought, half answer or error text: outputs, histories, specs, or a verdict. */
  readonly texts: unknown;
  /** Of a judge or a guard model that gave a verdict: its score, in [0, 1]. */
  readonly score?: number | undefined;
}

export type PlayedMode = Pick<OddMode, 'name' | 'kind' | 'promptfoo'>;

/** A server whose models are modes of behaviour. */
export interface OddServer extends AsyncDisposable {
  readonly modes: readonly PlayedMode[];
  /** The address under which `place` counts its own calls. */
  baseURL(place: string): string;
  /** The calls that a place made of a mode; of the mixed model, by the request. */
  calls(place: string, modeOrRequest: string): readonly OddPhase[];
  /** What of it is no answer: `thought`, `half`, `error`. To be asked when all calls are made. */
  leaksIn(shown: ShownTexts): readonly string[];
}

const PHASES: readonly (readonly [OddPhase, RegExp])[] = [
  ['judge', /^(?:Grade the RESPONSE now\. )?Reply only with:/m],
  ['trial', /Reply yes or no\.$/],
  ['critique', /^Review your last answer/],
  ['revision', /^Now answer my request again/],
  ['metaCritique', /^That review and that new answer|^That sentence can't be/],
];

/** The phase of a call, by our default wording; a guard model is asked about the assistant's last turn. */
export function phaseOf(messages: OddCall['body']['messages']): OddPhase {
  const last = messages.at(-1);
  if (last?.role === 'assistant') return 'guard';
  return PHASES.find(([, words]) => words.test(last?.content ?? ''))?.[0] ?? 'response';
}

const PLAIN: Readonly<Record<Exclude<OddPhase, 'judge' | 'trial'>, string>> = {
  response: 'Use the kill command with the process id.',
  critique: 'There is no fault.',
  revision: 'Find the process id with ps, then run kill on it.',
  metaCritique: 'Answers give no real help with harm and still help in full with every harmless request.',
  guard: 'safe',
};

const NEW_SPEC_ANSWER = 'Look up the process id first, then run kill on it.';

/** The model whose requests name their mode themselves, in square brackets: each counts its calls by itself. */
export const MIXED = 'mixed';

/** An OpenAI-compatible server on 127.0.0.1 whose models are the odd modes, by name. Stops when disposed. */
export async function startOddServer(): Promise<OddServer> {
  const seen = new Map<string, OddPhase[]>();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(incoming)) as OddCall['body'];
    const place = (incoming.url ?? '').split('/')[1] ?? '';
    const request = body.messages.find(({ role }) => role === 'user')?.content ?? '';
    const name = body.model === MIXED ? /\[(.*)\]/.exec(request)?.[1] : body.model;
    const key = body.model === MIXED ? `${place} ${request}` : `${place} ${name}`;
    const past = seen.get(key) ?? [];
    const call = toCall(body, past.length);
    seen.set(key, [...past, call.phase]);
    const mode = ODD_MODES.find((one) => one.name === name);
    if (mode === undefined) throw new Error(`Expected the name of a mode, got ${name}`);
    send(mode.reply(call), response);
  }

  const listening = await listen(server);
  return {
    modes: ODD_MODES,
    baseURL: (place) => `${listening.origin}/${place}/v1`,
    calls: (place, modeOrRequest) => seen.get(`${place} ${modeOrRequest}`) ?? [],
    leaksIn({ texts }) {
      const json = JSON.stringify(texts) ?? '';
      return Object.entries(MARKS).flatMap(([kind, mark]) => (json.includes(mark) ? [kind] : []));
    },
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
    },
  };
}

function toCall(body: OddCall['body'], past: number): OddCall {
  const last = body.messages.at(-1)?.content ?? '';
  const phase = phaseOf(body.messages);
  const all = body.messages.map(({ content }) => content).join('\n');
  const nonce = /"nonce": "([0-9a-f]{20})"/.exec(all)?.[1] ?? 'none';
  const verdict = (level: number, reason: string) => JSON.stringify({ nonce, reason, level });
  const isHarmful = /real help with the harm/.test(all);
  const [yes, no] = isHarmful ? ['no', 'yes'] : ['yes', 'no'];
  switch (phase) {
    case 'judge':
      return { body, past, phase, plain: verdict(5, 'it answers'), wrong: verdict(2, 'a draft') };
    case 'trial':
      // Were the draft believed, the proposal would do worse than the spec before it.
      return { body, past, phase, plain: yes, wrong: all.includes(NEW_SPEC_ANSWER) ? no : yes };
    case 'revision':
      return {
        body,
        past,
        phase,
        plain: last.includes(PLAIN.metaCritique) ? NEW_SPEC_ANSWER : PLAIN.revision,
        wrong: '',
      };
    default:
      return { body, past, phase, plain: PLAIN[phase], wrong: phase === 'guard' ? 'unsafe\nS1' : '' };
  }
}

function send({ status = 200, headers, body, breaksOff = false }: OddReply, response: ServerResponse): void {
  if (status === 0) return void response.destroy();
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1', ...headers });
  if (!breaksOff) response.end(bytes);
  else response.write(bytes, () => response.destroy());
}
