/** Markup that is safe in a page: {@link html} makes it and escapes all contents. */
export interface Markup {
  readonly markup: string;
}

/** Contents of a template: texts are escaped, markup is not, undefined is left out. */
type Content = string | number | Markup | undefined | readonly Content[];

/** Markup with every text in it escaped, for content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => part + toMarkup(contents[index])).join('') };
}

/** Markup that is safe because nothing in it comes from a file, or a library has escaped it. */
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

// HTML and SVG allow no control characters and no noncharacters; marks of direction could misrepresent a text.
const UNSEEN = /[^\P{Cc}\t\n]|\p{Noncharacter_Code_Point}|[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A text with U+FFFD for what HTML and SVG don't allow or readers don't see, and `\n` as line ends. */
export function neutralise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '\uFFFD').toWellFormed();
}

/** A neutralised text as HTML, for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
