import { DerError } from '../cms/der.ts';
import { UnsupportedAlgorithmError } from './verifySignature.ts';

/**
 * What readers of ASN.1 throw for bytes that are not what they should be: a missing part shows as a TypeError,
 * a string of odd length as a RangeError.
 */
export const isMalformed = (error: unknown): boolean =>
  error instanceof DerError ||
  error instanceof UnsupportedAlgorithmError ||
  error instanceof TypeError ||
  error instanceof RangeError;

/** @returns undefined for bytes that cannot be read: they prove nothing */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isMalformed(error)) return undefined;
    throw error;
  }
}
