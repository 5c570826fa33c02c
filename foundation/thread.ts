import { parentPort, Worker, workerData } from 'node:worker_threads';
import { MetaScError, type MetaScErrorOptions } from './errors.ts';

type Message<Answer> =
  | { readonly answer: Answer }
  | { readonly fault: { readonly message: string } & Pick<MetaScErrorOptions, 'code' | 'help'> };

/**
 * Room for short-lived values, in MB. Node's own choice takes 100 MB more for a tenth less CPU, and can only be changed for a
 * thread or before the process starts.
 */
const YOUNG_GENERATION_MB = 12;

/**
 * Has a module answer in a thread of its own; the module calls {@link answerInThread}. Input and answer are cloned. What the
 * thread still does when it has answered is ended.
 *
 * @param module absolute path
 * @throws MetaScError that the module throws; any other of its errors as Node clones it
 */
export async function askThread<Answer>(module: string, input: unknown): Promise<Answer> {
  const thread = new Worker(module, {
    workerData: input,
    // What Node was told to load first, the process has loaded.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  return await new Promise((resolve, reject) => {
    thread.on('message', (message: Message<Answer>) => {
      void thread.terminate();
      if ('answer' in message) resolve(message.answer);
      else reject(toError(message.fault));
    });
    thread.on('error', reject);
    thread.on('exit', (code) => reject(new Error(`a thread ended early, with ${code}: ${module}`)));
  });
}

/** The other side of {@link askThread}. */
export async function answerInThread<Input, Answer>(answer: (input: Input) => Promise<Answer>): Promise<void> {
  const post = (message: Message<Answer>) => parentPort?.postMessage(message);
  try {
    post({ answer: await answer(workerData as Input) });
  } catch (error) {
    if (!(error instanceof MetaScError)) throw error;
    const { message, code, help } = error;
    post({ fault: { message, code, help } });
  }
}

/** Its message holds the help already. */
function toError({ message, code, help }: Extract<Message<unknown>, { fault: unknown }>['fault']): MetaScError {
  return new MetaScError(help === undefined ? message : message.slice(0, -help.length - 1), { code, help });
}
