import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CommandRunner } from '../../providers/models/embedded/modelWheel.ts';

/** Bytes that begin like a GGUF file and are no model. */
export function fakeGguf(bytes = 1_000, version = 3): Buffer {
  const content = Buffer.alloc(bytes, 7);
  content.write('GGUF');
  content.writeUInt32LE(version, 4);
  return content;
}

/** The default model's shape, as far as an adapter of its first query matrix must fit it. */
const MODEL_WIDTH = 576;
const STRING = 8;
const FLOAT32 = 6;
const ALIGNMENT = 32;

/**
 * A LoRA adapter of rank 1 for the default model's first query matrix, in GGUF.
 *
 * @param weight of every element of both factors; 0 changes nothing
 */
export function loraGguf(weight: number): Buffer {
  const facts = [
    ['general.type', 'adapter'],
    ['general.architecture', 'llama'],
    ['adapter.type', 'lora'],
  ] as const;
  const tensors = [
    ['blk.0.attn_q.weight.lora_a', [MODEL_WIDTH, 1]],
    ['blk.0.attn_q.weight.lora_b', [1, MODEL_WIDTH]],
  ] as const;
  const data = Buffer.from(new Float32Array(MODEL_WIDTH).fill(weight).buffer);
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(facts.length + 1),
    ...facts.flatMap(([key, value]) => [text(key), uint32(STRING), text(value)]),
    text('adapter.lora.alpha'),
    uint32(FLOAT32),
    Buffer.from(new Float32Array([1]).buffer),
    ...tensors.flatMap(([name, shape], index) => [
      text(name),
      uint32(shape.length),
      ...shape.map(uint64),
      // Elements are 32-bit floats.
      uint32(0),
      uint64(index * data.length),
    ]),
  ]);
  return Buffer.concat([head, Buffer.alloc(-head.length & (ALIGNMENT - 1)), data, data]);
}

const text = (content: string) => Buffer.concat([uint64(Buffer.byteLength(content)), Buffer.from(content)]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** A zip archive of uncompressed files. */
function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [fileName, content] of Object.entries(files)) {
    const name = Buffer.from(fileName);
    // From "version needed" to "extra field length", the same in both headers.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    local.push(Buffer.from('PK\x03\x04'), common, name, content);
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, name);
    offset += 30 + name.length + content.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

/** A pip that "downloads" a wheel with these files. */
export function pipWith(files: Readonly<Record<string, Buffer>>): CommandRunner {
  return async (_command, args) => {
    const folder = args[args.indexOf('--dest') + 1];
    if (folder === undefined) throw new Error('Not told where to');
    await writeFile(join(folder, 'model-1.0-py3-none-any.whl'), zip(files));
    return '';
  };
}

/** A pip that fails, with this on its standard error. */
export function pipFailing(stderr: string): CommandRunner {
  return async () => {
    throw Object.assign(new Error('Command failed'), { code: 1, stderr });
  };
}

/** A machine without Python. */
export const noPython: CommandRunner = async (command) => {
  throw Object.assign(new Error(`spawn ${command} ENOENT`), { code: 'ENOENT' });
};
