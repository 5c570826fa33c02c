// @ts-check
import { lettersOf, OUTCOME_WORDS, REFUSER_WORDS } from './caseFilter.js';
import { byId, element } from './dom.js';

/** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
/** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
/** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */
/** @typedef {import('../topics/cases/caseData.ts').AnswerTexts} AnswerTexts */

/** @type {Readonly<Record<string, string>>} */
const MARKS = { p: '✓', f: '✗', u: '?', e: '!', '-': '–' };

/** The worst of several outcomes. @param {string} letters */
const worst = (letters) => ['e', 'f', 'u', 'p'].find((letter) => letters.includes(letter)) ?? '-';

/**
 * Makes the list items of cases, each with a button that opens its texts.
 * @param {CaseIndex} index
 * @param {(part: number) => Promise<CasePart>} partOf
 * @returns {(entry: CaseEntry, detailId: string) => HTMLElement}
 */
export function createCaseView(index, partOf) {
  return (entry, detailId) => {
    const groups = [index.categories[entry.category], index.wrappers[entry.wrapper]].filter(
      (name) => name !== undefined,
    );
    const chips = index.columns.map(({ label }, column) => {
      const letter = worst(lettersOf(entry, column));
      return element('span', { class: `chip ${letter}` }, [
        element('b', { 'aria-hidden': 'true' }, [MARKS[letter] ?? '']),
        ` ${label}`,
        element('span', { class: 'sr' }, [` ${OUTCOME_WORDS[letter] ?? ''}`]),
        ...badgeOf(entry.refusers[column]),
      ]);
    });
    const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': detailId }, [
      element('span', { class: 'id' }, [entry.name, element('span', { class: 'group' }, [groups.join(' · ')])]),
      element('span', { class: 'excerpt', dir: 'auto' }, [entry.excerpt]),
      element('span', { class: 'chips' }, chips),
    ]);
    const detail = element('div', { class: 'detail', id: detailId, hidden: '' });
    button.addEventListener('click', async () => {
      const opens = detail.hidden;
      if (opens && detail.childElementCount === 0) await fill(detail, entry);
      detail.hidden = !opens;
      button.setAttribute('aria-expanded', String(opens));
    });
    return element('li', {}, [button, detail]);
  };

  /** @param {HTMLElement} detail @param {CaseEntry} entry */
  async function fill(detail, { part, place, refusers }) {
    const { texts, cases } = await partOf(part);
    const own = cases[place];
    if (own === undefined) return;
    /** @param {number} at */
    const text = (at) => texts[at] ?? '';
    const responses = new Set(own.answers.flatMap((answer) => (answer === null ? [] : [answer.response])));
    const [shared] = own.answers.length > 1 && responses.size === 1 ? responses : [];
    const answers = own.answers.map((answer, column) =>
      toAnswer(index.columns[column], answer, { text, shared, refuser: refusers[column] }),
    );
    detail.replaceChildren(
      element('h3', {}, ['Request']),
      textBox(text(own.request), 'Request'),
      ...(shared === undefined
        ? []
        : [element('h3', {}, ['Response, the same in all columns']), textBox(text(shared), 'Response')]),
      element('h3', {}, ['Answers']),
      element('div', { class: 'answers', tabindex: '0', role: 'group', 'aria-label': 'Answers by column' }, answers),
    );
  }

  /**
   * @param {CaseIndex['columns'][number] | undefined} column
   * @param {AnswerTexts | null} answer
   * @param {object} about
   * @param {(at: number) => string} about.text
   * @param {number | undefined} about.shared the response, if it is shown above
   * @param {string | undefined} about.refuser
   */
  function toAnswer(column, answer, { text, shared, refuser }) {
    const label = column?.label ?? '';
    const swatch = byId(`swatch-${column?.series ?? 0}`).firstElementChild?.cloneNode(true);
    const heading = element('h4', {}, [...(swatch === undefined ? [] : [swatch]), ` ${label}`, ...badgeOf(refuser)]);
    if (answer === null) {
      return element('article', { class: 'answer', 'aria-label': label }, [
        heading,
        element('p', {}, ['This column lacks the case.']),
      ]);
    }
    const verdicts = answer.verdicts.map(({ metric, outcome, score, reason }) =>
      element('li', { class: `v-${outcome}` }, [
        element('b', {}, [`${index.metrics[metric] ?? ''}: ${outcome}${score === null ? '' : ` ${score.toFixed(2)}`}`]),
        element('span', { class: 'why' }, [text(reason)]),
      ]),
    );
    const texts = /** @type {const} */ ([
      ['Error', answer.error],
      [answer.specVersion === undefined ? 'Spec' : `Spec, version ${answer.specVersion}`, answer.spec],
      ['Response', answer.response === shared ? undefined : answer.response],
      ['Critique', answer.critique],
      ['Revision', answer.revision],
    ]);
    return element('article', { class: 'answer', 'aria-label': label }, [
      heading,
      element('ul', { class: 'verdicts' }, verdicts),
      ...(answer.response === shared && answer.revision === undefined && answer.error === undefined
        ? [element('p', { class: 'note' }, ['The response above is its answer.'])]
        : []),
      ...texts.flatMap(([name, at]) =>
        at === undefined ? [] : [element('h3', {}, [name]), textBox(text(at), `${name} of ${label}`)],
      ),
    ]);
  }
}

/** What the platform withheld would otherwise look like the model's own refusal. @param {string | undefined} refuser */
function badgeOf(refuser) {
  return refuser === 'b' ? [' ', element('span', { class: 'badge blocked' }, [REFUSER_WORDS.b ?? ''])] : [];
}

/** @param {string} text @param {string} label */
function textBox(text, label) {
  const box = element('div', { class: 'text', dir: 'auto', role: 'group', 'aria-label': label }, [
    text === '' ? '(empty)' : text,
  ]);
  // What scrolls must be reachable by keyboard, and only layout shows whether it scrolls.
  requestAnimationFrame(() => {
    if (box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  });
  return box;
}
