import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { getBounded, postBounded } from './http.ts';

let stop: () => void = () => {};
afterEach(() => stop());

/** Answers so many requests of each connection, then closes it in place of an answer. */
async function authority(answersPerConnection: number): Promise<string> {
  const answered = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    const count = answered.get(request.socket) ?? 0;
    answered.set(request.socket, count + 1);
    if (count >= answersPerConnection) request.socket.destroy();
    else request.resume().on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('an authority that closes a connection as it is used again', () => {
  it('is asked once more', async () => {
    const url = await authority(1);
    const ask = () => postBounded(url, 'application/timestamp-query', Buffer.from('?'));
    expect((await ask()).toString()).toBe('ok');
    expect((await ask()).toString()).toBe('ok');
    expect((await getBounded(url)).toString()).toBe('ok');
  });

  it('and never answers is a failure that says so', async () => {
    await expect(getBounded(await authority(0))).rejects.toThrow('other side closed');
  });
});
