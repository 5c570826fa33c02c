import { describe, expect, it } from 'vitest';
import { annotation, outputLines, withoutCommands } from '../../action/workflowCommands.ts';

describe('annotation', () => {
  it('is one line, whatever it contains', () => {
    expect(annotation('error', 'a: b, 100 %', 'one\r\n::error::two 50%\n')).toBe(
      '::error title=a%3A b%2C 100 %25::one%0D%0A::error::two 50%25%0A\n',
    );
  });
});

describe('withoutCommands', () => {
  it('stops commands around a text, with a token that the text cannot know', () => {
    expect(withoutCommands('::add-mask::x', 'token')).toBe('::stop-commands::token\n::add-mask::x\n::token::\n');
    expect(withoutCommands('x')).not.toBe(withoutCommands('x'));
  });
});

describe('outputLines', () => {
  it('lets no value set another output', () => {
    expect(outputLines({ verdict: 'pass\nEOF\nexit-code=0', folder: '' }, 'end')).toBe(
      'verdict<<end\npass\nEOF\nexit-code=0\nend\nfolder<<end\n\nend\n',
    );
    const [, first] = /^verdict<<(.+)$/m.exec(outputLines({ verdict: 'x' })) ?? [];
    const [, second] = /^verdict<<(.+)$/m.exec(outputLines({ verdict: 'x' })) ?? [];
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(first).not.toBe(second);
  });
});
