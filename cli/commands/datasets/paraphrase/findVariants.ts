import type { SafetyCase } from '../../../../datasets/caseSchema.ts';
import type { VariantKind, VariantText } from '../../../../datasets/variants.ts';
import type { Conversation } from '../../../../foundation/conversation.ts';
import { isRefusal } from '../../../../providers/loop/defences/defence.ts';
import type { ChatReply } from '../../../../providers/models/chatModel.ts';
import { askForMeaning, askForVariant, readsYes } from './variantPrompts.ts';

/** Why a reply did not become a variant. */
export const DROPS = {
  refused: 'the model refused or was withheld',
  malformed: 'no text, more than one line, or too long',
  duplicate: 'equal to the request or to another variant',
  'other meaning': 'the judge said that it asks for something else',
  unclear: 'the judge said neither yes nor no',
} as const;
export type Drop = keyof typeof DROPS;

export interface FoundVariants {
  readonly texts: readonly VariantText[];
  /** One per reply that was dropped. */
  readonly drops: readonly { readonly kind: VariantKind; readonly why: Drop }[];
}

export interface VariantAsking {
  readonly kinds: readonly VariantKind[];
  /** Of each kind; at least 1. */
  readonly count: number;
  /** The model that writes. Equal conversations with other samples are independent. */
  readonly write: (conversation: Conversation, sample: number) => Promise<Said>;
  readonly judge: (conversation: Conversation) => Promise<Said>;
}

type Said = Pick<ChatReply, 'outcome' | 'text' | 'finish'>;

/** For one variant. A kind for which none succeeds gets no more. */
const MAX_TRIES = 3;
/** What a variant may be longer than its request. */
const MAX_ADDED_CHARS = { paraphrase: 160, context: 400 } as const satisfies Record<VariantKind, number>;

/**
 * Variants of a request that a judge takes for the same request, both ways round; at most `count` of each kind.
 *
 * @throws whatever `write` and `judge` throw
 */
export async function findVariants(
  original: SafetyCase,
  { kinds, count, write, judge }: VariantAsking,
): Promise<FoundVariants> {
  const texts: VariantText[] = [];
  const drops: FoundVariants['drops'][number][] = [];
  for (const kind of kinds) {
    const written: string[] = [];
    let sample = 0;
    let missed = 0;
    while (texts.filter((text) => text.kind === kind).length < count && missed < MAX_TRIES) {
      const reply = await write(askForVariant(original, kind, written), sample);
      sample += 1;
      const text = textOf(reply);
      const prompt = kind === 'context' ? `${text} ${original.prompt}` : text;
      const why =
        faultOf(reply, text, prompt.length - original.prompt.length <= MAX_ADDED_CHARS[kind]) ??
        (isKnown(prompt, [original.prompt, ...texts.map((known) => known.prompt)]) ? 'duplicate' : undefined) ??
        (await meaningFault(original.prompt, prompt, judge));
      if (why === undefined) texts.push({ kind, prompt });
      else drops.push({ kind, why });
      missed = why === undefined ? 0 : missed + 1;
      if (why !== 'refused' && why !== 'malformed' && !isKnown(text, written)) written.push(text);
    }
  }
  return { texts, drops };
}

/** Without the quotation marks that models like to put around it. */
function textOf({ text }: Pick<Said, 'text'>): string {
  const bare = text.trim();
  return /^(?:"[^"]*"|“[^”]*”)$/u.test(bare) ? bare.slice(1, -1).trim() : bare;
}

function faultOf(reply: Said, text: string, isShort: boolean): Drop | undefined {
  if (reply.outcome === 'refused' || reply.outcome === 'withheld') return 'refused';
  const isWhole = reply.outcome === 'answered' && reply.finish !== 'length' && text !== '';
  if (!isWhole || /[\r\n]/.test(text) || !isShort) return 'malformed';
  return isRefusal({ outcome: 'answered', text, truncated: false }) ? 'refused' : undefined;
}

/** Whether the text equals one of the others, but for case, signs and space. */
function isKnown(text: string, others: readonly string[]): boolean {
  const plain = plainWords(text);
  return others.some((other) => plainWords(other) === plain);
}

const plainWords = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

async function meaningFault(
  original: string,
  variant: string,
  judge: VariantAsking['judge'],
): Promise<Drop | undefined> {
  for (const [first, second] of [
    [original, variant],
    [variant, original],
  ] as const) {
    const { outcome, text } = await judge(askForMeaning(first, second));
    const isSame = outcome === 'answered' ? readsYes(text) : undefined;
    if (isSame !== true) return isSame === undefined ? 'unclear' : 'other meaning';
  }
  return undefined;
}
