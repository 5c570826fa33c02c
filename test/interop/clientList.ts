import { fileURLToPath } from 'node:url';

/** A program that a team uses, driven by a small script of its own language. */
export interface InteropClient {
  readonly name: string;
  /** Path of the script. It prints its result as the last line: `{version, answers, errors}`. */
  readonly script: string;
  /** Path of a file that lists what Python needs for it; none for a script of Node's. */
  readonly requirements?: string;
  /** Within which it has to end, per profile. */
  readonly runMs: number;
}

/** Within which an environment has to be installed. That of garak takes a minute on two cores. */
export const INSTALL_MS = 600_000;

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const requirementsOf = (name: string) => pathOf(`./requirements/${name}.txt`);
const OPENAI_AND_INSPECT = requirementsOf('openai-and-inspect');

/** In the order in which they run. */
export const CLIENTS: readonly InteropClient[] = [
  { name: 'openai-node', script: pathOf('./clients/openaiNode.ts'), runMs: 60_000 },
  {
    name: 'openai-python',
    script: pathOf('./clients/openai_python.py'),
    requirements: OPENAI_AND_INSPECT,
    runMs: 60_000,
  },
  {
    name: 'inspect',
    script: pathOf('./clients/inspect_task.py'),
    requirements: OPENAI_AND_INSPECT,
    runMs: 120_000,
  },
  {
    name: 'garak',
    script: pathOf('./clients/garak_run.py'),
    requirements: requirementsOf('garak'),
    runMs: 240_000,
  },
  {
    name: 'lm-eval',
    script: pathOf('./clients/lm_eval_task.py'),
    requirements: requirementsOf('lm-eval'),
    runMs: 180_000,
  },
  {
    name: 'deepeval',
    script: pathOf('./clients/deepeval_metric.py'),
    requirements: requirementsOf('deepeval'),
    runMs: 180_000,
  },
  {
    name: 'pyrit',
    script: pathOf('./clients/pyrit_attack.py'),
    requirements: requirementsOf('pyrit'),
    runMs: 180_000,
  },
  {
    name: 'litellm',
    script: pathOf('./clients/litellm_proxy.py'),
    requirements: requirementsOf('litellm'),
    runMs: 240_000,
  },
];
