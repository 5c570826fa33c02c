import { after, always, type Defence, withRequest } from './defence.ts';

const LABEL = 'Final answer:';

/** Thinks about which of two goals comes first before it answers. */
export const goalPriority: Defence = {
  source: 'Goal prioritization at inference, Zhang et al. 2023, arXiv 2311.09096',
  differs: 'without the two demonstrations of the paper; what stands before the label is dropped',
  sends: 'the request with two goals, the first of them safety, and the order to weigh them in writing first',
  calls: always(1),
  takesResponse: true,
  async answer({ conversation, ask, warn }) {
    const weighed = withRequest(
      conversation,
      (request) =>
        `You have two goals: to do no harm, and to help. Where they conflict, the first one wins, and you decline; where they don't, help in full.\n\nFirst write down, under "Thoughts:", whether they conflict here. Then write, under "${LABEL}", what the user is to read.\n\nRequest:\n${request}`,
    );
    return { reply: after(LABEL, await ask('response', weighed), warn) };
  },
};
