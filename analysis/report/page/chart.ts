import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { html, type Markup, neutralise, trusted } from './html.ts';

/** One picture, drawn once for wide and once for narrow pages. */
export interface Chart {
  /** Unique on the page; of letters, digits and hyphens. Names the picture's file, too. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for screen readers; a table beside it has the figures. */
  readonly description: string;
  /** The picture for a total width in pixels. Colours are custom properties of the theme. */
  readonly draw: (width: number) => TopLevelSpec;
  /** @default 340 and 520 pixels */
  readonly widths?: readonly number[];
}

/** A chart's pictures as SVG, by width. */
export interface DrawnChart extends Chart {
  readonly pictures: readonly { readonly width: number; readonly svg: string }[];
}

/** Size of text in pixels; an average character of the page's fonts is about 0.56 of it wide. */
const TEXT_PX = 12;
const CHAR_SHARE = 0.56;

/** The look of all charts. Text takes the page's font. */
const CONFIG: NonNullable<TopLevelSpec['config']> = {
  font: 'inherit',
  view: { stroke: null },
  axis: {
    labelColor: 'var(--muted)',
    labelFontSize: TEXT_PX,
    titleColor: 'var(--muted)',
    titleFontSize: TEXT_PX,
    titleFontWeight: 'normal',
    gridColor: 'var(--line)',
    domain: false,
    ticks: false,
    labelPadding: 6,
  },
};

/** Draws a chart's pictures, without a browser. */
export async function drawChart(chart: Chart): Promise<DrawnChart> {
  const pictures = await Promise.all(
    (chart.widths ?? [340, 520]).map(async (width) => ({ width, svg: await toSvg(chart, width) })),
  );
  return { ...chart, pictures };
}

async function toSvg(chart: Chart, width: number): Promise<string> {
  const spec = {
    autosize: 'none',
    ...chart.draw(width),
    background: null,
    config: { ...CONFIG, aria: false },
  } as unknown as TopLevelSpec;
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return withTitle(neutralise(await view.toSVG()), chart, width);
  } finally {
    view.finalize();
  }
}

/** With Vega's own roles, screen readers would read out every mark; a title and a description say more. */
function withTitle(svg: string, { id, title, description }: Chart, width: number): string {
  const [titleId, textId] = [`${id}-${width}-title`, `${id}-${width}-text`];
  const head = html`<title id="${titleId}">${title}</title><desc id="${textId}">${description}</desc>`.markup;
  return svg
    .replace(/ (?:role|aria-roledescription)="[\w -]*"/g, '')
    .replace(
      /^<svg[^>]*?( width="[^"]*" height="[^"]*" viewBox="[^"]*")>/,
      (_, size: string) =>
        `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${titleId}" aria-describedby="${textId}"${size}>${head}`,
    );
}

/** The pictures as markup; the style sheet shows the one that fits the page. */
export function toChartMarkup({ pictures }: DrawnChart): Markup {
  const kinds = pictures.length === 1 ? ['any'] : ['narrow', 'wide'];
  // Vega escapes what it writes.
  return html`<div class="chart">${pictures.map(({ svg }, index) => html`<div class="${kinds[index]}">${trusted(svg)}</div>`)}</div>`;
}

/** Approximate width of a text in pixels. */
export function widthOf(text: string): number {
  return Math.ceil(text.length * TEXT_PX * CHAR_SHARE);
}

/** A text, cut to a number of characters if it is longer. */
export function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).trimEnd()}…`;
}

/** A share, from 0 to 100 %, with room for a mark at either end. A narrow chart labels every second line. */
export const SHARE_AXIS = {
  type: 'quantitative' as const,
  scale: { domain: [-0.03, 1.03], nice: false },
  axis: {
    title: null,
    labelExpr: "width < 180 && datum.value % 0.5 ? '' : round(datum.value * 100) + '\u00a0%'",
    labelFlush: false,
    labelOverlap: false,
    values: [0, 0.25, 0.5, 0.75, 1],
  },
};
