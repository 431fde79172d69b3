import { hash, verify } from '@node-rs/argon2';

/** OWASP's second choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

let decoy: Promise<string> | undefined;

/** Takes as long for a person who does not exist, so that names cannot be guessed by the clock. */
export async function passwordMatches(password: string, expected: string | undefined): Promise<boolean> {
  decoy ??= hashPassword('no one has this password');
  const matches = await verify(expected ?? (await decoy), password.normalize('NFC'));
  return matches && expected !== undefined;
}
