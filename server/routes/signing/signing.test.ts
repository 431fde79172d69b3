import { once } from 'node:events';
import { demonstrationSignature } from '@congvan/signing';
import type { Issued } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CSC_PIN, CSC_TOKEN, startCscServer } from '../../../signing/testing/cscServer.ts';
import { startPluginSimulator } from '../../../signing/testing/pluginSimulator.ts';
import type { Person } from '../../client.ts';
import { agency } from '../../testing/agency.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { toSign } from '../../testing/toSign.ts';
import { documentCalls } from '../documents/schema.ts';
import { sessionCalls } from '../session/schema.ts';
import { taskCalls } from '../tasks/schema.ts';
import { signingCalls } from './schema.ts';

let server: TestServer;
let leader: Person;
let issued: Issued;
let csc: { url: string; stop(): Promise<void> };
const people: Record<string, Person> = {};

beforeAll(async () => {
  csc = { url: '', stop: async () => undefined };
  server = await startTestServer(async (authority) => {
    issued = await authority.issuePerson({ commonName: 'Nguyễn Văn Mẫu' });
    csc = await startCscServer(issued);
    return { CONGVAN_CSC_URLS: csc.url };
  });
  for (const { username } of agency.people) people[username] = await server.signedIn(username);
  leader = people.giamdoc!;
});
afterAll(async () => {
  await server?.stop();
  await csc.stop();
});

const ownId = async () => (await leader.call(sessionCalls.current)).user!.id;

async function saveKey(document: object, certificate?: string): Promise<void> {
  const form = new FormData();
  form.set('document', JSON.stringify({ userId: await ownId(), ...document }));
  if (certificate) form.set('certificate', new Blob([certificate]), 'token.pem');
  form.set('image', new Blob([new Uint8Array(demonstrationSignature('Mẫu'))]), 'chu-ky.png');
  await leader.call(signingCalls.saveKey, { form });
}

/** What the page in the browser does with the session that it was given. */
async function askPlugin(url: string, message: object): Promise<{ Status: number; Message: string }> {
  const socket = new WebSocket(url, { rejectUnauthorized: false });
  await once(socket, 'open');
  socket.send(JSON.stringify(message));
  const [data] = await once(socket, 'message');
  socket.close();
  return JSON.parse(String(data));
}

const signTaskOf = (documentId: string) =>
  eventually(async () => {
    const { items } = await leader.call(taskCalls.list, { query: { kind: 'sign' } });
    const task = items.find(({ document }) => document?.id === documentId);
    expect(task).toBeDefined();
    return task!.id;
  });
const stateOf = async (id: string) => (await leader.call(documentCalls.get, { params: { id } })).state;

describe('signing through the token plug-in', () => {
  it('is done on the signer’s machine and checked here; the address it was given is good once', async () => {
    const simulator = await startPluginSimulator({
      signer: issued,
      tls: await server.services.authority.issueTlsServer({ hosts: ['127.0.0.1'] }),
    });
    try {
      await saveKey({ kind: 'plugin' }, issued.certificatePem + issued.chainPem);
      const documentId = await toSign(people, agency.organId, 'Ký bằng token');
      const taskId = await signTaskOf(documentId);
      const session = await leader.call(signingCalls.beginSession, { body: { taskId } });
      expect(session.plugin!.url).toBe('wss://127.0.0.1:8987/SignApproved');
      const { message } = session.plugin!;
      expect(await askPlugin(`${simulator.url}/SignApproved`, message)).toMatchObject({ Status: 0 });
      expect(await stateOf(documentId)).toBe('toNumber');
      const params = { id: session.id };
      expect(await leader.call(signingCalls.session, { params })).toMatchObject({ state: 'signed' });
      expect(await askPlugin(`${simulator.url}/SignApproved`, message)).toMatchObject({ Status: -1 });
      expect((await fetch(message.FileName)).status).toBe(409);
    } finally {
      await simulator.stop();
    }
  });
});

describe('signing with a remote key', () => {
  it('asks the service, and a wrong PIN changes nothing', async () => {
    await saveKey({
      kind: 'csc',
      serviceUrl: csc.url,
      credentialId: 'credential-1',
      accessToken: CSC_TOKEN,
    });
    const documentId = await toSign(people, agency.organId, 'Ký từ xa');
    const taskId = await signTaskOf(documentId);
    const sign = (passphrase: string) =>
      leader.call(taskCalls.complete, {
        params: { id: taskId },
        body: { kind: 'sign', outcome: 'sign', passphrase },
      });
    await expect(sign('0000')).rejects.toMatchObject({ status: 422, code: 'wrong-passphrase' });
    expect(await stateOf(documentId)).toBe('toSign');
    await sign(CSC_PIN);
    expect(await stateOf(documentId)).toBe('toNumber');
  });

  it('is never called at an address that a person types, and nobody brings a key of another’s name', async () => {
    const elsewhere = { kind: 'csc', serviceUrl: 'http://127.0.0.1:1', credentialId: 'x', accessToken: 'x' };
    await expect(saveKey(elsewhere)).rejects.toMatchObject({ status: 422, code: 'input' });
    const other = await server.services.authority.issuePerson({ commonName: 'Người Khác' });
    const borrowed = saveKey({ kind: 'plugin' }, other.certificatePem);
    await expect(borrowed).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Người Khác'),
    });
    await expect(saveKey({ kind: 'plugin', userId: null }, other.certificatePem)).rejects.toMatchObject({
      status: 403,
    });
  });
});
