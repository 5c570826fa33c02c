import { resolve } from 'node:path';
import { MetaScError } from '../../../foundation/errors.ts';
import { readNamedFile } from '../../../foundation/files.ts';
import type { GuardPolicy, PolicyLabels } from './guardFormat.ts';

interface PolicyOptions {
  /** A path, or the policy's text. */
  readonly policy: string;
  readonly labels?: PolicyLabels;
}

/**
 * The policy that a judge's options give. One line is a path if it begins with `file://`, has no white space or ends in
 * `.md`, `.txt`, `.yaml`, `.yml` or `.json`; anything else is the policy's text.
 *
 * @param basePath folder that a relative path starts from
 * @throws MetaScError `FILE_UNREADABLE` when there is no such file; `CONFIG_INVALID` when it is empty
 */
export async function loadPolicy({ policy, labels }: PolicyOptions, basePath: string): Promise<GuardPolicy> {
  const text = isPath(policy) ? await readPolicy(resolve(basePath, policy.replace(/^file:\/\//, ''))) : policy;
  if (text.trim() !== '') return { name: 'policy', text, ...(labels === undefined ? {} : { labels }) };
  throw new MetaScError(`judge.policy: expected a policy, got no text in ${policy}`, { code: 'CONFIG_INVALID' });
}

const isPath = (policy: string) =>
  /^file:\/\/.+$/.test(policy) || /^\S+$/.test(policy) || /^.+\.(?:md|txt|ya?ml|json)$/i.test(policy);

async function readPolicy(file: string): Promise<string> {
  const bytes = await readNamedFile(
    file,
    `policy ${file}`,
    () => 'A policy is a path, or its text in more than one word.',
  );
  return bytes.toString('utf8');
}
