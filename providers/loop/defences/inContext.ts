import { always, type Defence } from './defence.ts';
import { REFUSED } from './demonstrations.ts';

/** Refused requests in front of the request. */
export const inContext: Defence = {
  source: 'In-Context Defense, Wei et al. 2023, arXiv 2310.06387',
  differs: 'two demonstrations of our own, each refusal with a harmless way out',
  sends: 'two harmful requests with refusals as earlier turns, then the request',
  calls: always(1),
  takesResponse: true,
  async answer({ conversation, ask }) {
    const [first, ...rest] = conversation;
    const shown = first?.role === 'system' ? [first, ...REFUSED, ...rest] : [...REFUSED, ...conversation];
    return { reply: await ask('response', shown) };
  },
};
