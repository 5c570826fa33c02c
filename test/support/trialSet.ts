/** A trial set with so many requests of each side: `harmful request 0`, `harmless request 0`. */
export function trialCsv(perSide = 16): string {
  const rows = Array.from({ length: perSide }, (_, index) => [
    `harmful request ${index},true`,
    `harmless request ${index},false`,
  ]);
  return `prompt,harmful\n${rows.flat().join('\n')}\n`;
}
