/** Who signed, in the words of the certificate. */
import { children, type DerNode, oidText, readDer, textValue } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import type { X509 } from '../trust/x509.ts';
import type { SignerReport } from './report.ts';
import type { SignerInfo } from './signedData.ts';

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

/** First words of an agency's name; a person's certificate bears none of them. */
const agencyName =
  /^(ủy ban|uỷ ban|ubnd|hđnd|hội đồng|sở|bộ|cục|chi cục|tổng cục|vụ|văn phòng|ban|phòng|trung tâm|viện|trường|bệnh viện|công an|tòa án|viện kiểm sát|tỉnh ủy|huyện ủy|thành ủy|đảng ủy|kho bạc|bảo hiểm|công ty|tập đoàn|ngân hàng)\s/iu;

/** @param claimedRoles capacity and position that the signer stated, as part of what was signed */
export function signerReport(certificate: X509, claimedRoles: string[] = []): SignerReport {
  const subject = attributes(certificate.subject);
  const issuer = attributes(certificate.issuer);
  const organization = subject.get(Oid.organization);
  const title = subject.get(Oid.title);
  const commonName = subject.get(Oid.commonName) ?? organization ?? '';
  const isPerson = subject.has(GIVEN_NAME) || subject.has(SURNAME) || title !== undefined;
  const isAgency =
    !isPerson &&
    (subject.has(Oid.organizationIdentifier) || organization === commonName || agencyName.test(commonName));
  return {
    commonName,
    ...(organization ? { organization } : {}),
    ...(title ? { title } : {}),
    ...(claimedRoles.length ? { claimedRoles } : {}),
    serialNumber: readDer(certificate.serialNumber).content.toString('hex'),
    issuer: issuer.get(Oid.commonName) ?? issuer.get(Oid.organization) ?? '',
    capacity: isAgency ? 'agency' : 'person',
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

const MAX_ROLES = 10;

/** claimedAttributes of signer-attributes-v2, and claimedRoles of its older form (EN 319 122-1, 5.2.6). */
export function claimedRolesOf(signer: SignerInfo): string[] {
  const value =
    signer.attributes.get(Oid.signerAttributesV2)?.[0] ?? signer.attributes.get(SIGNER_ATTRIBUTES)?.[0];
  if (!value) return [];
  const roles: string[] = [];
  const walk = (node: DerNode, depth: number): void => {
    if (depth > 8 || roles.length >= MAX_ROLES) return;
    if (isText(node)) roles.push(textValue(node).slice(0, 200));
    else if (node.tag & 0x20) for (const child of children(node)) walk(child, depth + 1);
  };
  for (const choice of children(value)) if (choice.tag === 0xa0) walk(choice, 0);
  return roles;
}

const SIGNER_ATTRIBUTES = '1.2.840.113549.1.9.16.2.18';
const isText = (node: DerNode): boolean => [0x0c, 0x13, 0x14, 0x16, 0x1e].includes(node.tag);
