import { fileURLToPath } from 'node:url';

/** A program that a team uses, driven by a small script of its own language. */
export interface InteropClient {
  readonly name: string;
  /** Path of the script. It prints its result as the last line: `{version, answers, errors}`. */
  readonly script: string;
  /** What pip installs for it, in an environment of its own; none for a script of Node's. */
  readonly requirements: readonly string[];
  /** Within which it is installed. */
  readonly installMs: number;
  /** Within which it has to end, per profile. */
  readonly runMs: number;
}

const MINUTE_MS = 60_000;

const scriptOf = (name: string) => fileURLToPath(new URL(`./clients/${name}`, import.meta.url));

/** In the order in which they run. */
export const CLIENTS: readonly InteropClient[] = [
  {
    name: 'openai-node',
    script: scriptOf('openaiNode.ts'),
    requirements: [],
    installMs: 0,
    runMs: MINUTE_MS,
  },
  {
    name: 'openai-python',
    script: scriptOf('openai_python.py'),
    requirements: ['openai'],
    installMs: 3 * MINUTE_MS,
    runMs: MINUTE_MS,
  },
  {
    name: 'inspect',
    script: scriptOf('inspect_task.py'),
    requirements: ['openai', 'inspect-ai==0.3.285'],
    installMs: 5 * MINUTE_MS,
    runMs: 2 * MINUTE_MS,
  },
  {
    name: 'garak',
    script: scriptOf('garak_run.py'),
    requirements: ['garak==0.17.1'],
    installMs: 15 * MINUTE_MS,
    runMs: 4 * MINUTE_MS,
  },
  {
    name: 'lm-eval',
    script: scriptOf('lm_eval_task.py'),
    requirements: ['lm-eval[api]'],
    installMs: 8 * MINUTE_MS,
    runMs: 3 * MINUTE_MS,
  },
  {
    name: 'deepeval',
    script: scriptOf('deepeval_metric.py'),
    requirements: ['deepeval==4.3.1'],
    installMs: 8 * MINUTE_MS,
    runMs: 3 * MINUTE_MS,
  },
  {
    name: 'pyrit',
    script: scriptOf('pyrit_attack.py'),
    requirements: ['pyrit==1.1.0'],
    installMs: 8 * MINUTE_MS,
    runMs: 3 * MINUTE_MS,
  },
  {
    name: 'litellm',
    script: scriptOf('litellm_proxy.py'),
    requirements: ['litellm[proxy]==1.108.7'],
    installMs: 8 * MINUTE_MS,
    runMs: 4 * MINUTE_MS,
  },
];
