import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signPdf } from '@congvan/signing';
import {
  createTestAuthority,
  startRevocationResponder,
  startTimestampAuthority,
  type TestAuthority,
} from '@congvan/signing/authority';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import {
  addTrustList,
  documentHistory,
  findDuePreservation,
  getDocument,
  listPreservation,
  PreservationFailedError,
  preserveDocument,
  registerIncomingDocument,
  system,
} from '../index.ts';
import { mainFile } from '../records/mainFile.ts';
import { reportOn } from '../signing/reportOn.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';

const DAY = 86_400_000;
let at: OfficeAtTest;
let authority: TestAuthority;
let signed: Buffer;
/** A timestamp authority whose certificate ends after 120 days, and one of ten years. */
let urls: { short: string; long: string };
const stopping: { stop(): Promise<unknown> }[] = [];
let now = new Date();
const moveOn = (days: number) => {
  now = new Date(now.getTime() + days * DAY);
};

beforeAll(async () => {
  authority = await createTestAuthority({ folder: await mkdtemp(join(tmpdir(), 'congvan-preserve-')) });
  const { key } = await authority.issueTimestampAuthority({ notAfter: new Date(Date.now() + 120 * DAY) });
  const services = await Promise.all([
    startRevocationResponder({ authority }),
    startTimestampAuthority({ authority, key }),
    startTimestampAuthority({ authority }),
  ]);
  stopping.push(...services);
  urls = { short: services[1].url, long: services[2].url };
  at = await officeAtTest({ clock: { now: () => now }, authority, timestampUrls: [urls.short] });
  signed = await sign(authority);
});
afterAll(async () => {
  await at.close();
  await Promise.all(stopping.map((service) => service.stop()));
});
beforeEach(() => {
  now = new Date();
  at.office.signing.timestampUrls = [urls.short];
});

async function sign(by: TestAuthority): Promise<Buffer> {
  const { key } = await by.issuePerson({ commonName: 'Trần Thị Minh Họa', title: 'Giám đốc' });
  return signPdf(await samplePdf(), { key, level: 'B-T', field: 'person', timestampUrls: [urls.short] });
}

async function received(content: Uint8Array): Promise<string> {
  const { documentId } = await registerIncomingDocument(
    at.office,
    at.people.clerk,
    {
      typeCode: 'CV',
      number: '12',
      notation: 'STTTT-CNTT',
      issuedDate: '2026-01-05',
      subject: `Văn bản ${randomUUID()}`,
      issuer: { name: 'Sở Thông tin và Truyền thông' },
      source: 'email',
    },
    { main: { name: 'van-ban.pdf', content } },
  );
  return documentId;
}
const preserve = (documentId: string) => preserveDocument(at.office, system, { documentId });
const isDue = async (documentId: string) =>
  (await findDuePreservation(at.office, system)).documentIds.includes(documentId);
const row = async (documentId: string) =>
  at.office.db
    .selectFrom('office.preservation')
    .selectAll()
    .where('documentId', '=', documentId)
    .executeTakeFirstOrThrow();
const main = async (documentId: string) => {
  const { version, sha256 } = await mainFile(at.office.db, documentId);
  return { version, report: await reportOn(at.office, sha256) };
};

describe('signatures of documents in force', () => {
  it('are raised to B-LTA after the grace period, as a new version that is valid', async () => {
    const id = await received(signed);
    expect(await isDue(id)).toBe(false);
    moveOn(1.01);
    expect(await isDue(id)).toBe(true);
    expect(await preserve(id)).toEqual({ outcome: 'kept' });
    const { version, report } = await main(id);
    expect(version).toBe(2);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ level }) => level)).toEqual(['B-LTA', 'DOC-TIMESTAMP']);
    expect(await isDue(id)).toBe(false);
    const history = await documentHistory(at.office, at.people.clerk, { documentId: id });
    expect(JSON.stringify(history)).toContain('Nâng chữ ký lên mức B-LTA để lưu giữ');
    expect((await getDocument(at.office, at.people.clerk, { documentId: id })).files).toHaveLength(2);
  });

  it('are renewed by another authority before the certificate of the archive timestamp ends', async () => {
    const id = await received(signed);
    moveOn(1.01);
    await preserve(id);
    const { archiveEnds } = await row(id);
    expect(archiveEnds!.getTime() - Date.now()).toBeLessThan(121 * DAY);
    moveOn(28);
    expect(await isDue(id)).toBe(false);
    moveOn(2);
    expect(await isDue(id)).toBe(true);
    at.office.signing.timestampUrls = [urls.long];
    expect(await preserve(id)).toEqual({ outcome: 'kept' });
    const { version, report } = await main(id);
    expect(version).toBe(3);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.filter(({ kind }) => kind === 'document-timestamp')).toHaveLength(2);
    expect((await row(id)).archiveEnds!.getTime() - Date.now()).toBeGreaterThan(9 * 365 * DAY);
    // The first authority's certificate has ended: the second timestamp proves that it was valid.
    moveOn(200);
    expect((await main(id)).report.verdict).toBe('valid');
  });

  it('call for an administrator when an authority that lasts too short is all there is', async () => {
    const id = await received(signed);
    moveOn(1.01);
    await preserve(id);
    moveOn(30);
    for (const last of [false, false, true]) {
      const attempt = preserve(id);
      if (last) await expect(attempt).rejects.toThrow(PreservationFailedError);
      else expect(await attempt).toEqual({ outcome: 'later' });
      moveOn(1.01);
    }
  });

  it('are tried again the next day when authorities are away, then call somebody, then a week later', async () => {
    const id = await received(signed);
    at.office.signing.timestampUrls = ['http://127.0.0.1:9/'];
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'later' });
    expect(await isDue(id)).toBe(false);
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'later' });
    moveOn(1.01);
    await expect(preserve(id)).rejects.toThrow(PreservationFailedError);
    expect(await row(id)).toMatchObject({ state: 'failing', attempts: 3 });
    const { items } = await listPreservation(at.office, at.people.admin, { box: 'failing' });
    expect(items.find(({ documentId }) => documentId === id)?.problem).toBeTruthy();
    moveOn(6);
    expect(await isDue(id)).toBe(false);
    moveOn(1.01);
    at.office.signing.timestampUrls = [urls.long];
    expect(await preserve(id)).toEqual({ outcome: 'kept' });
    expect(await row(id)).toMatchObject({ state: 'kept', attempts: 0, problem: null });
    expect((await main(id)).version).toBe(2);
  });

  it('that do not hold are never kept as if they did', async () => {
    const broken = Buffer.from(signed);
    broken[12]! ^= 1; // a comment that readers pass over, and the digest does not
    const id = await received(broken);
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'refused' });
    expect(await row(id)).toMatchObject({ state: 'refused', dueAt: null });
    expect((await main(id)).version).toBe(1);
  });

  it('of an authority that is not trusted wait until it is', async () => {
    const other = await createTestAuthority({
      folder: await mkdtemp(join(tmpdir(), 'congvan-other-')),
    });
    stopping.push(await startRevocationResponder({ authority: other }));
    const id = await received(await sign(other));
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'later' });
    expect((await row(id)).problem).toContain('không dẫn tới tổ chức chứng thực nào');
    const list = { name: 'ca.pem', content: Buffer.from(other.caPem) };
    const sha256 = createHash('sha256').update(list.content).digest('hex');
    const counts = { purpose: 'both' as const, validFrom: null, validUntil: null };
    const input = { ...counts, name: 'Gốc khác', sha256, vouch: null, replaces: null };
    await addTrustList(at.office, at.people.admin, input, { list });
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'kept' });
  });

  it('are not looked for in a file without any', async () => {
    const id = await received(await samplePdf());
    moveOn(1.01);
    expect(await preserve(id)).toEqual({ outcome: 'refused' });
    expect(await row(id)).toMatchObject({ state: 'unsigned', dueAt: null });
  });
});
