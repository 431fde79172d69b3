/** Who signed, in the words of the certificate. */
import { children, type DerNode, oidText, readDer, textValue } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import type { X509 } from '../trust/x509.ts';
import type { SignerReport } from './report.ts';

const GIVEN_NAME = '2.5.4.42';
const SURNAME = '2.5.4.4';

function attributes(name: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (const set of children(readDer(name))) {
    for (const pair of children(set)) {
      const [type, value] = children(pair) as [DerNode, DerNode | undefined];
      if (value) found.set(oidText(type), textValue(value).slice(0, 500));
    }
  }
  return found;
}

export function signerReport(certificate: X509): SignerReport {
  const subject = attributes(certificate.subject);
  const issuer = attributes(certificate.issuer);
  const organization = subject.get(Oid.organization);
  const title = subject.get(Oid.title);
  const commonName = subject.get(Oid.commonName) ?? organization ?? '';
  const isPerson = subject.has(GIVEN_NAME) || subject.has(SURNAME) || title !== undefined;
  const isAgency = !isPerson && (subject.has(Oid.organizationIdentifier) || organization === commonName);
  return {
    commonName,
    ...(organization ? { organization } : {}),
    ...(title ? { title } : {}),
    serialNumber: readDer(certificate.serialNumber).content.toString('hex'),
    issuer: issuer.get(Oid.commonName) ?? issuer.get(Oid.organization) ?? '',
    capacity: isAgency ? 'agency' : 'person',
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}
