// @ts-check

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
export const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

/**
 * Strings among the children become text, never markup.
 * @param {string} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {readonly (string | Node)[]} children
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
