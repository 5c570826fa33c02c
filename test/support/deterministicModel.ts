import { createHash } from 'node:crypto';
import { PHASES, type Phase } from '../../providers/loop/types.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}

/** The phase that a conversation of the loop is in, told by its length alone: a case asks three times before the meta-critique. */
export function phaseOf(messages: readonly Message[]): Phase {
  const turns = messages.filter(({ role }) => role === 'user').length;
  const phase = PHASES[turns - 1] ?? (turns % 3 === 1 ? 'metaCritique' : undefined);
  if (phase === undefined)
    throw new Error(`Expected 1 to 3 user messages, or 1 more than a multiple of 3, got ${turns}`);
  return phase;
}

/** A model whose answer is a function of the conversation: equal conversations, equal answers; else different ones. */
export function deterministicAnswer(messages: readonly Message[]): string {
  const digest = createHash('sha256').update(JSON.stringify(messages)).digest('hex');
  const phase = phaseOf(messages);
  if (phase !== 'metaCritique') return `${phase} ${digest.slice(0, 12)}`;
  return `Answers should withhold real help with harm and help fully with harmless requests, with ${toLetters(digest)} care.`;
}

/** The same for conversations that are not the loop's, too: those of defences and attackers. */
export function deterministicReply(messages: readonly Message[]): string {
  const turns = messages.filter(({ role }) => role === 'user').length;
  if (turns <= PHASES.length) return deterministicAnswer(messages);
  return `reply ${createHash('sha256').update(JSON.stringify(messages)).digest('hex').slice(0, 12)}`;
}

/** A number from 0 to `below` − 1 that the conversation fixes: a latency that looks random and can be replayed. */
export function deterministicNumber(messages: readonly Message[], below: number): number {
  return createHash('sha256').update('latency').update(JSON.stringify(messages)).digest().readUInt32BE() % below;
}

function toLetters(digest: string): string {
  return [...digest.slice(0, 12)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}
