import { type Defence, isRefusal, withRequest } from './defence.ts';

const FIRST_PRINTABLE = 0x20;
const PRINTABLE = 0x7e - FIRST_PRINTABLE + 1;

/** Answers copies of the request with random changes and goes with the majority. */
export const smooth: Defence = {
  source: 'SmoothLLM, Robey et al. 2023, arXiv 2310.03684',
  differs: 'swaps only; the first answer of the majority, not a random one; a tie declines',
  sends: 'copies of the request, in each of which a share of the characters is replaced',
  calls: ({ copies }) => ({ fewest: copies, most: copies }),
  async answer({ conversation, options: { copies, changedShare }, ask, random }) {
    const replies = await Promise.all(
      Array.from({ length: copies }, (_, copy) =>
        ask(
          'response',
          withRequest(conversation, (request) => swap(request, changedShare, random(copy))),
          copy,
        ),
      ),
    );
    const refusals = replies.filter((reply) => isRefusal(reply) || reply.outcome === 'withheld');
    const declines = 2 * refusals.length >= replies.length;
    const [reply] = replies.filter((one) => refusals.includes(one) === declines);
    if (reply === undefined) throw new RangeError(`smooth: expected at least one copy, got ${copies}`);
    return { reply, note: `${refusals.length} of ${copies} copies were declined` };
  },
};

/** Replaces a share of the characters, at random places, by random printable ones. */
function swap(text: string, share: number, random: () => number): string {
  const characters = [...text];
  const places = characters.map((_, place) => place);
  const changes = Math.min(characters.length, Math.ceil(share * characters.length));
  for (let change = 0; change < changes; change += 1) {
    const pick = change + Math.floor(random() * (places.length - change));
    const place = places[pick] ?? 0;
    places[pick] = places[change] ?? 0;
    characters[place] = String.fromCharCode(FIRST_PRINTABLE + Math.floor(random() * PRINTABLE));
  }
  return characters.join('');
}
