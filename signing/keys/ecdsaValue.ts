import { integer, sequence } from '../cms/der.ts';

/** An ECDSA value as tokens and services give it, `r` and `s` side by side, to the DER that CMS carries (RFC 3279, 2.2.3). */
export function ecdsaToDer(value: Uint8Array): Buffer {
  const half = value.length / 2;
  return sequence(integer(value.subarray(0, half)), integer(value.subarray(half)));
}
