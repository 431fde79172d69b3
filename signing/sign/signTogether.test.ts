import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cscKey } from '../keys/csc.ts';
import type { BatchKey } from '../keys/signingKey.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import {
  CSC_PIN,
  CSC_TOKEN,
  type CscServer,
  type CscServerOptions,
  startCscServer,
} from '../testing/cscServer.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHankoEach } from '../testing/validators.ts';
import { memoryJournal } from './signBatch.ts';
import { signTogether, type TogetherItem } from './signTogether.ts';
import { beginSigning, finishSigning } from './twoPhase.ts';

let services: TestAuthorities;
let pdf: Buffer;
const running: CscServer[] = [];
beforeAll(async () => {
  services = await testAuthorities();
  pdf = await samplePdf();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await services.stop();
});

async function started(options: CscServerOptions, pin = CSC_PIN) {
  const service = await startCscServer(services.person, options);
  running.push(service);
  const key = await cscKey({ accessToken: CSC_TOKEN, pin, baseUrl: service.url });
  return { service, key };
}

const document = (key: BatchKey, intentId: string, source: Uint8Array = pdf): TogetherItem => ({
  intentId,
  async begin() {
    const userId = 'lanh-dao';
    const { session, prepared } = await beginSigning(source, {
      ...{ userId, signer: key, level: 'B-B', field: 'person' },
    });
    const { documentSha256 } = session;
    return {
      toBeSigned: Buffer.from(session.toBeSigned, 'base64'),
      finish: (signature) => finishSigning(session, prepared, { userId, documentSha256, signature }),
    };
  },
});
const outcomes = (results: { outcome: string }[]) => results.map(({ outcome }) => outcome);

describe('a batch with a key that is asked once', () => {
  it('signs as many documents to one authorisation as the credential allows, each a signature of its own', async () => {
    const { service, key } = await started({ multisign: 3 });
    const journal = memoryJournal();
    const progress: number[] = [];
    const items = ['a', 'b', 'c', 'd'].map((intentId) => document(key, intentId));
    const results = await signTogether(items, { key, journal, onProgress: (_, done) => progress.push(done) });
    expect(results).toEqual(['a', 'b', 'c', 'd'].map((intentId) => ({ intentId, outcome: 'signed' })));
    expect(progress).toEqual([1, 2, 3, 4]);
    expect(service.authorisations).toEqual([3, 1]);
    const { caFile } = services.authority;
    for (const report of await pyHankoEach([...journal.signed.values()], caFile)) {
      expect(report).toMatchObject([{ ok: true, coverage: 'ENTIRE_FILE' }]);
    }
  });

  it('lets a bad document fail alone, asks for the others, and for that one alone when asked again', async () => {
    const { service, key } = await started({ multisign: 10 });
    const journal = memoryJournal();
    const bad = document(key, 'b', Buffer.from('không phải PDF'));
    const first = await signTogether([document(key, 'a'), bad, document(key, 'c')], { key, journal });
    expect(first).toMatchObject([
      { outcome: 'signed' },
      { outcome: 'failed', error: { code: 'PDF_NOT_A_PDF' } },
      { outcome: 'signed' },
    ]);
    const again = ['a', 'b', 'c'].map((intentId) => document(key, intentId));
    expect(outcomes(await signTogether(again, { key, journal }))).toEqual([
      'already-signed',
      'signed',
      'already-signed',
    ]);
    await signTogether(again, { key, journal });
    expect(service.authorisations).toEqual([2, 1]);
  });

  it('keeps what is right where the service gives a value that is not a signature', async () => {
    let made = 0;
    const second = (value: Buffer) => (++made === 2 ? Buffer.from(value.map((byte) => byte ^ 1)) : value);
    const { key } = await started({ multisign: 10, garble: second });
    const items = ['a', 'b', 'c'].map((intentId) => document(key, intentId));
    const results = await signTogether(items, { key, journal: memoryJournal() });
    expect(results).toMatchObject([
      { outcome: 'signed' },
      { outcome: 'failed', error: { code: 'SIGNATURE_MISMATCH' } },
      { outcome: 'signed' },
    ]);
  });

  it('gives every intent of the group back when the service refuses, and signs nothing twice at once', async () => {
    const { key: wrong } = await started({ multisign: 10 }, '0000');
    const journal = memoryJournal();
    const items = (key: BatchKey) => ['a', 'b'].map((intentId) => document(key, intentId));
    const refused = await signTogether(items(wrong), { key: wrong, journal });
    expect(refused).toMatchObject(Array(2).fill({ outcome: 'failed', error: { reason: 'invalid_pin' } }));
    const { service, key } = await started({ multisign: 10 });
    const both = await Promise.all([1, 2].map(() => signTogether(items(key), { key, journal })));
    expect(outcomes(both.flat()).filter((outcome) => outcome === 'signed')).toHaveLength(2);
    expect(service.authorisations.reduce((sum, count) => sum + count, 0)).toBe(2);
  });
});
