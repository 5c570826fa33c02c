/** Breaks active text invisibly. */
const ZERO_WIDTH_SPACE = '\u200b';

/** All HTML tags except plain layout tags. */
const LIVE_TAG = /<(?!\/?(?:details|summary|br|sub|sup|b|strong|em|code)(?: open)? ?\/?>)(?=[A-Za-z/!?])/gi;
/** All entities except harmless ones: `&commat;octocat` would mention a user. */
const LIVE_ENTITY = /&(?!(?:lt|gt|amp|quot|nbsp|#(?:39|42|60|62|91|92|93|95|96|124));)(?=[A-Za-z#])/g;
/** Invisible characters, and those that change the direction of the text. */
const UNSEEN = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Inert Markdown: it mentions no user, refers to no issue, links and loads nothing, draws no diagram, holds no HTML except
 * plain layout tags, and gives no command to a bot. It looks the same: zero-width spaces break active text, in code as
 * well, so that a text that escapes from its code block is also harmless.
 */
export function defuse(markdown: string): string {
  const break_ = (pattern: RegExp) => (text: string) => text.replace(pattern, `$&${ZERO_WIDTH_SPACE}`);
  return [
    (text: string) => text.replace(/\r\n?/g, '\n'),
    (text: string) => text.replace(UNSEEN, ''),
    break_(LIVE_TAG),
    break_(LIVE_ENTITY),
    break_(/@(?!\u200b)/g),
    break_(/#(?=\d)/g),
    break_(/GH-(?=\d)/gi),
    break_(/:(?=\/\/)/g),
    break_(/www(?=\.)/gi),
    break_(/\](?=[(:])/g),
    break_(/(?:`{3,}|~{3,})[ \t]*(?=(?:mermaid|geojson|topojson|stl|math)\b)/gi),
    break_(/^[ \t]*\/(?=[a-z])/gim),
  ].reduce((text, step) => step(text), markdown);
}

export interface CutOptions {
  /** Maximum size of the result, by `sizeOf`. */
  readonly maxSize: number;
  /** Size of a text; must be additive over concatenation. @default UTF-16 code units */
  readonly sizeOf?: (text: string) => number;
  /** Added at the end of a cut text. */
  readonly note: string;
}

/** The text, or as many whole lines as fit, with their open blocks closed, and the note. */
export function cutAtLine(markdown: string, { maxSize, sizeOf = ({ length }) => length, note }: CutOptions): string {
  if (sizeOf(markdown) <= maxSize) return markdown;
  const lines = markdown.split('\n');
  const room = maxSize - sizeOf(`\n${note}`);
  const open = new OpenBlocks();
  let size = 0;
  let kept = 0;
  let closing = '';
  for (const line of lines) {
    open.read(line);
    size += sizeOf(`${line}\n`);
    if (size + sizeOf(open.closing()) > room) break;
    kept += 1;
    closing = open.closing();
  }
  return `${[...lines.slice(0, kept), ''].join('\n')}${closing}\n${note}`;
}

/** The blocks that the lines so far have opened and not closed. */
class OpenBlocks {
  #fence: string | undefined;
  #details = 0;

  read(line: string): void {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const fence = mark?.[1];
    if (this.#fence !== undefined) {
      if (fence?.startsWith(this.#fence) && mark?.[2]?.trim() === '') this.#fence = undefined;
      return;
    }
    if (fence !== undefined) {
      this.#fence = fence;
      return;
    }
    const opened = line.match(/<details(?: open)?>/g)?.length ?? 0;
    const closed = line.match(/<\/details>/g)?.length ?? 0;
    this.#details = Math.max(0, this.#details + opened - closed);
  }

  closing(): string {
    return `${this.#fence === undefined ? '' : `${this.#fence}\n`}${'\n</details>\n'.repeat(this.#details)}`;
  }
}
