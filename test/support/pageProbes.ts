/** Code that a test runs inside a page: as text, for the page's types are not those of the tests. */

const SCROLLS = `({overflowX}) => overflowX === 'auto' || overflowX === 'scroll'`;

/** Classes of the elements that scroll sideways and can't be reached by key. */
export const UNREACHABLE_SCROLLERS = `[...document.querySelectorAll('*')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && (${SCROLLS})(getComputedStyle(one)))
  .filter((one) => one.tabIndex < 0 && one.querySelector('a, button, [tabindex="0"]') === null)
  .map((one) => one.className)`;

/** `{text, ground}`: colours of the first such element and of what is behind it, as `#rrggbb`. */
export const colorsOf = (selector: string) => `(() => {
  const toHex = (color) =>
    '#' + color.match(/\\d+/g).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('');
  const element = document.querySelector(${JSON.stringify(selector)});
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  return { text: toHex(getComputedStyle(element).color), ground: toHex(getComputedStyle(behind).backgroundColor) };
})()`;

/** What a screen reader would stumble over: levels that a heading skips, and the number of things without a name. */
export const NAMELESS = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName[1]));
  return {
    jumps: levels.filter((level, index) => index > 0 && level > levels[index - 1] + 1),
    controls: all('input, select').filter(({ labels }) => labels.length === 0).length,
    buttons: all('button').filter(({ textContent }) => textContent.trim() === '').length,
    tables: all('table').filter((table) => !table.caption || !table.querySelector('thead th[scope=col]')).length,
    pictures: all('.chart svg').filter((svg) => !svg.querySelector('title')?.textContent).length,
  };
})()`;
