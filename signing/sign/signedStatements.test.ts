import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../cms/algorithms.ts';
import { Oid } from '../cms/oids.ts';
import { attribute, buildSignedData } from '../cms/signedData.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHankoEach } from '../testing/validators.ts';
import { requestTimestamp } from '../timestamp/timestampRequest.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { CommitmentWithReasonError } from './errors.ts';
import { embedSignature, prepareSignature } from './prepareSignature.ts';
import { type SignaturePolicy, SignaturePolicyError } from './signaturePolicy.ts';
import { type SignOptions, signPdf } from './signPdf.ts';
import { beginSigning, finishSigning } from './twoPhase.ts';

let services: TestAuthorities;
let pdf: Buffer;
let options: SignOptions;
beforeAll(async () => {
  services = await testAuthorities();
  pdf = await samplePdf();
  const { person, timestampUrls } = services;
  options = { key: person.key, level: 'B-LTA', field: 'person', timestampUrls };
});
afterAll(() => services.stop());

const policy: SignaturePolicy = {
  oid: '1.3.6.1.4.1.55555.1.1',
  hash: 'sha256',
  digest: digest('sha256', Buffer.from('Quy chế ký số')),
  url: 'https://example.vn/quy-che-ky-so.pdf',
};
const report = async (signed: Uint8Array) => {
  const { signatures } = await validatePdf(signed, { trust: trustFromPem(services.authority.caPem) });
  return signatures[0]!;
};

describe('what a signer states in the signature', () => {
  it('is the policy that they followed, and that the content was there before', async () => {
    const signed = await signPdf(pdf, { ...options, policy, contentTimestamp: true });
    const found = await report(signed);
    expect(found).toMatchObject({ verdict: 'valid', level: 'B-LTA', policy: policy.oid, reasons: [] });
    expect(found.timestamps.map(({ kind, valid }) => ({ kind, valid }))).toEqual([
      { kind: 'signature', valid: true },
      { kind: 'content', valid: true },
    ]);
    const alone = await signPdf(pdf, { ...options, level: 'B-B', contentTimestamp: true });
    expect(await report(alone)).toMatchObject({ verdict: 'valid', level: 'B-B', signedAtSource: 'claimed' });
    const bare = await signPdf(pdf, {
      ...options,
      level: 'B-B',
      policy: { ...policy, hash: 'sha512', digest: Buffer.alloc(64) },
    });
    for (const item of await pyHankoEach([signed, alone, bare], services.authority.caFile)) {
      expect(item[0]).toMatchObject({ ok: true });
    }
  });

  it('goes into a signature in two phases as well', async () => {
    const { key, ...rest } = options;
    const begun = await beginSigning(pdf, {
      ...rest,
      level: 'B-B',
      userId: 'u',
      signer: key,
      policy,
      contentTimestamp: true,
    });
    const { toBeSigned, hash, documentSha256 } = begun.session;
    const signature = await key.sign(Buffer.from(toBeSigned, 'base64'), hash);
    const signed = await finishSigning(begun.session, begun.prepared, {
      userId: 'u',
      documentSha256,
      signature,
    });
    expect(await report(signed)).toMatchObject({
      ...{ verdict: 'valid', policy: policy.oid, timestamps: [{ kind: 'content', valid: true }] },
    });
  });

  it('is refused when it is not what it says, or stands beside a reason', async () => {
    const sign = (change: Partial<SignaturePolicy>) =>
      signPdf(pdf, { ...options, level: 'B-B', policy: { ...policy, ...change } });
    await expect(sign({ oid: 'quy chế' })).rejects.toEqual(new SignaturePolicyError('oid'));
    await expect(sign({ oid: '2.16' })).rejects.toEqual(new SignaturePolicyError('oid'));
    await expect(sign({ hash: 'sha384' })).rejects.toEqual(new SignaturePolicyError('digest'));
    await expect(sign({ url: 'file:///etc' })).rejects.toEqual(new SignaturePolicyError('url'));
    await expect(signPdf(pdf, { ...options, policy, reason: 'Duyệt' })).rejects.toThrow(
      CommitmentWithReasonError,
    );
  });

  it('shows a content timestamp that is of something else, and believes it nothing', async () => {
    const hash = 'sha256';
    const { key, timestampUrls = [] } = options;
    const prepared = prepareSignature(pdf, { field: 'person', hash, signedAt: new Date(), room: 30_000 });
    const token = await requestTimestamp(timestampUrls, digest(hash, Buffer.from('khác')), hash);
    const cms = await buildSignedData({
      ...{ key, hash, contentDigest: prepared.digest, contentType: Oid.data },
      signedAttributes: [attribute(Oid.contentTimeStamp, token)],
    });
    const found = await report(embedSignature(prepared, cms));
    expect(found).toMatchObject({
      timestamps: [{ kind: 'content', valid: false, reasons: [{ code: 'TIMESTAMP_IMPRINT' }] }],
      signedAtSource: 'claimed',
    });
    expect(found.reasons.map(({ code }) => code)).toContain('TIMESTAMP_IMPRINT');
  });
});
