import { describe, expect, it } from 'vitest';
import { explainOldNode } from '../../foundation/nodeVersion.ts';
import manifest from '../../package.json' with { type: 'json' };

describe('the oldest Node', () => {
  it.each(['v22.22.0', 'v22.22.3', 'v22.100.0', 'v24.0.0', 'v100.1.0', '25.0.0-nightly'])('%s will do', (version) => {
    expect(explainOldNode(version)).toBeUndefined();
  });

  it.each(['v22.21.1', 'v22.3.0', 'v21.99.9', 'v20.20.2', 'v9.100.0', 'v0.12.18'])('%s is too old', (version) => {
    expect(explainOldNode(version)).toBe(`promptfoo-metasc needs Node 22.22 or newer; this is ${version}`);
  });

  it('is that of package.json', () => {
    const [, oldest = ''] = /^>=(.*)$/.exec(manifest.engines.node) ?? [];
    const [major, minor, patch] = oldest.split('.').map(Number);
    expect(patch).toBe(0);
    expect(explainOldNode(`v${oldest}`)).toBeUndefined();
    expect(explainOldNode(`v${major}.${Number(minor) - 1}.99`)).toContain(`needs Node ${major}.${minor} or newer`);
  });
});
