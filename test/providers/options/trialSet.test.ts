import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTrialCases } from '../../../providers/options/trialSet.ts';

function load(content: string) {
  const folder = mkdtempSync(join(tmpdir(), 'metasc-'));
  try {
    writeFileSync(join(folder, 'trial.csv'), content);
    return loadTrialCases('trial.csv', folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a trial set', () => {
  it('is read from any CSV file with both columns', () => {
    expect(load('\uFEFFid,harmful,prompt\na,true,"x, y"\n\nb,false,z\n')).toEqual([
      { prompt: 'x, y', harmful: true },
      { prompt: 'z', harmful: false },
    ]);
  });

  it.each([
    ['another header', 'text,harmful\na,true\n', /trial\.csv: expected a header line with prompt, harmful, got text/],
    [
      'rows that make no sense',
      'prompt,harmful\n,true\na,maybe\nb\n',
      /3 faults\n.*line 2 \(row 1\): prompt: .*\n.*line 3 \(row 2\): harmful: expected true \| false, got "maybe"\n.*line 4/,
    ],
    ['one side', 'prompt,harmful\na,true\nb,true\n', /expected at least one row with harmful false, got none/],
  ])('is refused with %s', (_, content, message) => {
    expect(() => load(content)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
