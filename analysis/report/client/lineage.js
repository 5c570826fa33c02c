// @ts-check

import { element } from '../../../foundation/page/dom.js';
import { unpack } from './unpack.js';

/** @typedef {import('../topics/learning/lineageSection.ts').PackedProposal} PackedProposal */

/** Buttons that put the rest of a chain's proposals, which the page holds packed, in their place. */
export function offerProposals() {
  for (const button of document.querySelectorAll('button.more')) {
    button.addEventListener('click', async () => {
      const [list, holder] = [button.previousElementSibling, button.nextElementSibling];
      if (list === null || holder === null) return;
      const proposals = /** @type {readonly PackedProposal[]} */ (await unpack(holder));
      list.append(...proposals.map(toProposal));
      button.remove();
      holder.remove();
    });
  }
}

/** @param {PackedProposal} proposal */
function toProposal({ step, accepted, note, words }) {
  const [kind, verdict] = accepted ? ['better', 'accepted'] : ['worse', 'rejected'];
  return element('li', accepted ? {} : { class: 'rejected' }, [
    element('span', { class: 'label' }, [
      `Step ${step}: `,
      element('span', { class: `badge ${kind}` }, [verdict]),
      ` ${note}`,
    ]),
    element(
      'q',
      {},
      words.map(([tag, text]) => (tag === '' ? text : element(tag, {}, [text]))),
    ),
  ]);
}
