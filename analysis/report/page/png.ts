import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { LIGHT, toProperties } from '../../../foundation/page/theme.ts';
import type { DrawnChart } from './chart.ts';

const SCALE = 2;
const FONT = 'DejaVu Sans, Liberation Sans, Helvetica, Arial, sans-serif';

/**
 * A chart's widest picture as PNG: light colours on white, at twice its size, in a system font.
 *
 * @throws MetaScError `PACKAGE_MISSING` if resvg, or its binary for this machine, is not installed
 */
export async function toPng({ pictures }: DrawnChart): Promise<Uint8Array> {
  const { Resvg } = await loadResvg();
  const picture = new Resvg(toPlainSvg(widestOf(pictures)), {
    background: LIGHT.page,
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  });
  return picture.render().asPng();
}

async function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    const [reason = ''] = messageOf(cause).split('\n');
    const missing = /@resvg\/[\w-]+/.exec(reason)?.[0] ?? '@resvg/resvg-js';
    throw new MetaScError(`PNG: expected package ${missing}, got: ${reason}`, {
      code: 'PACKAGE_MISSING',
      help: `Install it (npm install ${missing}), or leave the pictures out.`,
      cause,
    });
  }
}

/** A chart's widest picture as an SVG file: light colours, no background, in a system font. */
export function toFigure({ pictures }: DrawnChart): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toPlainSvg(widestOf(pictures))}\n`;
}

function widestOf(pictures: DrawnChart['pictures']): string {
  return pictures.reduce((best, picture) => (picture.width > best.width ? picture : best)).svg;
}

/** The picture with its own colours and font, for use without a style sheet. */
export function toPlainSvg(svg: string): string {
  const colors = toProperties(LIGHT);
  return svg
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => colors.get(name) ?? LIGHT.ink)
    .replaceAll('font-family="inherit"', `font-family="${FONT}"`);
}
