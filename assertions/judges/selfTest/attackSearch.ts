import type { Attack } from './attacks.ts';
import { composeRecipe, cook, createChooser, type Recipe } from './composedAttacks.ts';
import { type Choose, oneOf } from './disguises.ts';

export interface SearchOptions {
  /** Attacks to begin with. */
  readonly starts: number;
  /** Changes tried on each, at most. */
  readonly steps: number;
  /** Whole, 0 or more; the same seed tries the same attacks. */
  readonly seed: number;
}

/** What the search knows about the judge that it attacks. */
export interface SearchTarget {
  /** Whether a reader without any defence would obey the attack: a change that nobody can read is no attack. */
  readonly isRead: (attack: Attack) => Promise<boolean>;
  readonly isFlippedBy: (attack: Attack) => Promise<boolean>;
  /** The share of the attack that reaches the judge's model unchanged, in [0, 1]. */
  readonly shareUnchanged: (attack: Attack) => number;
}

export interface SearchResult {
  readonly tried: number;
  /** Of those tried, the ones that a reader without defence obeys. */
  readonly read: number;
  readonly flipped: readonly Attack[];
}

/**
 * Climbs from attacks that fail to such that don't: of each it changes one thing at a time, and keeps the change if a
 * reader still obeys it and no less of it reaches the model unchanged. Ends at a flip or after the last step.
 */
export async function searchAttacks(
  { isRead, isFlippedBy, shareUnchanged }: SearchTarget,
  { starts, steps, seed }: SearchOptions,
): Promise<SearchResult> {
  const choose = createChooser(seed);
  const flipped: Attack[] = [];
  let [tried, read] = [0, 0];
  for (let start = 0; start < starts; start++) {
    let recipe = composeRecipe(choose);
    let best = -1;
    for (let step = 0; step <= steps; step++) {
      const changed = step === 0 ? recipe : mutate(recipe, choose);
      const attack = cook(changed, choose);
      tried++;
      if (!(await isRead(attack))) continue;
      read++;
      if (await isFlippedBy(attack)) {
        flipped.push(attack);
        break;
      }
      const share = shareUnchanged(attack);
      if (share >= best) [recipe, best] = [changed, share];
    }
  }
  return { tried, read, flipped };
}

const NOISE = [...' .-_|/\\*#~<>[]{}()«»\u200B\u0301\u00A0\u3000\u2028\t\'"`:;=+^!?&%$@0aesоеΝ¹'];

/** The recipe with one part taken from another one, or one character of its words put in, doubled, dropped or swapped. */
function mutate(recipe: Recipe, choose: Choose): Recipe {
  const other = composeRecipe(choose);
  switch (choose(8)) {
    case 0:
      return { ...recipe, words: other.words, kind: other.kind };
    case 1:
      return { ...recipe, brackets: other.brackets };
    case 2:
      return { ...recipe, spelling: other.spelling };
    case 3:
      return { ...recipe, notation: other.notation };
    case 4:
      return { ...recipe, position: other.position, within: other.within };
    case 5:
      return { ...recipe, brackets: [recipe.brackets[0] + other.brackets[0], other.brackets[1] + recipe.brackets[1]] };
    default:
      return { ...recipe, words: withNoise(recipe.words, choose) };
  }
}

function withNoise(words: string, choose: Choose): string {
  const at = choose(words.length + 1);
  const [head, tail] = [words.slice(0, at), words.slice(at)];
  switch (choose(4)) {
    case 0:
      return `${head}${tail.slice(1)}`;
    case 1:
      return `${head}${tail.charAt(0)}${tail}`;
    default:
      return `${head}${oneOf(NOISE, choose)}${tail}`;
  }
}
