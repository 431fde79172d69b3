import { afterAll, beforeAll, expect, it } from 'vitest';
import { signatureIdentifier, signBytes } from '../cms/algorithms.ts';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  octetString,
  oid,
  sequence,
  time,
} from '../cms/der.ts';
import { readCertificate } from '../keys/certificate.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { readX509 } from '../trust/x509.ts';
import { readMaterial, revocationStatus } from './revocationInfo.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

const yes = Buffer.from([0xff]);
const uri = (url: string) => contextPrimitive(6, Buffer.from(url));
const point = (url: string) => context(0, context(0, uri(url)));

/** A list that is good for a day and names the given serial numbers. */
async function list(extensions: Buffer[], revoked: Buffer[] = []): Promise<Buffer> {
  const { certificate, privateKey } = services.authority.issuing;
  const algorithm = signatureIdentifier('RSASSA-PKCS1-v1_5', 'sha256');
  const entries = revoked.map((serial) => sequence(serial, time(new Date())));
  const toBeSigned = sequence(
    integer(1),
    algorithm,
    readCertificate(certificate).subject,
    time(new Date()),
    time(new Date(Date.now() + 86_400_000)),
    ...(entries.length ? [sequence(...entries)] : []),
    ...(extensions.length ? [context(0, sequence(...extensions))] : []),
  );
  const signature = await signBytes('RSASSA-PKCS1-v1_5', 'sha256', privateKey, toBeSigned);
  return sequence(toBeSigned, algorithm, bitString(signature));
}

const extension = (type: string, value: Buffer) => sequence(oid(type), boolean(true), octetString(value));
const issuingPoint = (...fields: Buffer[]) => extension('2.5.29.28', sequence(...fields));

async function saidOfPerson(extensions: Buffer[], isListed = false): Promise<string> {
  const certificate = readX509(services.person.certificate);
  const issuer = readX509(services.authority.issuing.certificate);
  const crl = await list(extensions, isListed ? [certificate.serialNumber] : []);
  return revocationStatus(certificate, issuer, readMaterial([], [crl]), [])?.status ?? 'nothing';
}

it('a list of all says good of a certificate that it does not name', async () => {
  expect(await saidOfPerson([])).toBe('good');
  expect(await saidOfPerson([issuingPoint(contextPrimitive(1, yes))])).toBe('good');
  const own = `${services.authority.responderUrl}/issuing.crl`;
  expect(await saidOfPerson([issuingPoint(point(own))])).toBe('good');
});

it.each([
  ['of authorities only', () => issuingPoint(contextPrimitive(2, yes))],
  ['of some reasons only', () => issuingPoint(contextPrimitive(3, Buffer.from([1, 0x40])))],
  ['of attribute certificates only', () => issuingPoint(contextPrimitive(5, yes))],
  ['of another distribution point', () => issuingPoint(point('http://127.0.0.1/other.crl'))],
  ['that is a delta', () => extension('2.5.29.27', integer(7))],
  ['with a critical extension that nobody knows', () => extension('1.3.6.1.4.1.32473.9', integer(7))],
])('a list %s says nothing of a person’s certificate that it does not name', async (_, made) => {
  expect(await saidOfPerson([made()])).toBe('nothing');
});

it('whoever is named is revoked, also by a list of some reasons or of another point', async () => {
  expect(await saidOfPerson([issuingPoint(contextPrimitive(3, Buffer.from([1, 0x40])))], true)).toBe(
    'revoked',
  );
  expect(await saidOfPerson([issuingPoint(point('http://127.0.0.1/other.crl'))], true)).toBe('revoked');
});

it('serial numbers of other issuers are not those of this one', async () => {
  expect(await saidOfPerson([issuingPoint(contextPrimitive(4, yes))], true)).toBe('nothing');
});
