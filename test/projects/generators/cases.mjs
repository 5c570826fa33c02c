export const table = ({ of, upTo }) =>
  Array.from({ length: upTo }, (_, index) => ({
    vars: { a: String(of), b: String(index + 1) },
    assert: [{ type: 'contains', value: `times ${index + 1}` }],
  }));
