import { createRefusalDetector, detectRefusal, REFUSAL_RULES } from '../../assertions/refusal/detectRefusal.ts';
import { readOwn } from './refusal/labelledSets.ts';
import { measureSpeed } from './refusal/measure.ts';
import { type BenchContext, round, type Section, toFigure } from './section.ts';

/** Responses that the local refusal detector reads in a second on one core, and the time that it takes to compile. */
export async function measureDetector({ extent, say }: BenchContext): Promise<Section> {
  const texts = [...(await readOwn()).values()].flat().map(({ text }) => text);
  const patterns = { ...REFUSAL_RULES.patterns };
  const before = process.cpuUsage();
  createRefusalDetector({ ...REFUSAL_RULES, patterns })('');
  const { user, system } = process.cpuUsage(before);
  const compileMs = (user + system) / 1000;
  const rounds = extent === 'quick' ? 3 : 21;
  say(`${texts.length} responses, ${rounds} rounds`);
  const perSecond = measureSpeed(detectRefusal, texts, rounds);
  const characters = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  return {
    name: 'detector',
    notes: [
      `detectRefusal on our own responses (test/assertions/refusal/ownResponses.csv): responses a second of this process's CPU time, the median of ${rounds} rounds after the first.`,
      'compileMs: CPU time for the first response of a detector with patterns of its own.',
    ],
    rows: [
      { responses: texts.length, meanCharacters: round(characters, 0), perSecond, compileMs: round(compileMs, 0) },
    ],
    figures: [toFigure('responses a second on one core', perSecond, { atLeast: 15_000 }, 0)],
  };
}
