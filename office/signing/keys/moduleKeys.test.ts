import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSeal, demonstrationSignature, type Pkcs11Module, pkcs11Module } from '@congvan/signing';
import { createTestAuthority, type TestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSoftHsm, putOnToken, tokenOfAgency } from '../../../signing/testing/softToken.ts';
import {
  ForbiddenError,
  getDocument,
  listAudit,
  moduleKeys,
  myKeys,
  saveModuleKey,
  signatureReports,
  signingBatches,
  system,
} from '../../index.ts';
import { ended, signaturesOf, waitingForLeader } from '../../testing/batches.ts';
import { doStep, draftBefore } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest, PIN } from '../../testing/officeAtTest.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-module-'));
const OWN_PIN = 'mã của văn thư';
let at: OfficeAtTest;
let authority: TestAuthority;
let module: Pkcs11Module;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasSoftHsm)('a key in the server’s PKCS#11 module', () => {
  beforeAll(async () => {
    authority = await createTestAuthority({ folder: join(folder, 'authority') });
    const { seal, ...opened } = await tokenOfAgency(folder, authority, 'Sở Minh Họa');
    const person = await authority.issuePerson({ commonName: 'Nguyễn Văn leader', keyType: 'ec-p256' });
    putOnToken(opened.tokenLabel, folder, 'lanh-dao', 'a2', person);
    module = pkcs11Module({ ...opened, chain: seal.chain });
    at = await officeAtTest({ authority, module });
  });
  afterAll(async () => {
    await at?.close();
    await module?.close();
  });

  const fingerprint = async (label: string) =>
    (await moduleKeys(at.office, at.people.admin)).find((key) => key.label === label)!.fingerprint;

  it('is shown to administrators by its label and certificate, and given out by nobody else', async () => {
    expect(
      (await moduleKeys(at.office, at.people.admin)).toSorted((a, b) => a.label.localeCompare(b.label)),
    ).toMatchObject([
      { label: 'con-dau', commonName: 'Sở Minh Họa' },
      { label: 'lanh-dao', commonName: 'Nguyễn Văn leader' },
    ]);
    await expect(moduleKeys(at.office, at.people.clerk)).rejects.toThrow(ForbiddenError);
    const { leader } = at.people;
    const given = { userId: leader.id, fingerprint: await fingerprint('lanh-dao'), passphrase: OWN_PIN };
    // Not even to oneself.
    await expect(saveModuleKey(at.office, leader, given, {})).rejects.toThrow(ForbiddenError);
    const unknown = { ...given, fingerprint: '0'.repeat(64) };
    await expect(saveModuleKey(at.office, at.people.admin, unknown, {})).rejects.toMatchObject({
      code: 'module-key-missing',
    });
  });

  it('signs for its person and seals for the agency, each with the PIN that was agreed', async () => {
    const { admin, leader, clerk } = at.people;
    const give = (userId: string | null, label: string, image: Buffer) =>
      fingerprint(label).then((known) =>
        saveModuleKey(at.office, admin, { userId, fingerprint: known, passphrase: OWN_PIN }, { image }),
      );
    await give(leader.id, 'lanh-dao', demonstrationSignature('leader'));
    await give(null, 'con-dau', demonstrationSeal('SỞ MINH HỌA'));
    expect(await myKeys(at.office, clerk)).toMatchObject({
      agency: { kind: 'pkcs11', label: 'con-dau', commonName: 'Sở Minh Họa' },
    });
    const documentId = await draftBefore(at, 'sign');
    const refused = doStep(at, documentId, 'sign', { passphrase: PIN });
    await expect(refused).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await doStep(at, documentId, 'sign', { passphrase: OWN_PIN });
    await doStep(at, documentId, 'number');
    await doStep(at, documentId, 'seal', { passphrase: OWN_PIN });
    const { files } = await getDocument(at.office, clerk, { documentId });
    const main = files.find(({ role, latest }) => role === 'main' && latest)!;
    const { items } = await signatureReports(at.office, clerk, { documentId, fileId: main.id });
    expect(items).toMatchObject([
      { field: 'person', verdict: 'valid' },
      { field: 'agency', verdict: 'valid' },
    ]);
    const audit = (await listAudit(at.office, admin)).items.map(({ sentence }) => sentence);
    expect(audit).toContain('Bị từ chối: mở khóa ký (sai mã PIN)');
    expect(audit).toContain('Lưu khóa ký của «Sở Minh Họa»');
  });

  it('is opened once for a batch, with one PIN, and signs each document of it', async () => {
    const { leader } = at.people;
    const { documentIds, items } = await waitingForLeader(at, 3);
    let opened = 0;
    const counting = { ...module, keys: () => module.keys().finally(() => opened++) };
    const batches = signingBatches(
      { ...at.office, keys: { ...at.office.keys, module: counting } },
      { onError: console.error },
    );
    const batch = { batchId: randomUUID(), items, passphrase: OWN_PIN };
    await expect(batches.start(leader, { ...batch, passphrase: PIN })).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await batches.start(leader, batch);
    expect(await ended(at, batch.batchId)).toMatchObject({ state: 'finished', signed: 3 });
    expect(opened).toBe(1);
    for (const documentId of documentIds)
      expect(await signaturesOf(at, documentId)).toMatchObject([{ field: 'person', verdict: 'valid' }]);
  });

  it('is kept without any PIN in clear, and says so when its module is gone', async () => {
    const rows = await at.office.db.selectFrom('office.signingKeys').selectAll().execute();
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain(OWN_PIN);
    expect(rows.filter(({ kind }) => kind === 'pkcs11').map(({ pinHash }) => pinHash)).toEqual([
      expect.stringMatching(/^\$argon2id\$/),
      expect.stringMatching(/^\$argon2id\$/),
    ]);
    const documentId = await draftBefore(at, 'reviewForm');
    await doStep(at, documentId, 'reviewForm');
    const elsewhere = { ...at, office: { ...at.office, keys: { ...at.office.keys, module: null } } };
    const refused = doStep(elsewhere, documentId, 'sign', { passphrase: OWN_PIN });
    await expect(refused).rejects.toMatchObject({ code: 'module-key-missing', category: 'unavailable' });
    expect(await moduleKeys(elsewhere.office, at.people.admin)).toEqual([]);
    await expect(
      saveModuleKey(
        elsewhere.office,
        system,
        { userId: null, fingerprint: 'a'.repeat(64), passphrase: OWN_PIN },
        {},
      ),
    ).rejects.toMatchObject({ code: 'module-key-missing' });
  });
});
