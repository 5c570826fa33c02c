import { diffTexts } from '../../../foundation/wordDiff.ts';
import { freezeSpec, hashJournal } from '../../../providers/specs/freezeSpec.ts';
import { findVersion } from '../../../providers/specs/lineage.ts';
import { rollbackSpec } from '../../../providers/specs/rollbackSpec.ts';
import { writeLock } from '../../../providers/specs/specLock.ts';
import type { Terminal } from '../../terminal/output.ts';
import { formatLog, toLogReport } from './specLog.ts';
import { findSource, readSource, type SourceOptions, toChainName } from './specSource.ts';
import { formatChanges, type Style } from './wordChanges.ts';

/** `metasc spec log` */
export function showLog(options: SourceOptions, { out, env }: Terminal): void {
  const source = readSource(options);
  if (options.json) out.writeJson(toLogReport(source));
  // Its parts are clean; cleaning the whole would remove the colours.
  else out.stream.write(`${formatLog(source, styleFor({ out, env }))}\n`);
}

export interface VersionOptions extends SourceOptions {
  readonly version?: number;
}

/** `metasc spec show` */
export function showSpec(options: VersionOptions, { out }: Terminal): void {
  const source = readSource(options);
  const { version, text } = findVersion(source.lineage, options.version);
  if (options.json) out.writeJson({ ...toChainName(source.path, source.journal.header), version, text });
  // A pipe gets every byte; a terminal could act on some.
  else (out.isTTY ? out : out.stream).write(`${text}\n`);
}

/** `metasc spec diff` */
export function showDiff(
  { from: fromVersion, to: toVersion, ...options }: SourceOptions & { readonly from: number; readonly to: number },
  { out, env }: Terminal,
): void {
  const source = readSource(options);
  const read = (version: number) => ({ version, text: findVersion(source.lineage, version).text });
  const [from, to] = [read(fromVersion), read(toVersion)];
  const changes = diffTexts(from.text, to.text);
  if (options.json) out.writeJson({ ...toChainName(source.path, source.journal.header), from, to, changes });
  else out.stream.write(`${formatChanges(changes, styleFor({ out, env }))}\n`);
}

export interface FreezeOptions extends VersionOptions {
  readonly output: string;
  readonly force?: boolean;
}

/** `metasc spec freeze` */
export function freeze(options: FreezeOptions, { out }: Terminal): void {
  const { output, version, force = false } = options;
  const { path, journal, lineage } = readSource(options);
  const spec = findVersion(lineage, version);
  const lock = freezeSpec({ journal, journalSha256: hashJournal(path, journal), version: spec.version });
  writeLock(output, lock, { force });
  if (options.json) out.writeJson({ output, version: spec.version, lock });
  else
    out.write(
      `${output}: version ${spec.version} of ${lock.source.chain}, ${lock.source.evaluationId}\n${lock.spec}\n${NO_EVIDENCE}\n`,
    );
}

const NO_EVIDENCE =
  'It has no evidence that it is better than the first spec: metasc spec adopt writes a lock file that has it, or none.';

export interface RollbackOptions extends SourceOptions {
  readonly to: number;
}

/** `metasc spec rollback` */
export async function rollback(options: RollbackOptions, { out }: Terminal): Promise<void> {
  const ref = findSource(options);
  const done = await rollbackSpec(ref, options.to);
  const { before, toVersion, after } = done;
  if (options.json) out.writeJson({ ...toChainName(ref.path, ref.header), ...done });
  else
    out.write(
      `before  version ${before.version}: ${before.text}\n` +
        `now     version ${after.version}, the text of version ${toVersion}: ${after.text}\n`,
    );
}

function styleFor({ out, env }: Pick<Terminal, 'out' | 'env'>): Style {
  return { color: out.isTTY && !env.NO_COLOR };
}
