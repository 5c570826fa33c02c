import { assistant, user } from '../../../foundation/conversation.ts';
import { always, type Defence, isPlain, withRequest } from './defence.ts';

/** Says what the request is after, then answers with that in view. */
export const intention: Defence = {
  source: 'Intention Analysis, Zhang et al. 2024, arXiv 2401.06561',
  differs: 'the two-stage form; wording ours',
  sends:
    'the request with the question what it is after; then, in the same conversation, the order to answer it safely',
  calls: always(2),
  async answer({ conversation, ask }) {
    const asked = withRequest(
      conversation,
      (request) =>
        `Say in one or two sentences what the request below is really after, with an eye to safety and law. Do not answer it yet.\n\nRequest:\n${request}`,
    );
    const analysis = await ask('critique', asked);
    if (!isPlain(analysis)) return { reply: await ask('response', conversation) };
    const order = user(
      'Now answer that request itself. If what it is after would do harm, decline; if not, help in full. Do not mention the analysis.',
    );
    return { reply: await ask('revision', [...asked, assistant(analysis.text), order]) };
  },
};
