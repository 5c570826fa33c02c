import { describe, expect, it } from 'vitest';
import { compareClaims } from '../../../../assertions/judges/local/claims/compareClaims.ts';
import { readFacts } from '../../../../assertions/judges/local/claims/readFacts.ts';
import { isDirect } from '../../../../assertions/judges/local/directReply.ts';
import { placeReply } from '../../../../assertions/judges/local/replyPlace.ts';

const placeOf = (request: string, reference: string, response: string) =>
  placeReply(compareClaims({ request, reference, response }));

describe('signs of where an answer has its reply', () => {
  const LAKE = 'Which lake is the deepest in the world?';
  it.each([
    ['rival first', LAKE, 'Lake Baikal', 'The deepest lake is Tanganyika. Baikal is frozen in winter.'],
    ['rival opens and fits', LAKE, 'Lake Baikal', 'The deepest lake is Tanganyika. Baikal is frozen in winter.'],
    ['rival last', LAKE, 'Lake Baikal', 'Baikal is in Siberia. Tanganyika holds the record.'],
    ['rival head', 'What do pandas eat?', 'bamboo', 'Fish. Bamboo is what they sleep on.'],
    ['has reply', LAKE, 'Lake Baikal', 'It is Baikal.'],
    ['reply disowned', LAKE, 'Lake Baikal', 'Many people think of Baikal, but it is Tanganyika.'],
    ['reply alternative', 'What do pandas eat?', 'bamboo', 'Either bamboo or fish.'],
    ['reply counts other', 'How many legs has a crab?', 'ten', 'It has ten eyes.'],
    ['reply denied', 'Which river crosses Cairo?', 'The Nile crosses Cairo, not the Niger.', 'It is the Niger.'],
    ['reply joined', 'Which state borders San Marino?', 'Only Italy', 'It borders Italy and Austria.'],
    ['items missing', 'What is brass made of?', 'Copper and zinc', 'Of copper.'],
    ['request denied', 'Why do cows fly?', 'Cows do not fly.', "Cows don't fly."],
    ['first denied', 'Why do cows fly?', 'Cows do not fly.', "Cows don't fly."],
    ['stands', 'No, it is five.', 'It is four.', 'It is still four.'],
  ])('%s: %s (%s) %s', (name, request, reference, response) => {
    expect(placeOf(request, reference, response)[name]).toBeGreaterThan(0);
  });

  it('say nothing against a plain reply', () => {
    const signs = placeOf(LAKE, 'Lake Baikal', 'The deepest lake in the world is Baikal.');
    const against = Object.entries(signs).filter(([name, value]) => /^(?:rival|reply|items)/.test(name) && value > 0);
    expect(against).toEqual([]);
  });

  it('count the order of words, except in a list', () => {
    const request = 'How does a stove differ from a fridge?';
    const swapped = 'It cools with fire and warms with ice.';
    expect(
      placeOf(request, 'It warms with fire while ice cools the other.', swapped)['reply reversed'],
    ).toBeGreaterThan(0);
    expect(placeOf('Which two?', 'salt and pepper', 'Pepper and salt.')['reply reversed']).toBe(0);
  });
});

describe('a first sentence gives what is asked for', () => {
  it.each([
    ['why do cows fly?', 'Because the grass is greener there.', true],
    ['why do cows fly?', 'They never do.', false],
    ['when did it open?', 'In 1902. It was closed later.', true],
    ['when did it open?', 'It has yet to open. Work began in 1902.', false],
    ['who built it?', 'It was built by Anna Berg.', true],
    ['who built it?', 'It grew by itself.', false],
    ['is it old?', 'It was built by Anna Berg.', false],
  ])('%s %s', (request, response, isSo) => {
    expect(isDirect(request, readFacts(response))).toBe(isSo);
  });
});
