/** Numbers of words, found by a part of a text without taking it out. */
export interface WordTable {
  readonly size: number;
  /** The number of the word that stands in the text from `start` to `end`; -1 for an unknown one. */
  readonly find: (text: string, start: number, end: number) => number;
}

/** Numbers the words, each different, by their order. A hash table with open addresses, at most half full. */
export function createWordTable(words: readonly string[]): WordTable {
  const mask = 2 ** Math.ceil(Math.log2(words.length * 2 + 1)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  for (const [number, word] of words.entries()) {
    let slot = hash(word, 0, word.length) & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = number;
  }
  return {
    size: words.length,
    find: (text, start, end) => {
      for (let slot = hash(text, start, end) & mask; ; slot = (slot + 1) & mask) {
        const number = slots[slot] ?? -1;
        if (number === -1 || isPart(words[number] ?? '', text, start, end)) return number;
      }
    },
  };
}

/** FNV-1a. */
function hash(text: string, start: number, end: number): number {
  let sum = 0x811c9dc5;
  for (let at = start; at < end; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum ^ (sum >>> 15);
}

function isPart(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let at = 0; at < word.length; at += 1) {
    if (word.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  }
  return true;
}
