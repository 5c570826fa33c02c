import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type ExampleProject, openExample } from './exampleProject.ts';
import { createTemporaryFolder } from './temporaryFolder.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: { readonly name?: string; readonly pattern?: string; readonly path?: string };
}

interface Job {
  readonly needs?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly Step[];
}

type Expressions = Readonly<Record<string, string>>;

/**
 * Runs the jobs of an example's GitHub Actions workflow as they need each other, each on a copy of the example of its own,
 * with nothing between them but artifacts. Of actions it knows those that hand artifacts over; `npm ci` has been done.
 *
 * @param secrets by name
 * @param kept artifact whose files are returned
 * @returns its files as text
 */
export async function runWorkflow(
  example: string,
  { file, env, secrets, kept }: WorkflowCall,
): Promise<(name: string) => Promise<string>> {
  const artifacts = createTemporaryFolder();
  const home = await openExample(example);
  const workflow = parse(await readFile(join(home.folder, file), 'utf8')) as { jobs: Readonly<Record<string, Job>> };
  await home[Symbol.asyncDispose]();
  const waiting = new Map(Object.entries(workflow.jobs));
  while (waiting.size > 0) {
    const next = [...waiting].find(([, { needs }]) => needs === undefined || !waiting.has(needs));
    if (next === undefined) throw new Error(`${file}: jobs that need each other`);
    const [name, job] = next;
    for (const matrix of combinationsOf(job)) {
      const expressions = { ...matrix, ...mapKeys(secrets, (key) => `secrets.${key}`) };
      await using project = await openExample(example);
      for (const step of job.steps) await runStep(step, { project, artifacts: artifacts.path, expressions, env });
    }
    waiting.delete(name);
  }
  return async (name) => {
    const text = await readFile(join(artifacts.path, kept, name), 'utf8');
    artifacts[Symbol.dispose]();
    return text;
  };
}

export interface WorkflowCall {
  /** In the example's folder. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly kept: string;
}

interface StepContext {
  readonly project: ExampleProject;
  readonly artifacts: string;
  readonly expressions: Expressions;
  readonly env: Readonly<Record<string, string>>;
}

async function runStep(step: Step, { project, artifacts, expressions, env }: StepContext): Promise<void> {
  const { name = '', pattern, path = '' } = mapValues({ ...step.with }, (text) => evaluate(String(text), expressions));
  const place = join(project.folder, path);
  if (step.uses?.startsWith('actions/upload-artifact@')) {
    // A folder's content; a file by its name.
    const isFile = basename(path).includes('.');
    await cp(place, isFile ? join(artifacts, name, basename(path)) : join(artifacts, name), { recursive: true });
  } else if (step.uses?.startsWith('actions/download-artifact@')) {
    await mkdir(place, { recursive: true });
    if (pattern === undefined) await cp(join(artifacts, name), place, { recursive: true });
    else {
      const prefix = pattern.replace(/\*$/, '');
      await cp(artifacts, place, {
        recursive: true,
        filter: (from) => from === artifacts || from.slice(artifacts.length + 1).startsWith(prefix),
      });
    }
  } else if (step.run !== undefined && step.run !== 'npm ci') {
    await project.run(step.run, { ...env, ...mapValues({ ...step.env }, (text) => evaluate(text, expressions)) });
  }
}

/** Each of a matrix, as what expressions say: `{ 'matrix.shard': '1' }`. */
function combinationsOf({ strategy }: Job): readonly Expressions[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<readonly Expressions[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [`matrix.${key}`]: String(value) }))),
    [{}],
  );
}

function evaluate(text: string, expressions: Expressions): string {
  return text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (whole, name: string) => {
    const value = expressions[name];
    if (value === undefined) throw new Error(`workflow: unknown expression ${whole}`);
    return value;
  });
}

const mapKeys = (of: Expressions, change: (key: string) => string): Expressions =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [change(key), value]));

const mapValues = <T>(
  of: Readonly<Record<string, T>>,
  change: (value: T) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]));
