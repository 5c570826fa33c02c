import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEmbeddedModel } from '../../../../providers/models/embedded/embeddedModel.ts';
import type { RefOf } from '../../../../providers/models/modelRef.ts';
import { fakeGguf, loraGguf } from '../../../support/ggufFiles.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';

/** A folder with adapter files, and the default model with adapters of it. */
async function setUp(files: Readonly<Record<string, Buffer>>) {
  const folder = createTemporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content);
  const limits = { timeoutMs: 60_000, maxWaitMs: 0, maxConcurrentCalls: 2 };
  const open = (lora?: RefOf<'embedded'>['lora']) =>
    createEmbeddedModel(lora === undefined ? {} : { lora }, { env: process.env, basePath: folder.path, limits });
  return {
    path: (name: string) => join(folder.path, name),
    open,
    ask: async (lora?: RefOf<'embedded'>['lora']) => {
      const reply = await open(lora).chat({
        messages: [{ role: 'user', content: 'Why is the sky blue?' }],
        sampling: { temperature: 0, maxTokens: 16 },
        repeat: 0,
        phase: 'response',
      });
      return reply.text;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('a model with LoRA adapters', () => {
  it('is named by their content and scale, wherever the file lies', async () => {
    await using it = await setUp({ 'a.gguf': loraGguf(0), 'b.gguf': loraGguf(1) });
    const nameOf = (...lora: NonNullable<RefOf<'embedded'>['lora']>) => it.open(lora).name;
    const plain = it.open().name;
    expect(nameOf({ path: 'a.gguf' })).toMatch(new RegExp(`^${plain} \\+ a\\.gguf@1 [0-9a-f]{16}$`));
    const names = [
      plain,
      nameOf({ path: 'a.gguf' }),
      nameOf({ path: 'a.gguf', scale: -0.5 }),
      nameOf({ path: 'b.gguf' }),
      nameOf({ path: 'a.gguf' }, { path: 'b.gguf' }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(nameOf({ path: it.path('a.gguf') })).toBe(nameOf({ path: 'a.gguf' }));
    await writeFile(it.path('a.gguf'), Buffer.concat([loraGguf(2), Buffer.alloc(1)]));
    expect(names).not.toContain(nameOf({ path: 'a.gguf' }));
  });

  it('fails with a clear error when a file is missing or no GGUF', async () => {
    await using it = await setUp({ 'a.gguf': loraGguf(0), 'text.gguf': Buffer.from('not an adapter') });
    expect(() => it.open([{ path: 'a.gguf' }, { path: 'none.gguf' }])).toThrow(
      expect.objectContaining({
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining(`model.lora[1].path: can't read ${it.path('none.gguf')}`),
      }),
    );
    expect(() => it.open([{ path: 'text.gguf' }])).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/^model\.lora\[0\]\.path: expected a LoRA adapter in GGUF, got one that begins/),
      }),
    );
    await writeFile(it.path('none.gguf'), loraGguf(0));
    expect(it.open([{ path: 'none.gguf' }]).name).toContain(' + none.gguf@1 ');
  });

  it('fails when an adapter is given twice, which llama.cpp would apply once', async () => {
    await using it = await setUp({ 'a.gguf': loraGguf(0), 'b.gguf': loraGguf(1) });
    expect(() => it.open([{ path: 'a.gguf' }, { path: 'b.gguf' }, { path: it.path('a.gguf'), scale: 2 }])).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('model.lora[2].path: expected each adapter once, got that of model.lora[0]'),
      }),
    );
  });

  it('answers as without them where they change nothing', async () => {
    await using it = await setUp({ 'zero.gguf': loraGguf(0), 'one.gguf': loraGguf(0.5) });
    const plain = await it.ask();
    expect(await it.ask([{ path: 'zero.gguf' }])).toBe(plain);
    expect(await it.ask([{ path: 'zero.gguf', scale: 1_000 }])).toBe(plain);
    expect(await it.ask([{ path: 'one.gguf', scale: 0 }])).toBe(plain);
    expect(await it.ask([{ path: 'one.gguf', scale: 4 }])).not.toBe(plain);
    expect(await it.ask()).toBe(plain);
  });

  it('fails with a clear error when llama.cpp does not take an adapter', async () => {
    await using it = await setUp({ 'broken.gguf': fakeGguf() });
    await expect(it.ask([{ path: 'broken.gguf' }])).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/^model\.lora\[0\]\.path: llama\.cpp can't apply this adapter: .*broken\.gguf/),
    });
  });
});
