/** The signature itself rewritten: what its CMS holds beside the signed bytes may not make anything valid. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueCertificate } from '../authority/issueCertificate.ts';
import { children, context, der, octetString, oid, readDer, sequence, setOf, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';
import { readCertificate } from '../keys/certificate.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { signaturesOf } from './signatureField.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let signed: Buffer;
let stamped: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  const options = { key: services.person.key, field: 'person', timestampUrls: services.timestampUrls };
  // B-T leaves room for what is put in.
  signed = await signPdf(await samplePdf(), { ...options, level: 'B-T' });
  stamped = await signPdf(await samplePdf(), { ...options, level: 'B-T', reason: 'khác' });
});
afterAll(() => services.stop());

interface Parts {
  /** version, digest algorithms, content, [0] certificates, signers. */
  fields: Buffer[];
  /** version, sid, digest algorithm, [0] signed, algorithm, value, [1] unsigned. */
  signer: Buffer[];
}

const raw = (node: { raw: Buffer }) => node.raw;
const contentsOf = (pdf: Buffer) => signaturesOf(openPdf(pdf))[0]!.contents!;

function partsOf(pdf: Buffer): Parts {
  const [, wrapper] = children(readDer(contentsOf(pdf).bytes));
  const fields = children(children(wrapper!)[0]!).map(raw);
  return { fields, signer: children(children(readDer(fields.at(-1)!))[0]!).map(raw) };
}

/** The file with another CMS in the same room. */
function rewritten(change: (parts: Parts) => Parts, signers = (signer: Buffer) => setOf(signer)): Buffer {
  const { fields, signer } = change(partsOf(signed));
  const cms = sequence(
    oid(Oid.signedData),
    context(0, sequence(...fields.slice(0, -1), signers(sequence(...signer)))),
  );
  const { start, end } = contentsOf(signed);
  const pdf = Buffer.from(signed);
  pdf.write(cms.toString('hex').padEnd(end - start - 2, '0'), start + 1, 'latin1');
  return pdf;
}

const replacedAt = (list: Buffer[], index: number, value: Buffer) => list.with(index, value);

async function judged(pdf: Buffer) {
  const { signatures } = await validatePdf(pdf, { trust: trustFromPem(services.authority.caPem) });
  return signatures[0]!;
}

it('is valid when it is put together as it was', async () => {
  const same = rewritten((parts) => parts);
  expect(same.equals(signed)).toBe(true);
  expect(await judged(same)).toMatchObject({ verdict: 'valid', level: 'B-T', signedAtSource: 'timestamp' });
});

it('with two signers is broken, whoever the second is', async () => {
  const twice = rewritten(
    (parts) => parts,
    (signer) => der(Tag.set, signer, signer),
  );
  expect(await judged(twice)).toMatchObject({ verdict: 'broken' });
});

it('with content of its own inside is broken', async () => {
  const inside = sequence(oid(Oid.data), context(0, octetString(Buffer.from('Chi 9.000.000 dong'))));
  const held = rewritten((parts) => ({ ...parts, fields: replacedAt(parts.fields, 2, inside) }));
  expect(await judged(held)).toMatchObject({ verdict: 'broken' });
});

it('with another digest among the signed attributes is broken', async () => {
  const other = rewritten(({ fields, signer }) => {
    const attributes = children(readDer(signer[3]!)).map(({ raw: bytes }) =>
      bytes.includes(oid(Oid.messageDigest))
        ? attribute(Oid.messageDigest, octetString(Buffer.alloc(32)))
        : bytes,
    );
    return { fields, signer: replacedAt(signer, 3, context(0, ...attributes)) };
  });
  expect(await judged(other)).toMatchObject({ verdict: 'broken' });
});

it('with a stranger’s certificate of the same issuer and number is not valid', async () => {
  const { certificate } = services.person;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { serialNumber } = readCertificate(certificate);
  const now = Date.now();
  const forged = await issueCertificate(
    {
      purpose: 'signer',
      subject: { commonName: 'Chủ tịch' },
      publicKey,
      serialNumber: Buffer.from(readDer(serialNumber).content),
      notBefore: new Date(now - 86_400_000),
      notAfter: new Date(now + 86_400_000),
    },
    { certificate: services.authority.issuing.certificate, key: privateKey },
  );
  const swapped = rewritten(({ fields, signer }) => {
    const certificates = children(readDer(fields[3]!)).map(raw);
    const others = certificates.map((bytes) => (bytes.equals(certificate) ? forged : bytes));
    return { fields: replacedAt(fields, 3, context(0, ...others)), signer };
  });
  expect((await judged(swapped)).verdict).toMatch(/broken|unknown/);
});

it('with the timestamp of another signature proves no time', async () => {
  const borrowed = rewritten(({ fields, signer }) => ({
    fields,
    signer: replacedAt(signer, 6, partsOf(stamped).signer[6]!),
  }));
  const { signedAtSource, timestamps } = await judged(borrowed);
  expect(signedAtSource).toBe('claimed');
  expect(timestamps).toMatchObject([{ valid: false, reasons: [{ code: 'TIMESTAMP_IMPRINT' }] }]);
});

it('with something unsigned that nobody knows says what it said', async () => {
  const more = rewritten(({ fields, signer }) => {
    const unsigned = [
      ...children(readDer(signer[6]!)).map(raw),
      attribute('1.3.6.1.4.1.32473.9', oid(Oid.data)),
    ];
    return { fields, signer: replacedAt(signer, 6, context(1, ...unsigned)) };
  });
  expect(await judged(more)).toMatchObject({ verdict: 'valid', signedAtSource: 'timestamp' });
});
