import { InvalidArgumentError } from 'commander';

/** A Markdown table. */
export function toLines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A share in percent, with one decimal. */
export function percent(share: number): string {
  return (share * 100).toFixed(1);
}

/** Reads a whole number of an option. */
export function toWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && least <= value && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${text}`);
  };
}
