// @ts-check
// The page's script: themes, and the list of cases. Every text goes in as text, never as markup.
(() => {
  /** @typedef {import('../topics/cases/caseData.ts').CaseIndex} CaseIndex */
  /** @typedef {import('../topics/cases/caseData.ts').CaseEntry} CaseEntry */
  /** @typedef {import('../topics/cases/caseData.ts').CasePart} CasePart */
  /** @typedef {import('../topics/cases/caseData.ts').AnswerTexts} AnswerTexts */

  const PAGE_SIZE = 50;
  const SEARCH_DELAY_MS = 150;
  /** @type {Readonly<Record<string, string>>} */
  const WORDS = { p: 'passes', f: 'fails', u: 'unscored', e: 'error', '-': 'not asked' };
  /** @type {Readonly<Record<string, string>>} */
  const MARKS = { p: '✓', f: '✗', u: '?', e: '!', '-': '–' };

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @param {string} id */
  const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

  /**
   * @param {string} tag
   * @param {Readonly<Record<string, string>>} attributes
   * @param {readonly (string | Node)[]} children
   */
  function element(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** @param {Element} holder */
  async function unpack(holder) {
    const bytes = Uint8Array.from(atob(holder.textContent ?? ''), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return JSON.parse(await new Response(stream).text());
  }

  function offerThemes() {
    const theme = select('theme');
    const label = /** @type {HTMLElement} */ (theme.parentElement);
    label.hidden = false;
    theme.addEventListener('change', () => {
      if (theme.value === '') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme.value;
    });
  }

  /** @param {CaseIndex} index */
  function browseCases(index) {
    const holders = [...document.querySelectorAll('.case-part')];
    /** @type {(Promise<CasePart> | undefined)[]} */
    const parts = holders.map(() => undefined);
    /** Texts of a case in small letters, by its place in the index. @type {string[] | undefined} */
    let searchable;
    /** @type {readonly CaseEntry[]} */
    let found = index.cases;
    let page = 0;
    let run = 0;
    const list = byId('list');

    /** @param {number} number @returns {Promise<CasePart>} */
    function partOf(number) {
      const holder = holders[number];
      if (holder === undefined) throw new Error(`no part ${number}`);
      parts[number] ??= unpack(holder);
      return /** @type {Promise<CasePart>} */ (parts[number]);
    }

    async function makeSearchable() {
      if (searchable !== undefined) return searchable;
      const made = [];
      for (const { key, part, place } of index.cases) {
        const { texts, cases } = await partOf(part);
        const texted = cases[place];
        const own = (texted?.answers ?? []).flatMap((answer) =>
          answer === null ? [] : [answer.response, answer.critique, answer.revision, answer.error],
        );
        const places = new Set([texted?.request, ...own]);
        made.push(
          [key, ...[...places].map((at) => (at === undefined ? '' : (texts[at] ?? '')))].join('\n').toLowerCase(),
        );
      }
      searchable = made;
      return made;
    }

    /**
     * Outcomes of a case in a column for the chosen metric, or for all.
     * @param {CaseEntry} entry @param {number} column
     */
    function lettersOf(entry, column) {
      const letters = entry.outcomes[column] ?? '';
      const metric = select('metric').value;
      return metric === '' ? letters : (letters[Number(metric)] ?? '-');
    }

    /** The gravest of several outcomes. @param {string} letters */
    const gravest = (letters) => ['e', 'f', 'u', 'p'].find((letter) => letters.includes(letter)) ?? '-';

    /**
     * @param {CaseEntry} entry @param {number} column
     * @returns {{better: boolean, worse: boolean}}
     */
    function flipOf(entry, column) {
      const [ours, theirs] = [lettersOf(entry, column), lettersOf(entry, index.against)];
      const pairs = [...ours].map((letter, at) => `${theirs[at]}${letter}`);
      return { better: pairs.includes('fp'), worse: pairs.includes('pf') };
    }

    /** @param {CaseEntry} entry */
    function fits(entry) {
      const [outcome, flip, column] = [select('outcome').value, select('flip').value, select('column').value];
      const [category, wrapper] = [select('category').value, select('wrapper').value];
      if (category !== '' && entry.category !== Number(category)) return false;
      if (wrapper !== '' && entry.wrapper !== Number(wrapper)) return false;
      if (outcome === '' && flip === '') return true;
      return index.columns.some((_, at) => {
        if (column !== '' && at !== Number(column)) return false;
        if (outcome !== '' && !lettersOf(entry, at).includes(outcome)) return false;
        if (flip === '') return true;
        const { better, worse } = flipOf(entry, at);
        return flip === 'any' ? better || worse : flip === 'better' ? better : worse;
      });
    }

    async function apply() {
      run += 1;
      const own = run;
      const words = /** @type {HTMLInputElement} */ (byId('search')).value.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length > 0 && searchable === undefined) byId('status').textContent = 'Searching…';
      const texts = words.length === 0 ? undefined : await makeSearchable();
      // A later change has begun meanwhile.
      if (own !== run) return;
      found = index.cases.filter(
        (entry, at) => fits(entry) && (texts === undefined || words.every((word) => texts[at]?.includes(word))),
      );
      show(0);
    }

    /** @param {number} number */
    function show(number) {
      page = number;
      const shown = found.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
      const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
      list.replaceChildren(...shown.map(toItem));
      const first = page * PAGE_SIZE + 1;
      byId('status').textContent =
        found.length === 0
          ? 'No case fits.'
          : `Cases ${first} to ${first + shown.length - 1} of ${found.length}${found.length === index.cases.length ? '' : `, out of ${index.cases.length}`}.`;
      byId('pager').hidden = pages === 1;
      byId('page').textContent = `Page ${page + 1} of ${pages}`;
      /** @type {HTMLButtonElement} */ (byId('previous')).disabled = page === 0;
      /** @type {HTMLButtonElement} */ (byId('next')).disabled = page === pages - 1;
    }

    /** @param {CaseEntry} entry @param {number} place */
    function toItem(entry, place) {
      const groups = [index.categories[entry.category], index.wrappers[entry.wrapper]].filter(
        (name) => name !== undefined,
      );
      const chips = index.columns.map(({ label }, column) => {
        const letter = gravest(lettersOf(entry, column));
        return element('span', { class: `chip ${letter}` }, [
          element('b', { 'aria-hidden': 'true' }, [MARKS[letter] ?? '']),
          ` ${label}`,
          element('span', { class: 'sr' }, [` ${WORDS[letter] ?? ''}`]),
        ]);
      });
      const detailId = `case-${page}-${place}`;
      const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': detailId }, [
        element('span', { class: 'id' }, [entry.key, element('span', { class: 'group' }, [groups.join(' · ')])]),
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
    }

    /** @param {HTMLElement} detail @param {CaseEntry} entry */
    async function fill(detail, { part, place }) {
      const { texts, cases } = await partOf(part);
      const own = cases[place];
      if (own === undefined) return;
      /** @param {number} at */
      const text = (at) => texts[at] ?? '';
      const responses = new Set(own.answers.flatMap((answer) => (answer === null ? [] : [answer.response])));
      const [shared] = own.answers.length > 1 && responses.size === 1 ? responses : [];
      const answers = own.answers.map((answer, column) => toAnswer(index.columns[column], answer, text, shared));
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
     * @param {(at: number) => string} text
     * @param {number | undefined} shared the response, where it stands above
     */
    function toAnswer(column, answer, text, shared) {
      const label = column?.label ?? '';
      const swatch = byId(`swatch-${column?.series ?? 0}`).firstElementChild?.cloneNode(true);
      const heading = element('h4', {}, [...(swatch === undefined ? [] : [swatch]), ` ${label}`]);
      if (answer === null) {
        return element('article', { class: 'answer', 'aria-label': label }, [
          heading,
          element('p', {}, ['This column lacks the case.']),
        ]);
      }
      const verdicts = answer.verdicts.map(({ metric, outcome, score, reason }) =>
        element('li', { class: `v-${outcome}` }, [
          element('b', {}, [
            `${index.metrics[metric] ?? ''}: ${outcome}${score === null ? '' : ` ${score.toFixed(2)}`}`,
          ]),
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

    /** @param {string} text @param {string} label */
    function textBox(text, label) {
      const box = element('div', { class: 'text', dir: 'auto', role: 'group', 'aria-label': label }, [
        text === '' ? '(empty)' : text,
      ]);
      // What scrolls must be reachable by key; only layout tells whether it does.
      requestAnimationFrame(() => {
        if (box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      });
      return box;
    }

    /** @param {number} to */
    function turn(to) {
      if (to < 0 || to * PAGE_SIZE >= found.length) return;
      show(to);
      const first = /** @type {HTMLElement | null} */ (list.querySelector('li > button'));
      first?.focus();
      byId('status').scrollIntoView({ block: 'start' });
    }

    /** @param {KeyboardEvent} event */
    function moveByKey(event) {
      const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(':scope > li > button')]);
      const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
      if (at === -1) return;
      if (event.key === 'ArrowDown') buttons[at + 1]?.focus();
      else if (event.key === 'ArrowUp') buttons[at - 1]?.focus();
      else if (event.key === 'ArrowRight') turn(page + 1);
      else if (event.key === 'ArrowLeft') turn(page - 1);
      else return;
      event.preventDefault();
    }

    /** @param {string} id @param {readonly (readonly [string, string])[]} options */
    function offer(id, options) {
      for (const [value, label] of options) select(id).append(element('option', { value }, [label]));
      // A choice of one is none.
      if (options.length < 2) /** @type {HTMLElement} */ (select(id).parentElement).hidden = true;
    }

    /** @param {readonly string[]} names @returns {[string, string][]} */
    const numbered = (names) => names.map((name, at) => [String(at), name]);
    offer('metric', numbered(index.metrics));
    offer('column', numbered(index.columns.map(({ label }) => label)));
    offer(
      'outcome',
      ['p', 'f', 'u', 'e'].map((letter) => [letter, WORDS[letter] ?? '']),
    );
    offer(
      'flip',
      index.columns.length < 2
        ? []
        : [
            ['any', 'flipped'],
            ['better', 'failed there, passes here'],
            ['worse', 'passed there, fails here'],
          ],
    );
    offer('category', numbered(index.categories));
    offer('wrapper', numbered(index.wrappers));

    const filters = /** @type {HTMLFormElement} */ (byId('filters'));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    filters.addEventListener('input', (event) => {
      clearTimeout(timer);
      timer = setTimeout(apply, event.target === byId('search') ? SEARCH_DELAY_MS : 0);
    });
    filters.addEventListener('reset', () => {
      clearTimeout(timer);
      timer = setTimeout(apply);
    });
    filters.addEventListener('submit', (event) => event.preventDefault());
    byId('previous').addEventListener('click', () => turn(page - 1));
    byId('next').addEventListener('click', () => turn(page + 1));
    list.addEventListener('keydown', moveByKey);
    filters.hidden = false;
    show(0);
  }

  offerThemes();
  unpack(byId('case-index'))
    .then(browseCases)
    .catch((error) => {
      byId('status').textContent = `The cases can't be shown: ${error instanceof Error ? error.message : error}`;
    });
})();
