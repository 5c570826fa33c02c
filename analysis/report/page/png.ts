import { Resvg } from '@resvg/resvg-js';
import type { DrawnChart } from './chart.ts';
import { LIGHT, toProperties } from './theme.ts';

const SCALE = 2;
const FONT = 'DejaVu Sans, Liberation Sans, Helvetica, Arial, sans-serif';

/** A chart's widest picture as PNG: the light colours on white, at twice its size, in a font of the system. */
export function toPng({ pictures }: DrawnChart): Uint8Array {
  const widest = pictures.reduce((best, picture) => (picture.width > best.width ? picture : best));
  const picture = new Resvg(toPlainSvg(widest.svg), {
    background: LIGHT.page,
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  });
  return picture.render().asPng();
}

/** The same with colours and a font of its own, for where there is no style sheet. */
export function toPlainSvg(svg: string): string {
  const colors = toProperties(LIGHT);
  return svg
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => colors.get(name) ?? LIGHT.ink)
    .replaceAll('font-family="inherit"', `font-family="${FONT}"`);
}
