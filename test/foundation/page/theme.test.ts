import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, SHAPES, seriesColor, seriesShape, toThemeCss } from '../../../foundation/page/theme.ts';
import { contrastOf } from '../../support/contrast.ts';

const TEXT = 4.5;
const MARK = 3;

describe('the contrast of two colours', () => {
  it('is that of the standard', () => {
    expect(contrastOf('#000000', '#ffffff')).toBe(21);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
  });
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s theme', (_, theme) => {
  it.each(['ink', 'muted', 'accent', 'good', 'bad', 'warn'] as const)('has readable text in %s', (name) => {
    expect(contrastOf(theme[name], theme.page)).toBeGreaterThanOrEqual(TEXT);
    expect(contrastOf(theme[name], theme.panel)).toBeGreaterThanOrEqual(TEXT);
  });

  it('has readable words where they changed', () => {
    expect(contrastOf(theme.ink, theme.added)).toBeGreaterThanOrEqual(TEXT);
    expect(contrastOf(theme.ink, theme.removed)).toBeGreaterThanOrEqual(TEXT);
  });

  it('has marks that are visible on every background', () => {
    for (const color of [...theme.series, theme.good, theme.bad]) {
      for (const ground of [theme.page, theme.shade]) expect(contrastOf(color, ground)).toBeGreaterThanOrEqual(MARK);
    }
  });

  it('has a colour for each shape', () => {
    expect(new Set(theme.series).size).toBe(SHAPES.length);
  });
});

it('gives 64 series a mark each, by colour and shape', () => {
  const marks = Array.from({ length: 64 }, (_, index) => `${seriesColor(index)} ${seriesShape(index)}`);
  expect(new Set(marks).size).toBe(64);
});

describe('the style sheet of the themes', () => {
  it('is dark on a dark system and where the page says so, and light in print', () => {
    const css = toThemeCss();
    expect(css).toContain('@media screen and (prefers-color-scheme:dark)');
    expect(css).toContain(':root[data-theme=dark]');
    expect(css.indexOf(LIGHT.page)).toBeLessThan(css.indexOf('@media'));
  });
});
