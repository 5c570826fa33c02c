import { MetaScError } from '../../../../foundation/errors.ts';
import { shortHash } from '../../../../foundation/hash.ts';
import type { CasePlace } from '../../../../providers/metaScProvider.ts';
import type { ChainPlace } from '../../../../scale/divideCases.ts';
import { expandVars, isForColumn, listColumns } from '../../eval/dryLook/suiteCells.ts';
import { type LoadedSuite, type MergedTest, mergeTests } from '../../eval/dryLook/suiteTests.ts';

/** An evaluation as promptfoo has loaded it, as far as a plan divides it. */
export interface LoadedCases {
  /** 16 hex digits over tests and columns. */
  readonly hash: string;
  readonly columns: readonly { readonly label: string; readonly id: string }[];
  /** By test: its cases on chains, in the order in which they come. */
  readonly places: readonly (readonly ChainPlace[])[];
  /** By test: combinations of its variables. */
  readonly widths: readonly number[];
  /** By test: the order that it belongs to; empty where the cases have one order. */
  readonly orders: readonly string[];
  /** By test, in one repeat. */
  readonly cells: readonly number[];
}

interface PlacedProvider {
  placeOf?(variables: Readonly<Record<string, unknown>> & { readonly metadata: MergedTest['metadata'] }): CasePlace;
}

/**
 * @param basePath folder that files named by variables start at
 * @throws MetaScError `CONFIG_INVALID` for tests that need each other
 */
export function listCases(suite: LoadedSuite, basePath: string): LoadedCases {
  refuseDependence(suite);
  const columns = listColumns(suite);
  const tests = mergeTests(suite);
  const cases = tests.map((test) => {
    const combinations = expandVars(test, basePath);
    const of = columns.flatMap((column, index) => (isForColumn(test, column) ? [{ column, index }] : []));
    const places = combinations.flatMap((vars) =>
      of.flatMap(({ column, index }) => {
        const place = (column.provider as PlacedProvider).placeOf?.({ ...vars, metadata: test.metadata });
        return place === undefined ? [] : [{ column: index, ...place }];
      }),
    );
    return { places, width: combinations.length, cells: combinations.length * of.length };
  });
  return {
    hash: hashSuite(suite, tests),
    columns: columns.map(({ provider }) => ({ label: provider.label ?? '', id: provider.id() })),
    places: cases.map(({ places }) => places),
    widths: cases.map(({ width }) => width),
    orders: tests.map(({ metadata: { trajectory } }) => (trajectory === undefined ? '' : String(trajectory))),
    cells: cases.map(({ cells }) => cells),
  };
}

/** Over all that decides what is asked and how it is scored. Functions count by their code. */
function hashSuite({ providers, prompts, defaultTest }: LoadedSuite, tests: readonly MergedTest[]): string {
  const columns = providers.map((provider) => [provider.id(), provider.label ?? '']);
  const text = JSON.stringify([columns, prompts, defaultTest ?? null, tests], (_, value: unknown) =>
    typeof value === 'function' ? String(value) : value,
  );
  return shortHash(text, 16);
}

function refuseDependence({ tests = [], scenarios, prompts, defaultTest, ...suite }: LoadedSuite): void {
  const { extensions = [] } = suite as { readonly extensions?: readonly string[] };
  const fault = (place: string, because: string) =>
    new MetaScError(`plan: ${place}: expected none, because ${because}`, {
      code: 'CONFIG_INVALID',
      help: 'Run this config as a whole: metasc eval.',
    });
  if ((scenarios ?? []).length > 0)
    throw fault('scenarios', 'their tests can be told apart only as a list under tests');
  if (extensions.some((extension) => /:beforeAll$/.test(extension) && !/insideSlice/.test(extension))) {
    throw fault('extensions', 'a beforeAll hook may change the tests after they are divided');
  }
  const prompt = prompts.find(({ raw }) => /\b_conversation\b/.test(raw));
  if (prompt !== undefined) throw fault('prompts', 'a prompt with _conversation needs the answers of other tests');
  const defaults = typeof defaultTest === 'object' ? [defaultTest] : [];
  for (const [index, { options }] of [...tests, ...defaults].entries()) {
    const place = index < tests.length ? `tests[${index}].options` : 'defaultTest.options';
    for (const option of ['storeOutputAs', 'runSerially', 'repeat']) {
      if (options?.[option] !== undefined)
        throw fault(`${place}.${option}`, 'tests are answered in any order, each repeat by itself');
    }
  }
}
