import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readActionManifest } from '../support/actionJob.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const action = readActionManifest();

describe('action.yml', () => {
  it('runs the bundle on the Node of the runner, whatever is on the path', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'action/dist/main.mjs' });
  });

  it('declares the inputs that are read, and reads those that are declared', () => {
    const names = [...read('action/inputs.ts').matchAll(/read\('([\w-]+)'\)/g)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(Object.keys(action.inputs)));
  });

  it('declares the outputs that are set', () => {
    const [, set = ''] = /const outputs = \{(.*?)\n {2}\};/s.exec(read('action/runAction.ts')) ?? [];
    const names = [...set.matchAll(/^ {4}'?([\w-]+)'?[:,]/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(Object.keys(action.outputs)));
  });

  it('is documented, every input and output', () => {
    const page = read('docs/github-action.md');
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(page).toContain(`| \`${name}\``);
    }
  });
});
