// @ts-check

const START = '#case=';

/** The fragment that opens a case. @param {string} key */
export const linkTo = (key) => `${START}${encodeURIComponent(key)}`;

/** The key of the case that the page's address names; undefined if it names none. */
export function linkedCase() {
  if (!location.hash.startsWith(START)) return undefined;
  try {
    return decodeURIComponent(location.hash.slice(START.length));
  } catch {
    return undefined;
  }
}

/** Puts a case into the page's address, so that a copy of it opens the case. @param {string | undefined} key */
export function rememberCase(key) {
  history.replaceState(null, '', key === undefined ? location.pathname + location.search : linkTo(key));
}
