// @ts-check
import { unpack } from './dom.js';

/** Buttons that put the rest of a long list, which the page holds packed, in their place. */
export function offerMore() {
  for (const button of document.querySelectorAll('button.more')) {
    button.addEventListener('click', async () => {
      const list = button.previousElementSibling;
      const holder = list?.nextElementSibling?.nextElementSibling;
      if (!list || !holder) return;
      // The page's maker has escaped it, as it has escaped the list's beginning.
      list.insertAdjacentHTML('beforeend', /** @type {string} */ (await unpack(holder)));
      button.remove();
      holder.remove();
    });
  }
}
