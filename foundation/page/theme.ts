/** A colour as `#rrggbb`. */
type Hex = string;

/** The page's colours by purpose. Texts have a contrast of at least 4.5 on `page` and `panel`, marks of 3. */
export interface Theme {
  readonly page: Hex;
  readonly panel: Hex;
  readonly line: Hex;
  readonly ink: Hex;
  readonly muted: Hex;
  readonly accent: Hex;
  readonly good: Hex;
  readonly bad: Hex;
  readonly warn: Hex;
  /** Behind words that were added, and behind words that were removed. */
  readonly added: Hex;
  readonly removed: Hex;
  /** The window of a learning curve. */
  readonly shade: Hex;
  /** Of columns and metrics, in their order; they also differ in shape. */
  readonly series: readonly Hex[];
}

/** *Source:* the series are those of Okabe & Ito 2008, "Color Universal Design", darkened to 3 : 1 on white. */
export const LIGHT: Theme = {
  page: '#ffffff',
  panel: '#f5f7f8',
  line: '#d5dade',
  ink: '#1c2328',
  muted: '#56616b',
  accent: '#0a5a87',
  good: '#17663a',
  bad: '#a3301d',
  warn: '#745000',
  added: '#dcf2e2',
  removed: '#fbe4e0',
  shade: '#eaf2f7',
  series: ['#5f6973', '#0072b2', '#c65102', '#00805d', '#a2488b', '#866600', '#2f86ad', '#1c2328'],
};

/** The same hues, lightened for a dark page. */
export const DARK: Theme = {
  page: '#13171b',
  panel: '#1b2127',
  line: '#39424a',
  ink: '#e7eaed',
  muted: '#a5b0ba',
  accent: '#76bfec',
  good: '#72d39a',
  bad: '#f4a08f',
  warn: '#e3b65a',
  added: '#173a27',
  removed: '#48231d',
  shade: '#1b2c38',
  series: ['#a9b3bd', '#5aa9e6', '#f28c52', '#40c49d', '#dd92c6', '#d8b244', '#90d2f2', '#e7eaed'],
};

/** Shapes of the series in a chart, by Vega's names. */
export const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'triangle-left',
  'triangle-right',
] as const;

/** Colour of the n-th series; the eight colours repeat. */
export function seriesColor(index: number): string {
  return `var(--series-${index % LIGHT.series.length})`;
}

/** Shape of the n-th series. Where a colour comes again, it has another shape: 64 series differ. */
export function seriesShape(index: number): (typeof SHAPES)[number] {
  const round = Math.floor(index / LIGHT.series.length);
  return SHAPES[(index + round) % SHAPES.length] ?? 'circle';
}

/** Custom properties of a theme, `--ink` and so on. */
export function toProperties({ series, ...colors }: Theme): ReadonlyMap<string, Hex> {
  return new Map([
    ...Object.entries(colors).map(([name, color]) => [`--${name}`, color] as const),
    ...series.map((color, index) => [`--series-${index}`, color] as const),
  ]);
}

/** The style sheet of both themes: the page's root chooses, else the reader's system. Prints light. */
export function toThemeCss(): string {
  const declare = (theme: Theme) => [...toProperties(theme)].map(([name, color]) => `${name}:${color}`).join(';');
  const light = `color-scheme:light;${declare(LIGHT)}`;
  const dark = `color-scheme:dark;${declare(DARK)}`;
  return `:root{${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
@media screen{:root[data-theme=light]{${light}}:root[data-theme=dark]{${dark}}}`;
}
