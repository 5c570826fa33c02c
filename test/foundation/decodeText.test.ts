import { describe, expect, it } from 'vitest';
import { decodeText } from '../../foundation/decodeText.ts';

const OPTION = { option: '--encoding' };
const decode = (bytes: Uint8Array, encoding?: string) => decodeText(bytes, 'a.csv', { encoding, ...OPTION });
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('the text of a file', () => {
  it.each<[string, Uint8Array, string | undefined, string]>([
    ['UTF-8 by default', Buffer.from('naïve'), undefined, 'naïve'],
    ['UTF-8 with its mark', Buffer.from('\uFEFFnaïve'), undefined, 'naïve'],
    ['windows-1252', Buffer.from([0x93, 0xe9, 0x94, 0x80]), 'windows-1252', '“é”€'],
    ['latin1, which is windows-1252', Buffer.from([0xe9, 0x80]), 'latin1', 'é€'],
    ['a label in capitals', Buffer.from([0xe9]), 'ISO-8859-1', 'é'],
    ['UTF-16LE', Buffer.from('naïve', 'utf16le'), 'utf-16le', 'naïve'],
    ['UTF-16LE with its mark', Buffer.from('\uFEFFnaïve', 'utf16le'), 'utf-16le', 'naïve'],
    ['UTF-16BE with its mark', swapped('\uFEFFnaïve'), 'utf-16be', 'naïve'],
    ['Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), 'shift_jis', '日本'],
    ['ISO-2022-JP', Buffer.from('\x1b$BF|K\\\x1b(B', 'latin1'), 'iso-2022-jp', '日本'],
    ['ASCII, whatever the encoding', Buffer.from('plain'), 'koi8-r', 'plain'],
  ])('is read as %s', (_, bytes, encoding, text) => {
    expect(decode(bytes, encoding)).toBe(text);
  });

  it.each<[string, Uint8Array, string | undefined, RegExp]>([
    [
      'bytes that are not UTF-8',
      Buffer.from('a\nb\nna\xefve', 'latin1'),
      undefined,
      /^a\.csv: line 3: expected UTF-8 text, got other bytes\n.*--encoding windows-1252/,
    ],
    [
      'the mark of another encoding',
      Buffer.from('\uFEFFa', 'utf16le'),
      undefined,
      /line 1: expected UTF-8 text, got the byte order mark of UTF-16LE\nGive --encoding utf-16le\./,
    ],
    ['the mark of UTF-8', Buffer.from('\uFEFFa'), 'latin1', /expected latin1 text, got the byte order mark of UTF-8/],
    ['UTF-8 as latin1', Buffer.from('naïve'), 'latin1', /expected latin1 text, got UTF-8\nLeave --encoding out/],
    [
      'bytes that are not Shift_JIS',
      Buffer.from([0x61, 0x0a, 0x81, 0xff]),
      'shift_jis',
      /line 2: expected shift_jis text, got other bytes\nName another encoding with --encoding\./,
    ],
    [
      'half a character of UTF-16',
      Buffer.concat([Buffer.from('a\nb', 'utf16le'), Buffer.from([0x00, 0xd8, 0x61, 0x00])]),
      'utf-16le',
      /line 2: expected UTF-16LE text/,
    ],
    ['an unknown encoding', Buffer.from('a'), 'window-1252', /--encoding: expected an encoding.*"windows-1252"\?/],
  ])('is refused with a remedy: %s', (_, bytes, encoding, message) => {
    expect(() => decode(bytes, encoding)).toThrow(message);
  });

  it('names no option where there is none', () => {
    expect(() => decodeText(Buffer.from([0xff]), 'a.csv')).toThrow(/other bytes\nSave the file as UTF-8\.$/);
  });
});
