/** PINs of keys that the server itself can use: kept as argon2id only, at OWASP's second choice of cost. */
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** @returns PHC form */
export const hashPin = (pin: string): Promise<string> => hash(pin.normalize('NFC'), COST);

export const pinMatches = (pin: string, expected: string): Promise<boolean> =>
  verify(expected, pin.normalize('NFC'));
