import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { type SignedDocument, signedDocument } from '../testing/signedDocument.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { type ValidateOptions, validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let document: SignedDocument;
beforeAll(async () => {
  services = await testAuthorities();
  document = await signedDocument(services);
});
afterAll(() => services.stop());

const validate = (pdf: Uint8Array, options: Partial<ValidateOptions> = {}) =>
  validatePdf(pdf, { trust: trustFromPem(services.authority.caPem), ...options });

describe('a document of the office', () => {
  it('is valid after each step, and what was filled after the first signature is told', async () => {
    const [signed, numbered, sealed] = await Promise.all(
      [document.signed, document.numbered, document.sealed].map((pdf) => validate(pdf)),
    );
    expect(signed!.signatures).toMatchObject([
      {
        field: 'person',
        verdict: 'valid',
        indication: 'TOTAL-PASSED',
        level: 'B-T',
        coverage: 'entire-file',
        changes: [],
      },
    ]);
    expect(numbered!.signatures).toMatchObject([
      { field: 'person', verdict: 'valid', coverage: 'entire-revision' },
    ]);
    expect(sealed!.signatures).toMatchObject([
      {
        field: 'person',
        verdict: 'valid',
        signer: { capacity: 'person', title: 'Phó Giám đốc', claimedRoles: ['KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC'] },
      },
      { field: 'agency', verdict: 'valid', coverage: 'entire-file', signer: { capacity: 'agency' } },
    ]);
    expect(sealed!.signatures[0]!.changes.map((change) => change.message).sort()).toEqual([
      'Ô ký «Chữ ký số của cơ quan» được ký thêm',
      'Ô «Ngày ban hành» được điền «08»',
      'Ô «Số văn bản» được điền «2225»',
      'Ô «Tháng ban hành» được điền «12»',
    ]);
    // For those who say it in another language.
    expect(sealed!.signatures[0]!.changes).toContainEqual(
      expect.objectContaining({ code: 'FIELD_FILLED', values: { field: 'Ngày ban hành', value: '08' } }),
    );
    expect(sealed!.sentence).toBe('Cả 2 chữ ký trên tài liệu hợp lệ.');
  });

  it('names the time that the timestamp proves', async () => {
    const [signature] = (await validate(document.signed)).signatures;
    expect(signature).toMatchObject({
      signedAtSource: 'timestamp',
      timestamps: [{ kind: 'signature', valid: true }],
    });
    expect(Math.abs(Date.parse(signature!.signedAt!) - Date.now())).toBeLessThan(120_000);
  });

  it('is intact but untrusted when nobody trusts its authority', async () => {
    const { signatures } = await validate(document.sealed, { trust: { anchors: [] } });
    expect(signatures).toMatchObject([
      { verdict: 'untrusted', indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' },
      { verdict: 'untrusted', indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' },
    ]);
  });

  it('is untrusted when the authority was not in the list at the time of signing', async () => {
    const until = new Date(Date.now() - 86_400_000);
    const trust = trustFromPem(services.authority.caPem, { until });
    const { signatures } = await validate(document.signed, { trust });
    expect(signatures).toMatchObject([
      { verdict: 'untrusted', reasons: [{ code: 'CERTIFICATE_ANCHOR_NOT_IN_FORCE' }, {}] },
    ]);
  });

  it('is broken when one byte of it is another', async () => {
    const forged = Buffer.from(document.sealed);
    const at = forged.indexOf('/MediaBox');
    forged[at + 1] = 'N'.charCodeAt(0);
    const { signatures } = await validate(forged);
    expect(signatures.map((item) => [item.verdict, item.subIndication])).toEqual([
      ['broken', 'HASH_FAILURE'],
      ['broken', 'HASH_FAILURE'],
    ]);
  });

  it('asks for revocation online, and knows good from revoked', async () => {
    const { authority, timestampUrls } = services;
    const leaver = await authority.issuePerson({ commonName: 'Người đã nghỉ' });
    const pdf = await samplePdf();
    const before = await signPdf(pdf, { key: leaver.key, level: 'B-T', field: 'person', timestampUrls });
    expect((await validate(before, { online: true })).signatures).toMatchObject([
      { verdict: 'valid', revocation: 'good', reasons: [] },
    ]);
    const serialNumber = new X509Certificate(leaver.certificate).serialNumber;
    await authority.revoke(serialNumber, 4, new Date(Date.now() - 3_600_000));
    expect((await validate(before, { online: true })).signatures).toMatchObject([
      { verdict: 'untrusted', subIndication: 'REVOKED_NO_POE', revocation: 'revoked' },
    ]);
    const unproven = await signPdf(pdf, { key: leaver.key, level: 'B-B', field: 'person' });
    expect((await validate(unproven, { online: true })).signatures).toMatchObject([
      { verdict: 'untrusted', subIndication: 'REVOKED_NO_POE' },
    ]);
  });

  it('concludes nothing without word on revocation when that is required', async () => {
    const { signatures } = await validate(document.signed, { requireRevocation: true });
    expect(signatures).toMatchObject([
      { verdict: 'unknown', indication: 'INDETERMINATE', subIndication: 'TRY_LATER' },
    ]);
  });

  it('stays valid past the end of the certificate while its timestamp holds, and not longer', async () => {
    const { authority, timestampUrls } = services;
    const day = 86_400_000;
    const short = await authority.issuePerson({
      commonName: 'Ngắn hạn',
      notAfter: new Date(Date.now() + day),
    });
    const sign = async (level: 'B-B' | 'B-T') =>
      signPdf(await samplePdf(), { key: short.key, level, field: 'person', timestampUrls });
    const later = new Date(Date.now() + 30 * day);
    expect((await validate(await sign('B-T'), { at: later })).signatures).toMatchObject([
      { verdict: 'valid' },
    ]);
    expect((await validate(await sign('B-B'), { at: later })).signatures).toMatchObject([
      { verdict: 'untrusted', subIndication: 'OUT_OF_BOUNDS_NO_POE' },
    ]);
    const tooLate = new Date(Date.now() + 20 * 365 * day);
    expect((await validate(await sign('B-T'), { at: tooLate })).signatures).toMatchObject([
      { verdict: 'untrusted', subIndication: 'OUT_OF_BOUNDS_NO_POE' },
    ]);
  });

  it.each([
    ['rsa-pss-2048', 'sha384', 'RSASSA-PSS'],
    ['ec-p256', 'sha256', 'ECDSA'],
    ['ec-p521', 'sha512', 'ECDSA'],
    ['rsa-3072', 'sha512', 'RSASSA-PKCS1-v1_5'],
  ] as const)('is read with %s and %s', async (keyType, digest, algorithm) => {
    const { key } = await services.authority.issuePerson({ commonName: 'Người ký', keyType });
    const pdf = await signPdf(await samplePdf(), { key, hash: digest, level: 'B-B', field: 'person' });
    expect((await validate(pdf)).signatures).toMatchObject([
      { verdict: 'valid', digest, algorithm, level: 'B-B' },
    ]);
  });

  it('without signatures says so', async () => {
    expect(await validate(await samplePdf())).toMatchObject({ verdict: 'unsigned', signatures: [] });
  });
});
