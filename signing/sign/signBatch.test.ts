import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPdf } from '../pdf/openPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { type BatchItem, memoryJournal, signBatch } from './signBatch.ts';
import { signPdf } from './signPdf.ts';

let services: TestAuthorities;
let pdf: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  pdf = await samplePdf();
});
afterAll(() => services.stop());

const document = (intentId: string, source: Uint8Array = pdf): BatchItem => ({
  intentId,
  sign: () => signPdf(source, { key: services.person.key, level: 'B-B', field: 'person' }),
});

describe('a batch of signatures', () => {
  it('signs 200 documents and tells of each as it is done', async () => {
    const journal = memoryJournal();
    const progress: number[] = [];
    const items = Array.from({ length: 200 }, (_, i) => document(`intent-${i}`));
    const results = await signBatch(items, { journal, onProgress: (_result, done) => progress.push(done) });
    expect(results.every(({ outcome }) => outcome === 'signed')).toBe(true);
    expect(results.map(({ intentId }) => intentId)).toEqual(items.map(({ intentId }) => intentId));
    expect(progress).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(openPdf(journal.signed.get('intent-199')!).revisions.length).toBe(
      openPdf(pdf).revisions.length + 1,
    );
  });

  it('lets one bad document fail alone, and signs only that one when asked again', async () => {
    const journal = memoryJournal();
    const bad = [document('a'), document('b', Buffer.from('không phải PDF')), document('c')];
    const first = await signBatch(bad, { journal });
    expect(first).toMatchObject([
      { outcome: 'signed' },
      { outcome: 'failed', error: { code: 'PDF_NOT_A_PDF' } },
      { outcome: 'signed' },
    ]);
    const again = await signBatch([document('a'), document('b'), document('c')], { journal });
    expect(again.map(({ outcome }) => outcome)).toEqual(['already-signed', 'signed', 'already-signed']);
  });

  it('never signs twice for one intent, however many ask at once', async () => {
    const journal = memoryJournal();
    let signatures = 0;
    const once: BatchItem = {
      intentId: 'one',
      async sign() {
        signatures += 1;
        return document('one').sign();
      },
    };
    const [results, others] = await Promise.all([
      signBatch([once, once, once], { journal }),
      signBatch([once], { journal }),
    ]);
    expect(signatures).toBe(1);
    expect([...results, ...others].filter(({ outcome }) => outcome === 'signed')).toHaveLength(1);
  });
});
