import { execFileSync } from 'node:child_process';
import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate, type Purpose } from '../authority/issueCertificate.ts';
import { certificatePath } from './certificatePath.ts';
import { readTrust } from './readTrust.ts';
import { readTsl } from './readTsl.ts';
import { joinTrust, TrustListError, trustFromPem } from './trustStore.ts';
import { readX509, type X509 } from './x509.ts';

interface Entity {
  certificate: Buffer;
  key: KeyObject;
}

const now = new Date();
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

async function issue(commonName: string, purpose: Purpose, by?: Entity, ends = days(100)): Promise<Entity> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = {
    purpose,
    subject: { commonName },
    publicKey,
    serialNumber: Buffer.from([1, ...randomBytes(8)]),
    notBefore: days(-100),
    notAfter: ends,
  };
  const certificate = await issueCertificate(
    request,
    by ? { certificate: by.certificate, key: by.key } : { key: privateKey },
  );
  return { certificate, key: privateKey };
}

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
const read = (...entities: Entity[]): X509[] => entities.map((entity) => readX509(entity.certificate));

describe('a certificate path', async () => {
  const root = await issue('Gốc', 'root');
  const middle = await issue('Trung gian', 'issuing', root);
  const leaf = await issue('Người ký', 'signer', middle);
  const trust = trustFromPem(pem(root.certificate));
  const find = (of: Entity, pool: Entity[], at = now, store = trust) =>
    certificatePath(readX509(of.certificate), read(...pool), store, at);

  it('is found through what stands between', () => {
    const path = find(leaf, [middle]);
    expect(path.problem).toBeUndefined();
    expect(path.certificates.map((item) => item.commonName)).toEqual(['Người ký', 'Trung gian', 'Gốc']);
  });

  it('is not found without it, nor to another root of the same name', async () => {
    expect(find(leaf, [])).toMatchObject({ problem: 'NO_CHAIN' });
    const other = trustFromPem(pem((await issue('Gốc', 'root')).certificate));
    expect(find(leaf, [middle], now, other)).toMatchObject({ problem: 'NO_CHAIN' });
  });

  it('ends at an authority that is trusted by itself', () => {
    expect(find(leaf, [], now, trustFromPem(pem(middle.certificate))).problem).toBeUndefined();
  });

  it('ends at an old root without basicConstraints, and not at one that says it is no authority', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'congvan-root-'));
    const file = (name: string) => join(folder, name);
    writeFileSync(
      file('cnf'),
      '[req]\ndistinguished_name=dn\nx509_extensions=v\n[dn]\n[v]\nkeyUsage=keyCertSign\n',
    );
    const made = ['-keyout', file('key'), '-out', file('pem'), '-config', file('cnf')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Goc cu', ...made];
    execFileSync('openssl', request, { stdio: 'pipe' });
    const old = {
      certificate: new X509Certificate(readFileSync(file('pem'))).raw,
      key: createPrivateKey(readFileSync(file('key'))),
    };
    rmSync(folder, { recursive: true });
    const below = await issue('Người ký', 'signer', old);
    expect(find(below, [], now, trustFromPem(pem(old.certificate))).problem).toBeUndefined();
    const fake = await issue('Con', 'signer', leaf);
    expect(find(fake, [], now, trustFromPem(pem(leaf.certificate)))).toMatchObject({
      problem: 'NOT_AN_AUTHORITY',
    });
  });

  it('is judged at the time that is asked for', () => {
    expect(find(leaf, [middle], days(101))).toMatchObject({ problem: 'EXPIRED' });
    expect(find(leaf, [middle], days(-101))).toMatchObject({ problem: 'NOT_YET_VALID' });
  });

  it('does not go through a certificate that is no authority', async () => {
    const fake = await issue('Con', 'signer', leaf);
    expect(find(fake, [leaf, middle])).toMatchObject({ problem: 'NOT_AN_AUTHORITY' });
  });

  it('takes the way that holds when another has expired', async () => {
    const old = await issue('Trung gian', 'issuing', root, days(-1));
    const reissued = await issueCertificate(
      {
        purpose: 'issuing',
        subject: { commonName: 'Trung gian' },
        publicKey: readX509(middle.certificate).key(),
        serialNumber: Buffer.from([9]),
        notBefore: days(-100),
        notAfter: days(-1),
      },
      root,
    );
    expect(find(leaf, [{ certificate: reissued, key: root.key }, old, middle]).problem).toBeUndefined();
  });

  it('counts a root only while the list has it in force', () => {
    const until = trustFromPem(pem(root.certificate), { until: days(-10) });
    expect(find(leaf, [middle], now, until)).toMatchObject({ problem: 'ANCHOR_NOT_IN_FORCE' });
    expect(find(leaf, [middle], days(-11), until).problem).toBeUndefined();
    expect(find(leaf, [middle], now, joinTrust(until, trust)).problem).toBeUndefined();
  });

  it('ends in bounded time among many that bear the same name', async () => {
    const crowd = await Promise.all(Array.from({ length: 60 }, () => issue('Trung gian', 'issuing', root)));
    expect(find(leaf, crowd)).toMatchObject({ problem: 'NO_CHAIN' });
  });
});

describe('a trust list', async () => {
  const root = await issue('Gốc TSL', 'root');
  const service = (status: string, start: string, history = '') => `
    <tsl:TSPService><tsl:ServiceInformation>
      <tsl:ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</tsl:ServiceTypeIdentifier>
      <tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>${root.certificate.toString('base64')}</tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity>
      <tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/${status}</tsl:ServiceStatus>
      <tsl:StatusStartingTime>${start}</tsl:StatusStartingTime>
    </tsl:ServiceInformation>${history}</tsl:TSPService>`;
  const list = (body: string) =>
    Buffer.from(
      `<?xml version="1.0"?><tsl:TrustServiceStatusList xmlns:tsl="http://uri.etsi.org/02231/v2#">${body}</tsl:TrustServiceStatusList>`,
    );
  const history = `<tsl:ServiceHistory><tsl:ServiceHistoryInstance>
      <tsl:ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC</tsl:ServiceTypeIdentifier>
      <tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</tsl:ServiceStatus>
      <tsl:StatusStartingTime>2017-01-01T00:00:00Z</tsl:StatusStartingTime>
    </tsl:ServiceHistoryInstance></tsl:ServiceHistory>`;

  it('in XML gives services with the times when they were in force', () => {
    const store = readTrust(list(service('withdrawn', '2020-06-01T00:00:00Z', history)), 'tsl.xml');
    expect(store.anchors).toMatchObject([
      { from: new Date('2017-01-01T00:00:00Z'), until: new Date('2020-06-01T00:00:00Z'), source: 'tsl.xml' },
    ]);
    expect(readTsl(list(service('granted', '2017-01-01T00:00:00Z'))).anchors[0]).not.toHaveProperty('until');
  });

  it.each([
    ['XML that is none', Buffer.from('<a><b></a>')],
    ['a document type', Buffer.from('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')],
    ['no service in force', list(service('withdrawn', '2020-06-01T00:00:00Z'))],
    ['nesting without end', Buffer.from('<a>'.repeat(1000))],
    ['text', Buffer.from('xin chào')],
    ['a broken certificate', Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')],
  ])('of %s is refused by name', (_, bytes) => {
    expect(() => readTrust(bytes, 'x')).toThrow(TrustListError);
  });
});
