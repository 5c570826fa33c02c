import { isAbsolute, resolve } from 'node:path';
import { fieldsOf } from '../../../foundation/untyped.ts';

/** Runs the project's own code, which gets its config as it stands. */
const OWN_CODE = /^(?:file|package|exec|python|golang|ruby|provider):|\.(?:[cm]?[jt]s|py|go|rb)(?::\w+)?$/;

/** Options with paths to files, by the object that holds them; the top level is ''. */
const PATHS: Readonly<Record<string, RegExp>> = { '': /^working_dir$/, tls: /Path$/, signatureAuth: /Path$/ };

/**
 * The options of a provider with the files that they name as absolute paths. promptfoo reads them from the folder of the
 * config, but its second instance, which loads providers for us, knows no such folder and would take the working directory.
 *
 * @param basePath folder of the config
 */
export function withAbsoluteFiles(
  id: string,
  config: Readonly<Record<string, unknown>>,
  basePath: string,
): Readonly<Record<string, unknown>> {
  if (OWN_CODE.test(id)) return config;
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(basePath, path));
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.startsWith('file://') ? `file://${absolute(value.slice('file://'.length))}` : value;
    }
    if (Array.isArray(value)) return value.map(visit);
    return isPlain(value)
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part)]))
      : value;
  };
  const withPaths = (holder: string, part: unknown): unknown => {
    if (!isPlain(part)) return part;
    const isPath = (name: string, value: unknown) => typeof value === 'string' && PATHS[holder]?.test(name);
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [name, isPath(name, value) ? absolute(String(value)) : value]),
    );
  };
  const visited = fieldsOf(withPaths('', visit(config)));
  return Object.fromEntries(
    Object.entries(visited).map(([name, value]) => [name, name in PATHS ? withPaths(name, value) : value]),
  );
}

/** An object of a config, and not one of a class, or a function with fields. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
