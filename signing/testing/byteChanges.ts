/** Small changes to a file, for fuzzing: bytes set, flipped, cut, put in or repeated, and odd numbers. */
import fc from 'fast-check';

export interface ByteChange {
  at: number;
  kind: 'set' | 'flip' | 'cut' | 'insert' | 'repeat' | 'number';
  value: number;
}

export const byteChanges = fc.array(
  fc.record<ByteChange>({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    kind: fc.constantFrom('set', 'flip', 'cut', 'insert', 'repeat', 'number'),
    value: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

export function applyChanges(bytes: Buffer, list: ByteChange[]): Buffer {
  let out = Buffer.from(bytes);
  for (const { at, kind, value } of list) {
    const place = Math.floor(at * out.length);
    if (kind === 'set') out[place] = value;
    else if (kind === 'flip') out[place] = (out[place] ?? 0) ^ (1 << (value & 7));
    else if (kind === 'cut') out = Buffer.concat([out.subarray(0, place), out.subarray(place + value)]);
    else if (kind === 'insert')
      out = Buffer.concat([out.subarray(0, place), Buffer.from([value]), out.subarray(place)]);
    else if (kind === 'repeat')
      out = Buffer.concat([out.subarray(0, place), out.subarray(Math.max(0, place - value * 8))]);
    else out = Buffer.from(out.toString('latin1').replace(/\d+/g, digitsAt(value)), 'latin1');
  }
  return out;
}

/** Replaces one of the file's numbers by an odd one: offsets, lengths, counts and object numbers. */
function digitsAt(value: number): (digits: string) => string {
  const odd = ['0', '1', '7', '65535', '99999999', '2147483648', '9007199254740993', '99999999999999999999'];
  let seen = 0;
  return (digits) => (seen++ === value ? odd[value % odd.length]! : digits);
}
