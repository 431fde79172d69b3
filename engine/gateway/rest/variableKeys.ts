// The engine gives variables no keys of their own: theirs are made of their scope's key and their name, so that one is
// found by its key again. A key keeps within 63 bits, as clients read it.
import { createHash } from 'node:crypto';
import { PARTITION_BASE } from '../../state/state.ts';

const NAME_BITS = 28n;
const HASH_BITS = 32n;

export function variableKeyOf(scope: number, name: string): string {
  const hash = BigInt(createHash('sha1').update(name).digest().readUInt32BE(0));
  return String((BigInt(scope - PARTITION_BASE) << NAME_BITS) | (hash >> (HASH_BITS - NAME_BITS)));
}

/** The key of the element instance that is the variable's scope. */
export const scopeOf = (variableKey: string): number =>
  Number(BigInt(variableKey) >> NAME_BITS) + PARTITION_BASE;
