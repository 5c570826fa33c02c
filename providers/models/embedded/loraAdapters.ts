import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { MetaScError, messageOf } from '../../../foundation/errors.ts';
import { readUserBytes } from '../../../foundation/files.ts';
import { sha256 } from '../../../foundation/hash.ts';
import { oncePerProcess } from '../../../foundation/once.ts';
import type { RefOf } from '../modelRef.ts';
import { describeFault } from './ggufFile.ts';

/** An edit of a model's weights that the contexts of an engine apply. */
export interface LoraAdapter {
  /** Absolute. */
  readonly path: string;
  readonly scale: number;
  /** 64 hex digits, of the file. */
  readonly sha256: string;
}

/**
 * The adapters of a reference, in its order. They are read and hashed at once, before a model has its name.
 *
 * @param basePath folder that relative paths start at
 * @throws MetaScError `FILE_UNREADABLE` for a missing file, `CONFIG_INVALID` for one that is no GGUF or is given twice, as
 *   llama.cpp applies it once; all name the option
 */
export function readLoraAdapters(lora: RefOf<'embedded'>['lora'] = [], basePath: string): readonly LoraAdapter[] {
  const paths = lora.map(({ path }) => resolve(basePath, path));
  return lora.map(({ scale = 1 }, index) => {
    const path = paths[index] ?? '';
    const option = `model.lora[${index}].path`;
    const first = paths.indexOf(path);
    if (first === index) return { path, scale, sha256: hashOf(path, option) };
    throw new MetaScError(`${option}: expected each adapter once, got that of model.lora[${first}] again: ${path}`, {
      code: 'CONFIG_INVALID',
      help: 'Add the scales.',
    });
  });
}

/** ` + edit.gguf@0.5 1a2b3c4d…` for each adapter: with 16 digits of its hash, so that a name stands for the weights. */
export function nameAdapters(adapters: readonly LoraAdapter[]): string {
  return adapters
    .map(({ path, scale, sha256: hash }) => ` + ${basename(path)}@${scale} ${hash.slice(0, HASH_DIGITS)}`)
    .join('');
}

/** llama.cpp's error as one that names the option, if it is about an adapter: broken, or for another model. */
export function explainAdapterError(error: unknown, adapters: readonly LoraAdapter[]): unknown {
  const index = adapters.findIndex(({ path }) => messageOf(error).includes(path));
  if (index === -1) return error;
  return new MetaScError(`model.lora[${index}].path: llama.cpp can't apply this adapter: ${messageOf(error)}`, {
    code: 'FILE_UNREADABLE',
    help: 'The file may be incomplete, or made for another model.',
    cause: error,
  });
}

const HASH_DIGITS = 16;

/** Once per state of the file: every role of every column opens the model anew. */
function hashOf(path: string, option: string): string {
  const state = statSync(path, { throwIfNoEntry: false });
  return oncePerProcess(`lora ${path} ${state?.size} ${state?.mtimeMs} ${state?.ino}`, () => {
    const bytes = readUserBytes(path, option);
    const got = describeFault(bytes.subarray(0, 8));
    if (got === undefined) return sha256(bytes);
    throw new MetaScError(`${option}: expected a LoRA adapter in GGUF, got ${got}: ${path}`, {
      code: 'CONFIG_INVALID',
      help: "Convert it with llama.cpp's convert_lora_to_gguf.py.",
    });
  });
}
