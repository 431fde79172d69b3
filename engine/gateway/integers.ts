// Numbers of variables are doubles, as JavaScript's are: an integer that none of them equals is refused, not changed.
import { Rejection } from '../errors.ts';

const LARGEST = 2n ** 64n - 1n;
const SMALLEST = -(2n ** 63n);
/** Digits up to which every integer is a double. */
const EXACT_DIGITS = 15;

const refuse = (why: string): never => {
  throw new Rejection('INVALID_ARGUMENT', `Property 'variables' is invalid: ${why}`);
};

/** @param json a valid JSON text @throws Rejection INVALID_ARGUMENT */
export function checkIntegers(json: string): void {
  if (!/\d{16}/.test(json)) return;
  for (const digits of integersOf(json)) {
    const value = BigInt(digits);
    if (value > LARGEST || value < SMALLEST)
      refuse('MessagePack cannot serialize BigInteger larger than 2^64-1');
    if (BigInt(Number(digits)) !== value)
      refuse(`the integer ${digits} is beyond 2^53 and cannot be kept exactly; send it as text`);
  }
}

/** Long integers of a JSON text, outside of its strings. */
function* integersOf(json: string): Generator<string> {
  const number = /-?\d+([.eE][\d+-]*)*/y;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i]!;
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '-' || (c >= '0' && c <= '9')) {
      number.lastIndex = i;
      const [token, fraction] = number.exec(json)!;
      i += token.length - 1;
      if (fraction === undefined && token.length > EXACT_DIGITS) yield token;
    }
  }
}
