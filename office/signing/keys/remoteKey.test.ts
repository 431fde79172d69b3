import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demonstrationSignature } from '@congvan/signing';
import { createTestAuthority, type Issued } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CSC_OTP,
  CSC_PIN,
  CSC_REFRESH,
  CSC_TOKEN,
  type CscServer,
  type CscServerOptions,
  startCscServer,
} from '../../../signing/testing/cscServer.ts';
import {
  cancelConfirmation,
  keyAuthentication,
  listAudit,
  myKeys,
  openConfirmation,
  presentBatch,
  saveRemoteKey,
  sendKeyCode,
  signingBatches,
} from '../../index.ts';
import { ended, versionsOf, waitingForLeader } from '../../testing/batches.ts';
import { doStep, draftBefore } from '../../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../../testing/officeAtTest.ts';

const kinds = {
  plain: {},
  sentCode: { objects: [{ id: 'OTP', type: 'ChallengeResponse', label: 'Mã qua SMS' }], multisign: 2 },
  device: { objects: [{ id: 'APP', type: 'ChallengeResponseOOB' }], unconfirmed: 1e9 },
  short: { tokenCalls: 3 },
} satisfies Record<string, CscServerOptions>;
type Kind = keyof typeof kinds;

let at: OfficeAtTest;
let folder: string;
let leader: Issued;
const services = {} as Record<Kind, CscServer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-remote-key-'));
  const authority = await createTestAuthority({ folder });
  leader = await authority.issuePerson({ commonName: 'Nguyễn Văn leader' });
  for (const kind of Object.keys(kinds) as Kind[]) services[kind] = await startCscServer(leader, kinds[kind]);
  const { clientId, clientSecret } = CSC_REFRESH;
  const { url } = services.short;
  at = await officeAtTest({
    authority,
    services: Object.values(services).map((service) => service.url),
    clients: [{ serviceUrl: url, tokenUrl: `${url}/oauth2/token`, clientId, clientSecret }],
  });
});
afterAll(async () => {
  for (const { stop } of Object.values(services)) await stop();
  await at.close();
  await rm(folder, { recursive: true });
});

async function keyAt(kind: Kind, more: { refreshToken?: string } = {}): Promise<string> {
  const { office, people } = at;
  const where = { serviceUrl: services[kind].url, credentialId: 'credential-1', accessToken: CSC_TOKEN };
  const image = demonstrationSignature('leader');
  await saveRemoteKey(office, people.leader, { userId: people.leader.id, ...where, ...more }, { image });
  return (await myKeys(office, people.leader)).own!.id;
}
const sign = (documentId: string, passphrase: string, otp?: string) =>
  doStep(at, documentId, 'sign', { passphrase, ...(otp === undefined ? {} : { otp }) });
const deniedTimes = async () =>
  (await listAudit(at.office, at.people.admin)).items.filter(({ sentence }) => /sai mã PIN/.test(sentence))
    .length;

describe('a remote key', () => {
  it('tells what it asks its signer for, to nobody else', async () => {
    const { office, people } = at;
    const plain = { pin: true, code: null, codeLabel: null, device: false };
    const keyId = await keyAt('plain');
    expect(await keyAuthentication(office, people.leader, { keyId })).toEqual(plain);
    const sent = { ...plain, code: 'sent', codeLabel: 'Mã qua SMS' };
    expect(await keyAuthentication(office, people.leader, { keyId: await keyAt('sentCode') })).toEqual(sent);
    const device = await keyAt('device');
    expect(await keyAuthentication(office, people.leader, { keyId: device })).toEqual({
      ...plain,
      device: true,
    });
    const asked = keyAuthentication(office, people.official, { keyId: device });
    await expect(asked).rejects.toMatchObject({ category: 'forbidden' });
    await expect(sendKeyCode(office, people.official, { keyId: device })).rejects.toMatchObject({
      category: 'forbidden',
    });
  });

  it('signs with the code that its service sent, which is sent again only after a while', async () => {
    const { office, people } = at;
    const keyId = await keyAt('sentCode');
    const documentId = await draftBefore(at, 'sign');
    expect((await sendKeyCode(office, people.leader, { keyId })).questions).toEqual([]);
    await expect(sendKeyCode(office, people.leader, { keyId })).rejects.toMatchObject({
      code: 'otp-too-soon',
    });
    const before = await deniedTimes();
    await expect(sign(documentId, CSC_PIN, '000000')).rejects.toMatchObject({ code: 'wrong-authentication' });
    await expect(sign(documentId, '0000', CSC_OTP)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    expect((await deniedTimes()) - before).toBe(2);
    expect(await versionsOf(at, documentId)).toBe(1);
    await sign(documentId, CSC_PIN, CSC_OTP);
    expect(await versionsOf(at, documentId)).toBe(2);
    const later = { ...office, clock: { now: () => new Date(Date.now() + 60_000) } };
    await sendKeyCode(later, people.leader, { keyId });
  });

  it('signs as much of a batch as one code authorises, and goes on with the next', async () => {
    const { office, people } = at;
    const keyId = await keyAt('sentCode');
    const later = { ...office, clock: { now: () => new Date(Date.now() + 120_000) } };
    await sendKeyCode(later, people.leader, { keyId });
    const { items } = await waitingForLeader(at, 3);
    const batches = signingBatches(office, { onError: console.error });
    const batchId = crypto.randomUUID();
    await batches.start(people.leader, { batchId, items, passphrase: CSC_PIN, otp: CSC_OTP });
    expect(await ended(at, batchId)).toMatchObject({
      ...{ state: 'interrupted', signed: 2, refused: 0, waiting: 1 },
      stopReason: expect.stringContaining('một lần cấp quyền'),
    });
    await batches.resume(people.leader, { batchId, passphrase: CSC_PIN, otp: CSC_OTP });
    expect(await ended(at, batchId)).toMatchObject({ state: 'finished', signed: 3, stopReason: null });
    await batches.stop();
  });

  it('is waited for until its signer gives it up, and then nothing is signed', async () => {
    const { office, people } = at;
    await keyAt('device');
    const documentId = await draftBefore(at, 'sign');
    const refused = expect(sign(documentId, CSC_PIN)).rejects.toMatchObject({
      code: 'REMOTE_SIGNING_CANCELLED',
    });
    await expect.poll(() => openConfirmation(office, people.leader), { timeout: 60_000 }).not.toBeNull();
    await cancelConfirmation(office, people.official);
    expect(await openConfirmation(office, people.leader)).not.toBeNull();
    await cancelConfirmation(office, people.leader);
    expect(await openConfirmation(office, people.leader)).toBeNull();
    await refused;
    expect(await versionsOf(at, documentId)).toBe(1);
    const told = (await listAudit(office, people.admin)).items.map(({ sentence }) => sentence);
    expect(told).toContain('Hủy việc chờ dịch vụ ký số từ xa');
  });

  it('stops a batch that its signer gives up, without refusing its documents', async () => {
    const { office, people } = at;
    await keyAt('device');
    const { items } = await waitingForLeader(at, 2);
    const batches = signingBatches(office, { onError: console.error });
    const batchId = crypto.randomUUID();
    await batches.start(people.leader, { batchId, items, passphrase: CSC_PIN });
    await expect.poll(() => openConfirmation(office, people.leader), { timeout: 60_000 }).not.toBeNull();
    await cancelConfirmation(office, people.leader);
    await ended(at, batchId);
    expect(await presentBatch(office, people.leader, batchId)).toMatchObject({
      ...{ state: 'interrupted', signed: 0, refused: 0, waiting: 2 },
      stopReason: expect.stringContaining('đã hủy'),
    });
    await batches.stop();
  });

  it('goes on with another access token when its own has ended, and keeps it', async () => {
    await keyAt('short', { refreshToken: CSC_REFRESH.refreshToken });
    for (let signed = 0; signed < 2; signed++) {
      const documentId = await draftBefore(at, 'sign');
      await sign(documentId, CSC_PIN);
      expect(await versionsOf(at, documentId)).toBe(2);
    }
    await expect(keyAt('plain', { refreshToken: 'x' })).rejects.toMatchObject({ code: 'input' });
  });
});
