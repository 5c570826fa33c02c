/** A share, from 0 to 100 %, with room for a mark at either end. In a narrow chart every second line has a number. */
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
