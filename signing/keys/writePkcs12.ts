/** Writes PKCS#12 (RFC 7292): key and certificates under PBES2 with AES-256 and SHA-256, MAC with SHA-256. */
import { createCipheriv, createHash, createHmac, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto';
import { context, der, integer, nullValue, octetString, oid, sequence, setOf } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { derivePkcs12 } from './passwordEncryption.ts';

const Pkcs12 = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  encryptedData: '1.2.840.113549.1.7.6',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
} as const;
const ITERATIONS = 2048;

export interface Pkcs12Input {
  privateKey: KeyObject;
  certificate: Uint8Array;
  chain: Uint8Array[];
  passphrase: string;
  friendlyName?: string;
}

export function writePkcs12(input: Pkcs12Input): Buffer {
  const localKeyId = createHash('sha1').update(input.certificate).digest();
  const attributes = setOf(
    attribute(Pkcs12.localKeyId, octetString(localKeyId)),
    ...(input.friendlyName ? [attribute(Pkcs12.friendlyName, bmpString(input.friendlyName))] : []),
  );
  const certificateBag = (certificate: Uint8Array, own: boolean) =>
    sequence(
      oid(Pkcs12.certBag),
      context(0, sequence(oid(Pkcs12.x509Certificate), context(0, octetString(certificate)))),
      ...(own ? [attributes] : []),
    );
  const certificates = sequence(
    certificateBag(input.certificate, true),
    ...input.chain.map((certificate) => certificateBag(certificate, false)),
  );
  const pkcs8 = input.privateKey.export({ type: 'pkcs8', format: 'der' });
  const key = encrypt(pkcs8, input.passphrase);
  const keys = sequence(
    sequence(
      oid(Pkcs12.shroudedKeyBag),
      context(0, sequence(key.algorithm, octetString(key.encrypted))),
      attributes,
    ),
  );
  const body = encrypt(certificates, input.passphrase);
  const encryptedContent = sequence(oid(Oid.data), body.algorithm, der(0x80, body.encrypted));
  const safe = sequence(
    sequence(oid(Pkcs12.encryptedData), context(0, sequence(integer(0), encryptedContent))),
    sequence(oid(Oid.data), context(0, octetString(keys))),
  );
  return sequence(
    integer(3),
    sequence(oid(Oid.data), context(0, octetString(safe))),
    macData(safe, input.passphrase),
  );
}

const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), setOf(value));
const bmp = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const bmpString = (text: string): Buffer => der(0x1e, bmp(text));

function encrypt(bytes: Buffer, passphrase: string): { algorithm: Buffer; encrypted: Buffer } {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = pbkdf2Sync(Buffer.from(passphrase, 'utf8'), salt, ITERATIONS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const derivation = sequence(
    oid(Pkcs12.pbkdf2),
    sequence(
      octetString(salt),
      integer(ITERATIONS),
      integer(32),
      sequence(oid(Pkcs12.hmacSha256), nullValue()),
    ),
  );
  return {
    algorithm: sequence(
      oid(Pkcs12.pbes2),
      sequence(derivation, sequence(oid(Pkcs12.aes256Cbc), octetString(iv))),
    ),
    encrypted: Buffer.concat([cipher.update(bytes), cipher.final()]),
  };
}

function macData(safe: Buffer, passphrase: string): Buffer {
  const salt = randomBytes(16);
  const mac = createHmac('sha256', derivePkcs12('sha256', 3, passphrase, salt, ITERATIONS, 32))
    .update(safe)
    .digest();
  const digestInfo = sequence(sequence(oid(Oid.sha256), nullValue()), octetString(mac));
  return sequence(digestInfo, octetString(salt), integer(ITERATIONS));
}
