/** Words of opposite meaning, the two sides apart by a stroke. */
const PAIRS: readonly string[] = [
  'bigger biggest larger largest greater greatest big huge|smaller smallest lesser least small tiny',
  'more most|less fewer fewest',
  'nearest nearer closest closer near close|farthest further furthest farther far distant',
  'highest higher high tallest taller tall|lowest lower low shortest shorter short',
  'longest longer long|shortest shorter short',
  'older oldest earlier earliest|younger youngest later latest newer newest',
  'hotter hottest warmer warmest hot warm|colder coldest cooler coolest cold cool',
  'faster fastest quicker|slower slowest',
  'heavier heaviest|lighter lightest',
  'win won wins winner victory|lose lost loses loser defeat defeated beaten',
  'before|after',
  'northern|southern',
  'eastern|western',
  'increase increases increased increasing rose rises|decrease decreases decreased decreasing fell falls',
  'expand expands expanded|shrink shrinks shrank contract contracts',
  'true correct right|false incorrect wrong untrue',
  'safe harmless|unsafe dangerous harmful',
  'secure|insecure',
  'legal|illegal',
  'possible|impossible',
  'guilty|innocent acquitted',
  'alive survive survives survived|dead extinct die dies died dying',
  'male|female',
  'solid|liquid',
  'even|odd',
  'positive|negative',
  'mammal mammals|fish reptile reptiles bird birds insect insects',
  'harmful worse worst|beneficial better best',
  'accept accepted approved|reject rejected declined',
  'inside|outside',
  'clockwise|anticlockwise counterclockwise',
  'finite|infinite',
  'equal same identical|different unequal',
];

/** One side of a pair. */
export interface PairSide {
  readonly pair: number;
  /** 0 or 1. */
  readonly side: number;
}

const SIDES = Map.groupBy(
  PAIRS.flatMap((line, pair) =>
    line.split('|').flatMap((words, side) => words.split(' ').map((word) => ({ word, pair, side }))),
  ),
  ({ word }) => word,
);

/** The sides that the words of a text in lower case stand on. */
export function sidesOf(lower: string): readonly PairSide[] {
  return (lower.match(/[a-z]+/g) ?? []).flatMap((word) => SIDES.get(word) ?? []);
}

/** All pairs, for the judge's hash. */
export const OPPOSITES: unknown = PAIRS;
