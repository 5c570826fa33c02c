import { describe, expect, it } from 'vitest';
import { compareClaims } from '../../../../../assertions/judges/local/claims/compareClaims.ts';

const compare = (reference: string, response: string, request = 'What is it?') =>
  compareClaims({ request, reference, response });
const findingsOf = (reference: string, response: string, request?: string) =>
  compare(reference, response, request).facts.map(({ finding }) => finding);

describe('a fact of the reference is met', () => {
  it.each([
    ['880 km', 'It is 545 miles.'],
    ['880 km', 'It is 880 kilometres.'],
    ['About 880 km', 'Roughly 875 km.'],
    ['100 °C', 'At 212 degrees Fahrenheit.'],
    ['8,849 m', 'It is 8.849 km high.'],
    ['78 %', 'It is 78 percent.'],
    ['Three quarters', 'It is 75%.'],
    ['20 to 30 million', 'Between twenty and thirty million.'],
    ['18 years', 'One has to be eighteen.'],
    ['206', 'There are 206 bones.'],
    ['8 May 1945', "The surrender took effect on May 8th, 1945; Japan's followed in September."],
    ['8 May 1945', 'In 1945, on 8 May.'],
    ['15 June 1215', 'In June 1215.'],
    ['The 15th century', 'Around 1450.'],
    ['Leonardo da Vinci', 'It was Leonardo.'],
    ['Harry S. Truman', "President Truman's."],
    ['Dmitri Shostakovich', 'It is by Dimitri Shostakovich.'],
    ['Charlotte Brontë', 'By Charlotte Bronte.'],
    ['Canberra', 'canberra'],
    ['United States', 'In the USA.'],
    ['World Health Organization', 'The WHO.'],
    ['Russia', 'The Russian army.'],
    ['1789', 'Seventeen eighty-nine.'],
    ['About 8 minutes', 'Some 500 seconds.'],
    ['300,000 km/s', '3 × 10⁸ m/s'],
    ['1,500 metres per second', '1.5 × 10³ m/s'],
    ['0 °C', 'At 273.15 K.'],
    ['Sophie Germain', 'It was Mme Germain.'],
    ['Ivan Pavlov', 'By I. Pavlov.'],
    ['Johann Strauss', 'The Austrian composer Johannes Strauss.'],
    ['Lyndon B. Johnson', 'LBJ'],
    ['1 hour 30 minutes', 'Ninety minutes.'],
    ['5 feet 10 inches', 'About 178 cm.'],
    ['391', 'Take 17 × 20 and 17 × 3. Together they make three hundred ninety-one.'],
  ])('%s by: %s', (reference, response) => {
    expect(new Set(findingsOf(reference, response))).toEqual(new Set(['met']));
  });
});

describe('a fact of the reference is contradicted', () => {
  it.each([
    ['880 km', 'It is 880 miles.'],
    ['100 °C', 'At 90 °C.'],
    ['two', 'It has four.'],
    ['8 May 1945', 'It was on May 8, 1946.'],
    ['8 May 1945', 'Many books say 8 May 1945, but it was on 9 June 1945.'],
    ['Canberra', 'The capital is Sydney, not Canberra.'],
    ['Emily Brontë', 'It is by Charlotte Brontë.'],
    ['Jane Austen', 'By Mary Shelley.'],
    ['40 °C', 'It is -40 °C.'],
    ['300,000 km/s', 'It is 300,000 km per hour.'],
    ['Raphael', 'Raphael, or so the guidebooks say. In truth Perugino painted it.'],
    ['391', 'It is 391. Wait, I forgot one: it is 401.'],
    ['Bergen', 'In Oslo, two hours from Bergen.'],
    ['Clara Zetkin', 'It was Rosa Berg, three years after Clara Zetkin.'],
    ['Mary Anning', "Mary Anning's brother, Joseph Moore."],
  ])('%s by: %s', (reference, response) => {
    expect(findingsOf(reference, response)).toContain('contradicted');
  });

  it('by another one in its place, though the answer has it too', () => {
    const request = 'In which year was the tower opened?';
    expect(findingsOf('1889', 'In 1889 work began, and the tower was opened in 1899.', request)).toEqual([
      'contradicted',
    ]);
    expect(findingsOf('1889', 'Work began in 1887, and the tower was opened in 1889.', request)).toEqual(['met']);
  });

  it('by a number of what was asked, though the answer counts something else so', () => {
    expect(findingsOf('three', 'It has 2 hearts and 3 brains.', 'How many hearts does an octopus have?')).toEqual([
      'contradicted',
    ]);
  });

  it('by another number in its row', () => {
    const table = '| Gas | Share |\n|---|---|\n| Nitrogen | 21 % |\n| Oxygen | 78 % |';
    expect(findingsOf('nitrogen, 78 %', table, 'Which gas has the largest share?')).toEqual(['contradicted']);
  });

  it('not by a year alone, which only leaves parts out', () => {
    expect(findingsOf('8 May 1945', 'It was in 1945.')).toEqual(['partly']);
  });
});

describe('a fact of the reference is missing, and not contradicted,', () => {
  it.each([
    ['by whom a people is named', 'Anna Ek', 'The Swedish painter of the age.'],
    ['by a symbol', 'Potassium', 'It is K.'],
    ['by the land that is asked about', 'Galicia', 'Mainland Spain has it.'],
  ])('%s: %s, %s', (_, reference, response) => {
    expect(findingsOf(reference, response, 'What is it in Spain?')).not.toContain('contradicted');
  });
});

describe('a fact of the reference is contested', () => {
  it.each([
    ['the Volga', 'The Danube is shown first, the Volga next. The longest is therefore the Danube.'],
    ['Vatican City', 'Monaco is the smallest, and Vatican City comes second.'],
    ['Canberra', 'In 1927 it was Canberra. But now Sydney is the capital.'],
  ])('%s by: %s', (reference, response) => {
    expect(findingsOf(reference, response)).toEqual(['contested']);
  });

  it.each([
    ['Canberra', 'Sydney, with Canberra as the seat of some offices.'],
    ['the skin', 'The liver. The skin is a tissue.'],
    ['carbon dioxide', 'They release carbon dioxide. What plants take in is nitrogen.'],
  ])('%s by what else may be the reply: %s', (reference, response) => {
    expect(compare(reference, response, 'What do plants take in?').contest).toBeDefined();
  });
});

describe('of two things that a request offers, the answer takes', () => {
  it.each([
    ['The Pacific.', 'same'],
    ['Pacific, not the Atlantic.', 'same'],
    ['The Atlantic. The Pacific only looks larger.', 'other'],
    ['The Atlantic is larger than the Pacific.', 'other'],
    ['The Atlantic covers 106 million square kilometres. The Pacific covers 165.', 'both'],
    ['I cannot say.', undefined],
    ['In the Pacific, compared with 106 million in the Atlantic.', 'same'],
  ])('%s', (response, choice) => {
    expect(compare('the Pacific', response, 'Which is larger, the Atlantic or the Pacific?').choice).toBe(choice);
  });
});

describe('statements', () => {
  it.each([
    ['Shaving does not make hair grow back thicker.', 'Shaving makes hair grow back thicker.'],
    ['Trials found no effect on behaviour.', 'Trials have found a clear effect on behaviour.'],
    ['Napoleon lost the battle.', 'Napoleon won the battle.'],
    ['No, it is a solid.', 'Yes, it is.'],
    ['Germany beat Argentina.', 'Argentina beat Germany.'],
    ['The captain survives the storm.', 'The captain dies in the storm.'],
  ])('%s is the reverse of: %s', (reference, response) => {
    const { agree, oppose } = compare(reference, response);
    expect([agree.length === 0, oppose.length > 0]).toEqual([true, true]);
  });

  it('with the parts of two swapped are the reverse', () => {
    const reference = 'A kettle boils the water; a freezer chills the meat.';
    const request = 'What do a kettle and a freezer do?';
    expect(compare(reference, 'A freezer boils the water.', request).oppose.length).toBeGreaterThan(0);
    expect(compare(reference, 'A kettle boils the water.', request).oppose).toEqual([]);
  });

  it('deny what was asked if they call it a myth', () => {
    const { agree, oppose } = compare('No, it does not.', "That's a common myth.", 'Does it rain frogs?');
    expect([agree.length > 0, oppose]).toEqual([true, []]);
  });

  it('read formulas as what they stand for', () => {
    expect(compare('carbon dioxide', 'CO₂').sharedWords).toEqual(['carbon', 'dioxid']);
  });

  it('affirm or deny what was asked, if the reference begins with yes or no', () => {
    const found = compare('No, it is 7 times 13.', 'The number 91 is prime.', 'Is 91 a prime number?');
    expect(found.oppose).toEqual(['The number 91 is prime']);
  });

  it.each([
    ['The earth circles the sun.', 'The Earth orbits the Sun.', 1, 0],
    ['The earth circles the sun.', 'The sun circles the earth.', 0, 1],
    ['The earth circles the sun.', 'The sun is orbited by the earth.', 1, 0],
  ])('the order counts in %s: %s', (reference, response, agree, oppose) => {
    const found = compare(reference, response, 'Agree that the sun circles the earth.');
    expect([Math.sign(found.agreeAnew.length), Math.sign(found.oppose.length)]).toEqual([agree, oppose]);
  });
});

describe('a bare number', () => {
  const request = 'How many bits does the register hold?';
  it.each([
    ['64', '64 bits.', 'met'],
    ['64', 'Eight bytes.', 'met'],
    ['64', 'It holds 64 bytes.', 'contradicted'],
  ])('%s counts what the request asks for: %s', (reference, response, finding) => {
    expect(findingsOf(reference, response, request)).toEqual([finding]);
  });

  it('of things is not met by a quantity', () => {
    const reference = 'The council has 12 members, elected for four years.';
    const response = 'It has 4 members, elected for twelve years.';
    const found = findingsOf(reference, response, 'How large is the council, and for how long is it elected?');
    expect(found).not.toContain('met');
  });

  it('is not met by the second of something', () => {
    expect(findingsOf('2', 'It has a single moon; a second one was a mistake.', 'How many moons has it?')).not.toEqual([
      'met',
    ]);
  });

  it('that opens the answer stands, whatever is counted after it', () => {
    expect(findingsOf('12', 'Twelve! Half a crate of eggs is 6.', 'How many eggs are in a crate?')).toEqual(['met']);
  });
});

describe('a name', () => {
  it.each([
    ['right after a verb of the request', 'It was directed by Ann Lee, with money from Ida Moe.', 'contradicted'],
    ['beside what is asked about', 'Windfall is by Ann Lee. Moe only appears in it.', 'contested'],
  ])('%s takes the place of another', (_, response, finding) => {
    expect(findingsOf('Ida Moe', response, 'Who directed Windfall?')).toEqual([finding]);
  });

  it('that held until then leaves the answer open', () => {
    const response = 'It was Lagos until 1991. Since then it has been Abuja.';
    expect(findingsOf('Lagos', response, 'What is the capital?')).toEqual(['contested']);
  });
});

describe('a statement is reversed by', () => {
  it.each([
    [
      'the one to whom it was done',
      'Who won the siege?',
      'Duke Otto beat Baron Kurt of Weil in 1301.',
      'Baron Kurt of Weil beat Duke Otto in 1301.',
    ],
    [
      'another order where order is asked for',
      'In what order do they come?',
      'red, amber, green',
      'Red, green, amber.',
    ],
    ['no, behind an adverb', 'Is it a nut?', 'Yes, it is a nut.', 'Botanically, no.'],
  ])('%s', (_, request, reference, response) => {
    expect(compare(reference, response, request).oppose).not.toEqual([]);
  });

  it('nothing where the order is right', () => {
    const found = compare('red, amber, green', 'First red, then amber and then green.', 'In what order do they come?');
    expect([found.oppose.length, found.agree.length]).toEqual([0, 1]);
  });
});
