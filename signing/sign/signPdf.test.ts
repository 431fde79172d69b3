import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateExpiredError } from '../keys/signingKey.ts';
import {
  EncryptedPdfError,
  NotAPdfError,
  PdfEmptyError,
  PdfStructureError,
  PdfTruncatedError,
} from '../pdf/errors.ts';
import { formObjects, handMadePdf } from '../pdf/testing/handMade.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { signedDocument } from '../testing/signedDocument.ts';
import { pdfsig, pyHankoEach } from '../testing/validators.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { CommitmentWithReasonError, FieldAlreadySignedError, PageNotFoundError } from './errors.ts';
import { signPdf } from './signPdf.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

describe('a document on its way through the office', () => {
  it.each([
    ['with a cross-reference table', false],
    ['with cross-reference streams', true],
  ])('%s: both signatures stay accepted after every step', async (_name, objectStreams) => {
    const { draft, signed, numbered, sealed } = await signedDocument(services, { objectStreams, pages: 2 });
    const [afterSigning, afterNumbering, afterSealing] = await pyHankoEach(
      [signed, numbered, sealed],
      services.authority.caFile,
    );
    expect(afterSigning).toMatchObject([
      { field: 'person', ok: true, coverage: 'ENTIRE_FILE', timestamp: true },
    ]);
    expect(afterNumbering).toMatchObject([{ field: 'person', ok: true, modification: 'FORM_FILLING' }]);
    expect(afterSealing).toMatchObject([
      { field: 'person', ok: true, modification: 'FORM_FILLING', timestamp: true },
      { field: 'agency', ok: true, coverage: 'ENTIRE_FILE', timestamp: true },
    ]);
    expect(await pdfsig(sealed)).toEqual(['Signature is Valid.', 'Signature is Valid.']);
    expect(sealed.subarray(0, draft.length).equals(draft)).toBe(true);
  });
});

describe('signPdf', () => {
  const sign = (pdf: Uint8Array, options: Partial<Parameters<typeof signPdf>[1]> = {}) =>
    signPdf(pdf, { key: services.person.key, level: 'B-B', field: 'person', ...options });

  it('signs with RSA, RSA-PSS and elliptic curves, and every digest', async () => {
    const { authority, timestampUrls } = services;
    const kinds = [
      ['rsa-2048', 'sha512'],
      ['rsa-pss-2048', 'sha256'],
      ['rsa-pss-2048', 'sha384'],
      ['ec-p256', 'sha256'],
      ['ec-p384', 'sha384'],
      ['ec-p521', 'sha512'],
    ] as const;
    const signed: Buffer[] = [];
    for (const [keyType, hash] of kinds) {
      const { key } = await authority.issuePerson({ commonName: 'Người ký', keyType });
      signed.push(await sign(await samplePdf(), { key, hash, level: 'B-T', timestampUrls }));
    }
    for (const report of await pyHankoEach(signed, authority.caFile)) {
      expect(report).toMatchObject([{ ok: true, coverage: 'ENTIRE_FILE', timestamp: true }]);
    }
  });

  it('leaves the document alone when the certificate has expired or has not begun', async () => {
    const { authority } = services;
    const { key } = await authority.issuePerson({
      commonName: 'Người ký',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2021-01-01'),
    });
    const pdf = await samplePdf();
    await expect(sign(pdf, { key })).rejects.toThrow(CertificateExpiredError);
    await expect(sign(pdf, { key, signedAt: new Date('2019-12-31') })).rejects.toThrow(
      CertificateExpiredError,
    );
  });

  it('says what the signature proves, or why it was made, and not both', async () => {
    const { authority } = services;
    const signed = await sign(await samplePdf(), { commitmentType: 'approval' });
    const report = await validatePdf(signed, { trust: trustFromPem(authority.caPem) });
    expect(report.signatures).toMatchObject([{ verdict: 'valid', commitments: ['approval'] }]);
    expect(await pyHankoEach([signed], authority.caFile)).toMatchObject([[{ ok: true }]]);
    const both = sign(await samplePdf(), { commitmentType: 'approval', reason: 'Phê duyệt' });
    await expect(both).rejects.toThrow(CommitmentWithReasonError);
  });

  it('does not sign a field twice', async () => {
    const once = await sign(await samplePdf());
    await expect(sign(once)).rejects.toThrow(FieldAlreadySignedError);
  });

  it('gives no half-signed document when no timestamp can be had', async () => {
    const pdf = await samplePdf();
    const without = sign(pdf, { level: 'B-T', timestampUrls: ['http://127.0.0.1:9'] });
    await expect(without).rejects.toThrow(TimestampUnavailableError);
    await expect(sign(pdf, { level: 'B-T' })).rejects.toThrow(TimestampUnavailableError);
  });

  it('names what is wrong with a file that cannot be signed', async () => {
    const pdf = await samplePdf();
    await expect(sign(Buffer.alloc(0))).rejects.toThrow(PdfEmptyError);
    await expect(sign(Buffer.from('PK\u0003\u0004'))).rejects.toThrow(NotAPdfError);
    await expect(sign(pdf.subarray(0, pdf.length / 2))).rejects.toThrow(PdfTruncatedError);
    // In the last trailer only, so that no offset before it moves.
    const at = pdf.lastIndexOf('/Root');
    const encrypted = Buffer.concat([pdf.subarray(0, at), Buffer.from('/Encrypt 1 0 R '), pdf.subarray(at)]);
    await expect(sign(encrypted)).rejects.toThrow(EncryptedPdfError);
  });

  it('refuses to sign beside a signature that cannot be read, where nobody could validate its own', async () => {
    const damaged = handMadePdf({
      objects: {
        ...formObjects,
        6: '<< /FT /Sig /T (first) /V 30 0 R >>',
        30: '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00 >>',
      },
    });
    await expect(sign(damaged)).rejects.toThrow(PdfStructureError);
  });

  it('names the page that is not there', async () => {
    const place = { page: 9, x: 0, y: 0, width: 10, height: 10 };
    await expect(sign(await samplePdf(), { place })).rejects.toThrow(PageNotFoundError);
  });
});
