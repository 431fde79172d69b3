/** Filters of text (ISO 32000-1, 7.4.2 and 7.4.3): what readers take in two ways is an error, not a guess. */
import { describe, expect, it } from 'vitest';
import { PdfStructureError } from './errors.ts';
import { decodeStream } from './filters.ts';
import { dict, name, stream } from './objects.ts';

const decoded = (filter: string, content: string) =>
  decodeStream(
    stream(dict({ Filter: name(filter) }), Buffer.from(content)),
    1000,
    (object) => object ?? null,
  );

describe('text filters', () => {
  it.each([
    ['ASCIIHexDecode', '48 65\n6C6c6F>', 'Hello'],
    ['ASCIIHexDecode', '4865 7>', 'Hep'],
    ['ASCII85Decode', '87cUR D]\n~>', 'Hello'],
    ['ASCII85Decode', 'z~>', '\0\0\0\0'],
  ])('%s reads %j', (filter, content, expected) => {
    expect(decoded(filter, content).toString('latin1')).toBe(expected);
  });

  it.each([
    ['ASCIIHexDecode', '4865!6C6C6F>'],
    ['ASCII85Decode', '87c{UR~>'],
    ['ASCII85Decode', '87zUR~>'],
    ['ASCII85Decode', 'uuuuu~>'],
    ['ASCII85Decode', '87cUR8~>'],
  ])('%s refuses %j', (filter, content) => {
    expect(() => decoded(filter, content)).toThrow(PdfStructureError);
  });
});
