import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSeal } from '@congvan/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSoftHsm, TOKEN_PIN, tokenOfAgency } from '../../../signing/testing/softToken.ts';
import type { Person } from '../../client.ts';
import { agency } from '../../testing/agency.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { signingCalls } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-module-'));
let server: TestServer;
let admin: Person;
let clerk: Person;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasSoftHsm)('keys in the PKCS#11 module of the server', () => {
  beforeAll(async () => {
    server = await startTestServer(async (authority) => {
      const { seal, module, tokenLabel, pin } = await tokenOfAgency(folder, authority, agency.name);
      writeFileSync(join(folder, 'pin'), `${pin}\n`);
      writeFileSync(join(folder, 'chain.pem'), seal.chainPem);
      return {
        CONGVAN_PKCS11_MODULE: module,
        CONGVAN_PKCS11_TOKEN: tokenLabel,
        CONGVAN_PKCS11_PIN_FILE: join(folder, 'pin'),
        CONGVAN_PKCS11_CHAIN: join(folder, 'chain.pem'),
      };
    });
    admin = await server.signedIn('quantri');
    clerk = await server.signedIn('vanthu');
  });
  afterAll(() => server?.stop());

  const give = (by: Person, document: object) => {
    const form = new FormData();
    form.set('document', JSON.stringify({ kind: 'pkcs11', userId: null, passphrase: 'mã mới', ...document }));
    form.set('image', new Blob([new Uint8Array(demonstrationSeal('CƠ QUAN'))]), 'dau.png');
    return by.call(signingCalls.saveKey, { form });
  };

  it('are shown to an administrator, who gives the agency one; the PIN of the module is nowhere', async () => {
    const { items } = await admin.call(signingCalls.moduleKeys);
    expect(items).toMatchObject([{ label: 'con-dau', commonName: agency.name }]);
    const { fingerprint } = items[0]!;
    expect(await give(admin, { fingerprint })).toMatchObject({
      agency: { kind: 'pkcs11', label: 'con-dau', commonName: agency.name },
      mayGiveModuleKeys: true,
    });
    expect(await clerk.call(signingCalls.keys)).toMatchObject({
      agency: { kind: 'pkcs11', label: 'con-dau' },
      mayGiveModuleKeys: false,
    });
    const said = (await admin.call(auditCalls.list, {})).items.map(({ sentence }) => sentence);
    expect(said).toContain(`Lưu khóa ký của «${agency.name}»`);
    expect(server.log.filter((line) => line.includes(TOKEN_PIN))).toEqual([]);
  });

  it('are nobody else’s to see or to give, and are refused by their code', async () => {
    const fingerprint = '0'.repeat(64);
    await expect(clerk.call(signingCalls.moduleKeys)).rejects.toMatchObject({ status: 403 });
    await expect(give(clerk, { fingerprint })).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(give(admin, { fingerprint })).rejects.toMatchObject({
      status: 503,
      code: 'module-key-missing',
    });
    const short = give(admin, { fingerprint, passphrase: '12345' });
    await expect(short).rejects.toMatchObject({ status: 400, code: 'invalid-input' });
  });
});
