import { readResults } from '../../../analysis/results/readResults.ts';
import { answerInThread } from '../../../foundation/thread.ts';

await answerInThread((path: string) => readResults(path));
