// Integers of a client's JSON that JavaScript would change are marked, so that they stay what they are.
import { Rejection } from '../errors.ts';
import { MARK, needsMark } from '../expression/wholeNumbers.ts';

const LARGEST = 2n ** 64n - 1n;
const SMALLEST = -(2n ** 63n);
/** Digits up to which every integer is a double. */
const EXACT_DIGITS = 15;

const refuse = (what: string, why: string): never => {
  throw new Rejection('INVALID_ARGUMENT', `${what} is invalid: ${why}`);
};

/**
 * @param what the text is, for who is refused
 * @returns a JSON text to be parsed in place of this one
 * @throws Rejection INVALID_ARGUMENT
 */
export function markIntegers(json: string, what = "Property 'variables'"): string {
  if (json.includes(MARK) || (json.includes('\\u') && /\\u[fF]{4}/.test(json)))
    refuse(what, 'U+FFFF is not a character');
  if (!/\d{16}/.test(json)) return json;
  let marked = '';
  let from = 0;
  for (const [at, digits] of integersOf(json)) {
    const value = BigInt(digits);
    if (value > LARGEST || value < SMALLEST)
      refuse(what, 'MessagePack cannot serialize BigInteger larger than 2^64-1');
    if (!needsMark(digits)) continue;
    marked += `${json.slice(from, at)}"${MARK}${digits}"`;
    from = at + digits.length;
  }
  return marked + json.slice(from);
}

/** Long integers of a JSON text, outside of its strings, and where they are. */
function* integersOf(json: string): Generator<[number, string]> {
  const number = /-?\d+([.eE][\d.eE+-]*)*/y;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i]!;
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '-' || (c >= '0' && c <= '9')) {
      number.lastIndex = i;
      const found = number.exec(json);
      if (found === null) continue;
      const [token, fraction] = found;
      if (fraction === undefined && token.length > EXACT_DIGITS) yield [i, token];
      i += token.length - 1;
    }
  }
}
