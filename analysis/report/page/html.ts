/** Markup that may stand in a page as it is: made by {@link html}, which escapes whatever is put into it. */
export interface Markup {
  readonly markup: string;
}

/** What a template may hold: texts and numbers are escaped, markup is not, nothing is left out. */
type Content = string | number | Markup | undefined | readonly Content[];

/** Markup with every text in it escaped, for content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => part + toMarkup(contents[index])).join('') };
}

/** Markup that is known to be safe, because nothing in it came from a file or a library escaped it. */
export function trusted(markup: string): Markup {
  return { markup };
}

function toMarkup(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeHtml(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(toMarkup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Control characters have no place in HTML; those that turn the direction of text could make a page read otherwise.
const UNSEEN = /[^\P{Cc}\t\n]|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A text without characters that act unseen; each shows as U+FFFD. Line ends are `\n`. */
export function neutralise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '\uFFFD').toWellFormed();
}

/** A neutralised text as HTML, for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
