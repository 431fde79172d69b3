import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signPdf } from '@congvan/signing';
import { createTestAuthority, type TestAuthority } from '@congvan/signing/authority';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import { signTsl, tslXml } from '../../signing/testing/tsl.ts';
import {
  addTrustList,
  type addTrustListInput,
  changeTrustList,
  ForbiddenError,
  listAudit,
  listTrustLists,
  previewTrustFile,
  saveSignaturePolicy,
  TrustFileChangedError,
  TrustFileError,
  TrustListUnverifiedError,
} from '../index.ts';
import { reportOn } from '../signing/reportOn.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';

let at: OfficeAtTest;
let authority: TestAuthority;
let signed: string;
let now = new Date();
const clock = { now: () => now };
const day = 86_400_000;

beforeAll(async () => {
  authority = await createTestAuthority({
    folder: await mkdtemp(join(tmpdir(), 'congvan-trust-')),
    ocsp: false,
  });
  at = await officeAtTest({ clock });
  const { key } = await authority.issuePerson({ commonName: 'Trần Thị Minh Họa', title: 'Giám đốc' });
  const pdf = await signPdf(await samplePdf(), { key, level: 'B-B', field: 'person' });
  signed = (await at.office.files.put(pdf)).sha256;
});
afterAll(() => at.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const file = (name: string, content: string | Buffer) => ({ name, content: Buffer.from(content) });
const add = (
  content: string | Buffer,
  input: Partial<z.input<typeof addTrustListInput>> = {},
  operators?: Buffer,
) => {
  const list = file('list', content);
  return addTrustList(
    at.office,
    at.people.admin,
    {
      ...{
        name: 'Danh sách',
        purpose: 'both',
        validFrom: null,
        validUntil: null,
        vouch: null,
        replaces: null,
      },
      sha256: sha256(list.content),
      ...input,
    },
    { list, operators: operators && { name: 'operators', content: operators } },
  );
};
const change = (listId: string, input: object) =>
  changeTrustList(at.office, at.people.admin, {
    ...{ listId, name: 'Danh sách', purpose: 'both', validFrom: null, validUntil: null, enabled: true },
    reason: 'Thử',
    ...input,
  });
const verdict = async () => (await reportOn(at.office, signed)).signatures[0]!.verdict;
const disable = (listId: string) => change(listId, { enabled: false });

describe('a trust list of the administrators', () => {
  it('makes a signature valid as it is added, and untrusted as it is disabled', async () => {
    expect(await verdict()).toBe('untrusted');
    const { listId } = await add(authority.caPem, { name: 'Gốc chính phủ' });
    expect(await verdict()).toBe('valid');
    await disable(listId);
    expect(await verdict()).toBe('untrusted');
    await change(listId, { enabled: true });
    expect(await verdict()).toBe('valid');
    await disable(listId);
  });

  it('counts for its purpose and within its times only', async () => {
    const { listId } = await add(authority.caPem, { purpose: 'timestamps' });
    expect(await verdict()).toBe('untrusted');
    await change(listId, { validUntil: new Date(now.getTime() - day).toISOString() });
    expect(await verdict()).toBe('untrusted');
    const until = new Date(now.getTime() + day).toISOString();
    await change(listId, { validUntil: until });
    expect(await verdict()).toBe('valid');
    now = new Date(now.getTime() + day + 1000);
    expect(await verdict()).toBe('untrusted');
    now = new Date();
    await disable(listId);
  });

  it('is never removed', async () => {
    await add(authority.caPem);
    await expect(sql`delete from office.trust_lists`.execute(at.office.db)).rejects.toThrow(/never removed/);
    for (const { id } of (await listTrustLists(at.office, at.people.admin)).items) await disable(id);
  });

  it('takes the place of an older one, which is disabled', async () => {
    const { listId: older } = await add(authority.caPem);
    const { listId: newer } = await add(`${authority.caPem}\n`, { replaces: older });
    const { items } = await listTrustLists(at.office, at.people.admin);
    expect(items.find(({ id }) => id === older)).toMatchObject({ enabled: false, replacedBy: newer });
    expect(items.find(({ id }) => id === newer)).toMatchObject({
      inForce: true,
      addedBy: { id: at.people.admin.id },
    });
    await disable(newer);
  });

  it('is only what was looked at before', async () => {
    await expect(add(authority.caPem, { sha256: '0'.repeat(64) })).rejects.toThrow(TrustFileChangedError);
  });

  it.each([
    ['an empty file', ''],
    ['text', 'xin chào'],
    ['a document type', '<!DOCTYPE a><a/>'],
  ])('is not %s', async (_, content) => {
    await expect(add(content)).rejects.toThrow(TrustFileError);
  });

  it('is the business of administrators, and every change is in the audit trail', async () => {
    const list = file('list', authority.caPem);
    await expect(previewTrustFile(at.office, at.people.clerk, { list })).rejects.toThrow(ForbiddenError);
    const { items } = await listAudit(at.office, at.people.admin);
    const said = items.map(({ sentence }) => sentence);
    expect(said).toContain('Bị từ chối: quản lý danh sách tin cậy');
    expect(said).toContain('Thêm danh sách tin cậy «Gốc chính phủ»');
    expect(said).toContain('Ngừng dùng danh sách tin cậy «Danh sách»');
  });
});

describe('an ETSI list', () => {
  it('needs the signature of a known operator, or somebody who vouches for it', async () => {
    const operator = await authority.issueAgencySeal({ commonName: 'Cơ quan công bố' });
    const plain = tslXml({ services: [{ certificate: authority.root.certificate }] });
    const xml = await signTsl(plain, operator);
    await expect(add(xml)).rejects.toThrow(TrustListUnverifiedError);
    await expect(add(plain, {}, operator.certificate)).rejects.toThrow(TrustListUnverifiedError);
    const { listId } = await add(xml, {}, operator.certificate);
    expect(await verdict()).toBe('valid');
    await disable(listId);
    const vouched = await add(plain, { vouch: 'Nhận trực tiếp từ cơ quan công bố' });
    const { items } = await listTrustLists(at.office, at.people.admin);
    expect(items.find(({ id }) => id === listId)).toMatchObject({
      operator: { commonName: 'Cơ quan công bố' },
      vouch: null,
    });
    expect(items.find(({ id }) => id === vouched.listId)).toMatchObject({
      operator: null,
      vouch: 'Nhận trực tiếp từ cơ quan công bố',
    });
    await disable(vouched.listId);
  });

  it('is verified by an operator that a list in use points to', async () => {
    const [top, national] = await Promise.all([
      authority.issueAgencySeal({ commonName: 'Danh sách của các danh sách' }),
      authority.issueAgencySeal({ commonName: 'Cơ quan công bố quốc gia' }),
    ]);
    const pointers = [{ territory: 'VN', certificates: [national.certificate] }];
    const lists = await signTsl(tslXml({ pointers }), top);
    const { listId } = await add(lists, { name: 'LOTL' }, top.certificate);
    const xml = await signTsl(tslXml({ services: [{ certificate: authority.root.certificate }] }), national);
    const preview = await previewTrustFile(at.office, at.people.admin, { list: file('vn.xml', xml) });
    expect(preview).toMatchObject({
      operator: { commonName: 'Cơ quan công bố quốc gia', from: 'LOTL' },
      total: 1,
    });
    await disable(listId);
    await expect(add(xml)).rejects.toThrow(TrustListUnverifiedError);
  });
});

describe('a preview', () => {
  it('shows each certificate with its fingerprint and what to look at', async () => {
    const person = await authority.issuePerson({ commonName: 'Người thường' });
    const list = file('list.pem', `${authority.caPem}${person.certificatePem}`);
    const { certificates, total } = await previewTrustFile(at.office, at.people.admin, { list });
    expect(total).toBe(2);
    expect(certificates[0]).toMatchObject({ fingerprint: sha256(authority.root.certificate), warnings: [] });
    expect(certificates[1]!.warnings.map(({ code }) => code)).toEqual(['NOT_AN_AUTHORITY', 'NOT_A_ROOT']);
  });
});

describe('the policy of validation', () => {
  it('that asks for revocations makes unknown what nobody tells', async () => {
    const { listId } = await add(authority.caPem);
    const policy = { requireRevocation: true, online: false, renewDays: 90, graceHours: 24 };
    await saveSignaturePolicy(at.office, at.people.admin, policy);
    expect(await verdict()).toBe('unknown');
    await saveSignaturePolicy(at.office, at.people.admin, { ...policy, requireRevocation: false });
    expect(await verdict()).toBe('valid');
    await disable(listId);
  });
});
