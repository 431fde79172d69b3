import { context, sequence, utf8 } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';

/** Signing capacity and position as claimed attributes (signer-attributes-v2, EN 319 122-1, 5.2.6.1). */
export function claimedRole({ capacity, position }: { capacity?: string; position?: string }): Buffer[] {
  const words = [capacity, position]
    .filter((item) => item !== undefined)
    .map((item) => item.normalize('NFC'));
  if (words.length === 0) return [];
  const roles = words.map((word) => attribute(Oid.title, utf8(word)));
  return [attribute(Oid.signerAttributesV2, sequence(context(0, sequence(...roles))))];
}
