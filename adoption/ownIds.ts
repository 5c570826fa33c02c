import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { IS_CHECKOUT, ownPath } from '../foundation/packageRoot.ts';
import { modulePath } from '../suites/modulePath.ts';

const PACKAGE = 'promptfoo-metasc';

/** The ids with which a config names this package's provider and assertions. */
export interface OwnIds {
  readonly provider: string;
  readonly assertion: (name: string) => string;
  /** By which code imports the package. */
  readonly module: string;
  /** Whether promptfoo can load them from the config's folder. */
  readonly found: boolean;
}

/**
 * The ids for a config in `folder`: `package:…` if promptfoo-metasc is installed there, else `file://…` if this command
 * runs in a checkout, else `package:…` for a later installation.
 *
 * @param folder absolute
 */
export function findOwnIds(folder: string): OwnIds {
  const fromFolder = relative(ownPath(), folder);
  const isInside = fromFolder !== '..' && !fromFolder.startsWith(`..${sep}`);
  // Inside the checkout the package's name leads to dist/, which may be older than the sources.
  const installed = !(IS_CHECKOUT && isInside) && isInstalled(folder);
  if (installed || !IS_CHECKOUT) return packageIds(installed);
  const pathOf = (path: string) => relative(folder, ownPath(path)).split(sep).join('/');
  return {
    provider: `file://${pathOf('providers/metaScProvider.ts')}`,
    assertion: (name) => `file://${pathOf(`assertions/${name}.ts`)}`,
    module: pathOf('index.ts').replace(/^(?!\.)/, './'),
    found: true,
  };
}

/** The ids of an installed promptfoo-metasc. */
export function packageIds(found: boolean): OwnIds {
  return {
    provider: `package:${PACKAGE}:MetaScProvider`,
    assertion: (name) => `package:${PACKAGE}:${name}`,
    module: PACKAGE,
    found,
  };
}

/** The ids of this very package, wherever a config is. */
export function moduleIds(): OwnIds {
  return {
    provider: `file://${modulePath('providers/metaScProvider')}`,
    assertion: (name) => `file://${modulePath(`assertions/${name}`)}`,
    module: PACKAGE,
    found: true,
  };
}

function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'package.json')).resolve('promptfoo-metasc');
    return true;
  } catch {
    return false;
  }
}

/** Whether a provider id is ours, in any of its forms. */
export function isOwnProvider(id: string): boolean {
  return /(?:^|\/)metaScProvider\.[jt]s$|^package:promptfoo-metasc:/.test(id);
}

/** Whether an assertion is ours of that name, in any form of its id. */
export function isOwnAssertion(value: unknown, name: string): boolean {
  return (
    typeof value === 'string' &&
    (value === `package:promptfoo-metasc:${name}` || new RegExp(`^file://.*assertions/${name}\\.[jt]s$`).test(value))
  );
}
