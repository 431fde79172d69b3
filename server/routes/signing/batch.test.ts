import { randomUUID } from 'node:crypto';
import { startTimestampAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../../client.ts';
import { agency } from '../../testing/agency.ts';
import { eventually } from '../../testing/eventually.ts';
import { serve } from '../../testing/serve.ts';
import { PIN, startTestServer, type TestServer } from '../../testing/testServer.ts';
import { toSign } from '../../testing/toSign.ts';
import { documentCalls } from '../documents/schema.ts';
import { signingCalls } from './schema.ts';

/** More than are in work at once. */
const DOCUMENTS = 6;
const PATIENT = { seconds: 90 };
let server: TestServer;
const stopping: (() => Promise<void>)[] = [];
/** Requests for a timestamp that wait to be let through. */
const held: (() => void)[] = [];
let isOpen = false;

beforeAll(async () => {
  server = await startTestServer(async (authority) => {
    const timestamps = await startTimestampAuthority({ authority });
    const gate = await serve(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      if (!isOpen) await new Promise<void>((resolve) => held.push(resolve));
      const headers = { 'content-type': 'application/timestamp-query' };
      const answer = await fetch(timestamps.url, { method: 'POST', body, headers });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    stopping.push(gate.stop, timestamps.stop);
    return { CONGVAN_TSA_URLS: gate.url };
  });
});
afterAll(async () => {
  await server?.stop();
  for (const stop of stopping) await stop();
});

it('a batch under way when its server is stopped keeps what was being signed, and goes on after the start', async () => {
  const people: Record<string, Person> = {};
  for (const { username } of agency.people) people[username] = await server.signedIn(username);
  const leader = people.giamdoc!;
  const documentIds: string[] = [];
  for (let made = 0; made < DOCUMENTS; made++) {
    documentIds.push(await toSign(people, agency.organId, `Biên bản ${made}`));
  }
  const items = await eventually(async () => {
    const waiting = await leader.call(signingCalls.waiting);
    expect(waiting.items).toHaveLength(DOCUMENTS);
    return waiting.items.map(({ taskId, fileSha256 }) => ({ taskId, fileSha256 }));
  });
  const batchId = randomUUID();
  await leader.call(signingCalls.startBatch, { body: { batchId, items, passphrase: PIN } });
  const inWork = await eventually(async () => {
    expect(held.length).toBe(4);
    return held.length;
  }, PATIENT);

  const restarted = server.restart();
  // The server hears of it before the signatures in work can end.
  await eventually(async () => expect(fetch(`${server.url}/api/health`)).rejects.toThrow(), PATIENT);
  isOpen = true;
  for (const letThrough of held.splice(0)) letThrough();
  await restarted;

  const params = { id: batchId };
  const stopped = await leader.call(signingCalls.batch, { params });
  expect(stopped).toMatchObject({ state: 'interrupted', signed: inWork, refused: 0 });
  await leader.call(signingCalls.resumeBatch, { params, body: { passphrase: PIN } });
  await eventually(
    async () =>
      expect(await leader.call(signingCalls.batch, { params })).toMatchObject({
        state: 'finished',
        signed: DOCUMENTS,
        refused: 0,
      }),
    PATIENT,
  );
  for (const id of documentIds) {
    const { files } = await leader.call(documentCalls.get, { params: { id } });
    const main = files.find(({ role, latest }) => role === 'main' && latest)!;
    const { items: signatures } = await leader.call(documentCalls.signatures, {
      params: { id, fileId: main.id },
    });
    expect(signatures.map(({ verdict }) => verdict)).toEqual(['valid']);
  }
}, 300_000);
