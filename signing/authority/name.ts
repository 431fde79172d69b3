import { oid, printable, sequence, setOf, utf8 } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';

/** Subject of a certificate; Vietnamese text goes into UTF8String (RFC 5280, 4.1.2.4). */
export interface SubjectName {
  commonName: string;
  organization?: string;
  organizationalUnit?: string;
  organizationIdentifier?: string;
  title?: string;
  locality?: string;
  serialNumber?: string;
}

const order = [
  ['locality', Oid.locality],
  ['organization', Oid.organization],
  ['organizationIdentifier', Oid.organizationIdentifier],
  ['organizationalUnit', Oid.organizationalUnit],
  ['title', Oid.title],
  ['serialNumber', Oid.serialNumber],
  ['commonName', Oid.commonName],
] as const;

export function encodeName(name: SubjectName): Buffer {
  const part = (type: string, value: Buffer) => setOf(sequence(oid(type), value));
  const parts = [part(Oid.country, printable('VN'))];
  for (const [key, type] of order) {
    const value = name[key];
    if (value !== undefined) parts.push(part(type, utf8(value.normalize('NFC'))));
  }
  return sequence(...parts);
}
