import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { MetaScError } from '../foundation/errors.ts';

/** What the workflow asks for, checked. Paths are as written: from the working directory. */
export interface ActionInputs {
  readonly head: string;
  /** Absent: floors and canaries decide. */
  readonly base?: string;
  readonly policy: string;
  /** Head's column. */
  readonly column?: string;
  /** Base's column. */
  readonly against?: string;
  /** Tells the gates of one repository apart: heading, comment and artifact are the title's own. */
  readonly title: string;
  readonly comment: boolean;
  readonly report: boolean;
  /** Never shown. */
  readonly token?: string;
  /** Verdicts that fail the job. Absent: the gate's exit code decides. */
  readonly failOn?: readonly GateVerdict[];
  readonly pullRequest?: number;
}

const VERDICTS: readonly GateVerdict[] = ['regress', 'inconclusive', 'invalid'];
/** No sign that could end an HTML comment, a file's name or a line. */
const TITLE = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._]|-(?!-)){0,79}$/u;

/**
 * Reads the action's inputs from `INPUT_…`, which action.yml sets one by one; empty is absent.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionInputs {
  const read = (name: string) => env[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`]?.trim() || undefined;
  const base = read('base');
  const column = read('column');
  const against = read('against');
  const token = read('token');
  const failOn = read('fail-on');
  const pullRequest = read('pull-request');
  return {
    head: required('head', read('head')),
    ...(base === undefined ? {} : { base }),
    policy: required('policy', read('policy')),
    ...(column === undefined ? {} : { column }),
    ...(against === undefined ? {} : { against }),
    title: parseTitle(read('title') ?? 'MetaSC gate'),
    comment: parseSwitch('comment', read('comment') ?? 'true'),
    report: parseSwitch('report', read('report') ?? 'true'),
    ...(token === undefined ? {} : { token }),
    ...(failOn === undefined ? {} : { failOn: parseVerdicts(failOn) }),
    ...(pullRequest === undefined ? {} : { pullRequest: parseNumber('pull-request', pullRequest) }),
  };
}

/** A title as part of a file's name: `MetaSC gate` becomes `metasc-gate`. */
export function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
}

function required(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw invalid(name, 'a path', 'none');
}

function parseTitle(value: string): string {
  if (TITLE.test(value)) return value;
  throw invalid('title', 'up to 80 letters, numbers, spaces, dots, underscores and single hyphens', value);
}

function parseSwitch(name: string, value: string): boolean {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw invalid(name, 'true or false', value);
}

function parseVerdicts(value: string): readonly GateVerdict[] {
  if (value === 'none') return [];
  return value.split(',').map((part) => {
    const verdict = VERDICTS.find((known) => known === part.trim());
    if (verdict === undefined) throw invalid('fail-on', `none, or any of ${VERDICTS.join(', ')}`, value);
    return verdict;
  });
}

function parseNumber(name: string, value: string): number {
  if (/^[1-9]\d{0,9}$/.test(value)) return Number(value);
  throw invalid(name, 'a number', value);
}

function invalid(name: string, expected: string, got: string): MetaScError {
  return new MetaScError(`${name}: expected ${expected}, got ${got === 'none' ? got : JSON.stringify(got)}`, {
    code: 'CONFIG_INVALID',
  });
}
