import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { MetaScError } from '../foundation/errors.ts';

/** The checked inputs of the action. Paths start from the working directory. */
export interface ActionInputs {
  readonly head: string;
  /** Undefined: floors and canaries decide. */
  readonly base?: string | undefined;
  readonly policy: string;
  /** Head's column. */
  readonly column?: string | undefined;
  /** Base's column. */
  readonly against?: string | undefined;
  /** Distinguishes the gates of one repository: each title has its own heading, comment and artifact. */
  readonly title: string;
  readonly comment: boolean;
  readonly report: boolean;
  /** Never printed. */
  readonly token?: string | undefined;
  /** Verdicts that fail the job. Undefined: the gate's exit code decides. */
  readonly failOn?: readonly GateVerdict[] | undefined;
  readonly pullRequest?: number | undefined;
}

const VERDICTS: readonly GateVerdict[] = ['regress', 'inconclusive', 'invalid'];
/** Allows no character that could end an HTML comment, a file name or a line. */
const TITLE = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._]|-(?!-)){0,79}$/u;

/**
 * Reads the action's inputs from `INPUT_…`, which action.yml sets one by one. An empty input counts as absent.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionInputs {
  const read = (name: string) => env[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`]?.trim() || undefined;
  return {
    head: required('head', read('head')),
    base: read('base'),
    policy: required('policy', read('policy')),
    column: read('column'),
    against: read('against'),
    title: parseTitle(read('title') ?? 'MetaSC gate'),
    comment: parseSwitch('comment', read('comment') ?? 'true'),
    report: parseSwitch('report', read('report') ?? 'true'),
    token: read('token'),
    failOn: parseVerdicts(read('fail-on')),
    pullRequest: parseNumber('pull-request', read('pull-request')),
  };
}

/** A title as part of a file name: `MetaSC gate` becomes `metasc-gate`. */
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

function parseVerdicts(value: string | undefined): readonly GateVerdict[] | undefined {
  if (value === 'none') return [];
  return value?.split(',').map((part) => {
    const verdict = VERDICTS.find((known) => known === part.trim());
    if (verdict === undefined) throw invalid('fail-on', `none, or any of ${VERDICTS.join(', ')}`, value);
    return verdict;
  });
}

function parseNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/.test(value)) return Number(value);
  throw invalid(name, 'a number', value);
}

function invalid(name: string, expected: string, got: string): MetaScError {
  return new MetaScError(`${name}: expected ${expected}, got ${got === 'none' ? got : JSON.stringify(got)}`, {
    code: 'CONFIG_INVALID',
  });
}
