/** A certificate authority for tests and demonstrations: a root, an issuing authority, and what they issue. */
import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type SigningKey, softwareKey } from '../keys/signingKey.ts';
import { writePkcs12 } from '../keys/writePkcs12.ts';
import { type Issuer, issueCertificate, type Purpose } from './issueCertificate.ts';
import { type IssuedEntry, issuedRecords, missing, writeWhole } from './issuedRecords.ts';
import type { SubjectName } from './name.ts';

export type KeyType =
  | 'rsa-2048'
  | 'rsa-3072'
  | 'rsa-4096'
  | 'rsa-pss-2048'
  | 'ec-p256'
  | 'ec-p384'
  | 'ec-p521';

export interface IssueOptions extends SubjectName {
  keyType?: KeyType;
  notBefore?: Date;
  notAfter?: Date;
}

export interface Issued {
  /** DER. */
  certificate: Buffer;
  privateKey: KeyObject;
  /** Issuing authority and root, DER. */
  chain: Buffer[];
  certificatePem: string;
  chainPem: string;
  privateKeyPem: string;
  key: SigningKey;
  pkcs12(passphrase: string, friendlyName?: string): Buffer;
}

export interface TestAuthority {
  folder: string;
  /** Where the OCSP responder and the CRLs are looked for; certificates point there. */
  responderPort: number;
  responderUrl: string;
  /** Root certificate: PEM and the file that holds it. */
  caPem: string;
  caFile: string;
  root: { certificate: Buffer; privateKey: KeyObject };
  issuing: { certificate: Buffer; privateKey: KeyObject };
  /** @param serialNumber hexadecimal @returns undefined when the authority has not issued it */
  entry(serialNumber: string): Promise<IssuedEntry | undefined>;
  entries(): IssuedEntry[];
  issuePerson(options: IssueOptions): Promise<Issued>;
  issueAgencySeal(options: IssueOptions): Promise<Issued>;
  issueTimestampAuthority(options?: Partial<IssueOptions>): Promise<Issued>;
  /** A certificate of the authority's own services, made once and kept in the folder. */
  service(name: 'timestamp' | 'ocsp-root' | 'ocsp-issuing'): Promise<Issued>;
  issueTlsServer(options: { hosts: string[]; commonName?: string }): Promise<Issued>;
  issueTlsClient(options: IssueOptions): Promise<Issued>;
  /** @param serialNumber hexadecimal @throws when the authority has not issued it */
  revoke(serialNumber: string, reason?: number, at?: Date): Promise<void>;
}

const DAY = 86_400_000;
const generate = promisify(generateKeyPair);

/**
 * Makes the authority in the folder, or opens the one that is there. Without `ocsp` its certificates name only the list
 * of revocations: programs on NSS (pdfsig) distrust a certificate whose OCSP address does not answer.
 */
export async function createTestAuthority(options: {
  folder: string;
  responderPort?: number;
  ocsp?: boolean;
  /** Of root and issuing authority, which make their own otherwise. */
  keys?: Record<'root' | 'issuing', KeyObject>;
}): Promise<TestAuthority> {
  const { folder, ocsp = true } = options;
  await mkdir(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  const responderPort = await keptPort(file('authority.json'), options.responderPort);
  const responderUrl = `http://127.0.0.1:${responderPort}`;
  const records = await issuedRecords(file('issued'));

  const addresses = (name: string) => ({
    ocsp: ocsp ? `${responderUrl}/ocsp` : undefined,
    crl: `${responderUrl}/${name}.crl`,
    certificate: `${responderUrl}/${name}.cer`,
  });

  async function issue(
    purpose: Purpose,
    subject: SubjectName,
    publicKey: KeyObject,
    issuer: Issuer,
    validity: { notBefore?: Date; notAfter?: Date; hosts?: string[] } = {},
  ): Promise<Buffer> {
    const serialNumber = randomBytes(16);
    serialNumber[0] = (serialNumber[0]! & 0x7f) | 0x40;
    const notBefore = validity.notBefore ?? new Date(Date.now() - DAY);
    const notAfter = validity.notAfter ?? new Date(notBefore.getTime() + 3 * 365 * DAY);
    await records.put({
      serialNumber: serialNumber.toString('hex'),
      commonName: subject.commonName,
      purpose,
      notAfter: notAfter.toISOString(),
    });
    const { hosts } = validity;
    return issueCertificate(
      { purpose, subject, publicKey, serialNumber, notBefore, notAfter, ...(hosts ? { hosts } : {}) },
      issuer,
    );
  }

  const authority = async (name: 'root' | 'issuing', subject: SubjectName, by?: Issuer) => {
    const stored = await readPair(file(name));
    if (stored) return stored;
    const privateKey = options.keys?.[name] ?? (await makeAuthorityKey());
    const validity = {
      notBefore: new Date('2020-01-01T00:00:00Z'),
      notAfter: new Date('2045-01-01T00:00:00Z'),
    };
    const certificate = await issue(name, subject, privateKey, by ?? { key: privateKey }, validity);
    await writePair(file(name), certificate, privateKey);
    return { certificate, privateKey };
  };
  const organization = 'Công Văn (bản minh họa)';
  const root = await authority('root', { organization, commonName: 'Chứng thực gốc thử nghiệm Công Văn' });
  const byRoot: Issuer = {
    certificate: root.certificate,
    key: root.privateKey,
    addresses: addresses('root'),
  };
  const issuing = await authority(
    'issuing',
    { organization, commonName: 'Cơ quan chứng thực thử nghiệm Công Văn' },
    byRoot,
  );
  const byIssuing: Issuer = {
    certificate: issuing.certificate,
    key: issuing.privateKey,
    addresses: addresses('issuing'),
  };
  const caPem = pem(root.certificate);
  await writeWhole(file('ca.pem'), caPem);

  async function endEntity(purpose: Purpose, options: IssueOptions & { hosts?: string[] }, by = byIssuing) {
    const { privateKey, publicKey } = await generateKey(options.keyType ?? 'rsa-2048');
    const certificate = await issue(purpose, options, publicKey, by, options);
    const chain = by === byRoot ? [root.certificate] : [issuing.certificate, root.certificate];
    return issued(certificate, privateKey, chain);
  }

  return {
    folder,
    responderPort,
    responderUrl,
    caPem,
    caFile: file('ca.pem'),
    root,
    issuing,
    entry: records.get,
    entries: records.all,
    issuePerson: (subject) => endEntity('signer', subject),
    issueAgencySeal: (subject) => endEntity('signer', subject),
    issueTimestampAuthority: (subject = {}) =>
      endEntity('timestamp', { organization, commonName: 'Dịch vụ dấu thời gian thử nghiệm', ...subject }),
    async service(name) {
      const by = name === 'ocsp-root' ? byRoot : byIssuing;
      const chain = by === byRoot ? [root.certificate] : [issuing.certificate, root.certificate];
      const stored = await readPair(file(name));
      if (stored) return issued(stored.certificate, stored.privateKey, chain);
      const commonName =
        name === 'timestamp' ? 'Dịch vụ dấu thời gian thử nghiệm' : `OCSP thử nghiệm (${name})`;
      const notAfter = new Date(Date.now() + 10 * 365 * DAY);
      const made = await endEntity(
        name === 'timestamp' ? 'timestamp' : 'ocsp',
        { organization, commonName, notAfter },
        by,
      );
      await writePair(file(name), made.certificate, made.privateKey);
      return made;
    },
    issueTlsServer: ({ hosts, commonName = hosts[0] ?? 'localhost' }) =>
      endEntity('tls-server', { commonName, hosts }),
    issueTlsClient: (subject) => endEntity('tls-client', subject),
    async revoke(serialNumber, reason = 0, at = new Date()) {
      const entry = await records.get(serialNumber);
      if (!entry) throw new Error(`The authority has not issued ${serialNumber}.`);
      await records.put({ ...entry, revokedAt: at.toISOString(), reason });
    },
  };
}

function issued(certificate: Buffer, privateKey: KeyObject, chain: Buffer[]): Issued {
  return {
    certificate,
    privateKey,
    chain,
    certificatePem: pem(certificate),
    chainPem: [certificate, ...chain].map(pem).join(''),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    key: softwareKey(privateKey, certificate, chain),
    pkcs12: (passphrase, friendlyName) =>
      writePkcs12({ privateKey, certificate, chain, passphrase, ...(friendlyName ? { friendlyName } : {}) }),
  };
}

export const pem = (certificate: Uint8Array): string =>
  `${new X509Certificate(certificate).toString().trim()}\n`;

/** RSA of 3072 bits. */
export async function makeAuthorityKey(): Promise<KeyObject> {
  return (await generateKey('rsa-3072')).privateKey;
}

function generateKey(type: KeyType): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  const [family, ...rest] = type.split('-');
  if (family === 'ec') return generate('ec', { namedCurve: `P-${rest[0]!.slice(1)}` });
  const modulusLength = Number(rest.at(-1));
  return rest[0] === 'pss' ? generate('rsa-pss', { modulusLength }) : generate('rsa', { modulusLength });
}

/** Certificates name the port, so it stays the same from one start to the next. */
async function keptPort(path: string, wanted?: number): Promise<number> {
  const text = await readFile(path, 'utf8').catch(missing);
  if (text) return (JSON.parse(text) as { responderPort: number }).responderPort;
  const responderPort = await freePort(wanted);
  await writeWhole(path, JSON.stringify({ responderPort }));
  return responderPort;
}

/** @throws when the port wanted is taken: certificates would name it for ever */
async function freePort(wanted = 0): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function readPair(path: string) {
  const certificate = await readFile(`${path}.cer`).catch(missing);
  const key = await readFile(`${path}.key.pem`, 'utf8').catch(missing);
  return certificate && key ? { certificate, privateKey: createPrivateKey(key) } : undefined;
}

async function writePair(path: string, certificate: Buffer, key: KeyObject): Promise<void> {
  await writeWhole(`${path}.key.pem`, key.export({ type: 'pkcs8', format: 'pem' }).toString());
  await writeWhole(`${path}.cer`, certificate);
}
