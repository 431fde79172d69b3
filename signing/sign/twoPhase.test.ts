import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko } from '../testing/validators.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import {
  beginSigning,
  finishSigning,
  SessionExpiredError,
  SessionMismatchError,
  SignatureMismatchError,
  type SigningSession,
} from './twoPhase.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

/** What a token does: it sees the bytes to be signed and nothing else. */
const byToken = ({ toBeSigned, hash }: SigningSession) =>
  services.person.key.sign(Buffer.from(toBeSigned, 'base64'), hash);

async function begin() {
  const { certificate, chain, algorithm } = services.person.key;
  const pdf = await samplePdf();
  return beginSigning(pdf, {
    userId: 'minh-hoa',
    signer: { certificate, chain, algorithm },
    level: 'B-T',
    field: 'person',
  });
}

describe('signing in two phases', () => {
  it('gives a digest out and takes a signature in, across a restart', async () => {
    const { authority, timestampUrls } = services;
    const begun = await begin();
    const session = JSON.parse(JSON.stringify(begun.session)) as SigningSession;
    const { documentSha256, userId } = session;
    const signature = await byToken(session);
    const signed = await finishSigning(session, begun.prepared, {
      userId,
      documentSha256,
      signature,
      timestampUrls,
    });
    expect(await pyHanko(signed, authority.caFile)).toMatchObject([{ ok: true, coverage: 'ENTIRE_FILE' }]);
  });

  it('can be finished later when the timestamp authority was away', async () => {
    const { session, prepared } = await begin();
    const { documentSha256, userId } = session;
    const given = { userId, documentSha256, signature: await byToken(session) };
    const away = finishSigning(session, prepared, { ...given, timestampUrls: ['http://127.0.0.1:9'] });
    await expect(away).rejects.toThrow(TimestampUnavailableError);
    const { timestampUrls } = services;
    expect(await finishSigning(session, prepared, { ...given, timestampUrls })).toBeInstanceOf(Buffer);
  });

  it('belongs to one person, one version of the document and one certificate, for a time', async () => {
    const { session, prepared } = await begin();
    const { documentSha256, userId, expiresAt } = session;
    const given = { userId, documentSha256, signature: await byToken(session) };
    const finish = (change: Partial<Parameters<typeof finishSigning>[2]>, at?: Date) =>
      finishSigning(session, prepared, { ...given, ...change }, at);
    await expect(finish({ userId: 'nguoi-khac' })).rejects.toThrow(SessionMismatchError);
    await expect(finish({ documentSha256: '00'.repeat(32) })).rejects.toThrow(SessionMismatchError);
    await expect(finish({ certificate: services.agency.certificate })).rejects.toThrow(SessionMismatchError);
    await expect(finish({}, new Date(Date.parse(expiresAt) + 1))).rejects.toThrow(SessionExpiredError);
    const changed = Buffer.from(prepared).fill(0x20, 900, 910);
    await expect(finishSigning(session, changed, given)).rejects.toThrow(SessionMismatchError);
  });

  it('refuses a value that is not a signature of this digest by this certificate', async () => {
    const { session, prepared } = await begin();
    const { documentSha256, userId } = session;
    const finish = (signature: Uint8Array) =>
      finishSigning(session, prepared, { userId, documentSha256, signature });
    await expect(finish(Buffer.alloc(256, 1))).rejects.toThrow(SignatureMismatchError);
    const other = await services.agency.key.sign(Buffer.from(session.toBeSigned, 'base64'), session.hash);
    await expect(finish(other)).rejects.toThrow(SignatureMismatchError);
  });
});
