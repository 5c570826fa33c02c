import type { GateVerdict } from '../analysis/gate/gateVerdict.ts';
import { MetaScError } from '../foundation/errors.ts';
import { repositoryPath } from './repositoryPath.ts';

/** The checked inputs of the action. Paths of results start from the working directory. */
export interface ActionInputs {
  readonly head: string;
  /** Undefined: floors and canaries decide. */
  readonly base?: string | undefined;
  /** From the root of the repository, with slashes; never above it. */
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
  readonly token: string;
  /** Verdicts that fail the job. Undefined: the gate's exit code decides. */
  readonly failOn?: readonly GateVerdict[] | undefined;
  readonly pullRequest?: number | undefined;
}

const VERDICTS: readonly GateVerdict[] = ['regress', 'inconclusive', 'invalid'];
/** Allows no character that could end an HTML comment, a file name or a line. */
const TITLE = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._]|-(?!-)){0,79}$/u;

/**
 * Reads the action's inputs from `INPUT_…`, where GitHub puts them. An empty input counts as absent.
 *
 * @throws MetaScError `CONFIG_INVALID`
 */
export function readInputs(env: NodeJS.ProcessEnv): ActionInputs {
  const read = (name: string) => env[`INPUT_${name.toUpperCase()}`]?.trim() || undefined;
  return {
    head: required('head', 'a path', read('head')),
    base: read('base'),
    policy: parsePolicyPath(required('policy', 'a path', read('policy'))),
    column: read('column'),
    against: read('against'),
    title: parseTitle(read('title') ?? 'MetaSC gate'),
    comment: parseSwitch('comment', read('comment') ?? 'true'),
    report: parseSwitch('report', read('report') ?? 'true'),
    token: required('token', 'a token that may read the repository', read('token')),
    failOn: parseVerdicts(read('fail-on')),
    pullRequest: parseNumber('pull-request', read('pull-request')),
  };
}

/** A title as part of a file name: `MetaSC gate` becomes `metasc-gate`. */
export function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
}

function required(name: string, expected: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw invalid(name, expected, 'none');
}

function parsePolicyPath(value: string): string {
  const path = repositoryPath('', value);
  if (path !== undefined) return path;
  throw invalid('policy', 'a path in the repository, such as gate.yaml', value);
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
