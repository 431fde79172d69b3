import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundConnections } from './boundConnections.ts';

const MOST = 3;
const waiting: ServerResponse[] = [];
const server = createServer((request, response) => {
  if (request.url === '/wait') waiting.push(response);
  else request.resume().on('end', () => response.end('done'));
});
boundConnections(server, MOST);
const sockets: Socket[] = [];

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A connection that says this. */
const saying = (text: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () =>
      socket.write(text, () => resolve(socket)),
    );
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
const closed = (socket: Socket) =>
  socket.destroyed ? undefined : new Promise((resolve) => socket.resume().once('close', resolve));
const answer = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));

it('gives up the oldest connection that has not sent its request, and answers who has', async () => {
  const worker = await saying('GET /wait HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => waiting.length).toBe(1);
  const head = await saying('GET / HTTP/1.1\r\nHost: ');
  const body = await saying('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12');
  const next = await saying('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await answer(next)).toContain('200 OK');
  await closed(head);
  const last = await saying('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await answer(last)).toContain('200 OK');
  await closed(body);
  waiting[0]!.end('at last');
  expect(await answer(worker)).toContain('at last');
});
