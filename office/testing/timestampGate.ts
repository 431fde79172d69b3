import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTimestampAuthority, type TestAuthority } from '@congvan/signing/authority';

export interface TimestampGate {
  url: string;
  /** How many timestamps are let through from now on before the authority falls silent. */
  letThrough(count: number): void;
  stop(): Promise<void>;
}

/** A timestamp authority that can fall silent in the middle of a batch. */
export async function startTimestampGate(authority: TestAuthority): Promise<TimestampGate> {
  const timestamps = await startTimestampAuthority({ authority });
  let allowance = Number.POSITIVE_INFINITY;
  const gate = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (allowance-- <= 0) return;
    const headers = { 'content-type': 'application/timestamp-query' };
    const answer = await fetch(timestamps.url, { method: 'POST', body, headers });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    letThrough: (count) => {
      allowance = count;
    },
    async stop() {
      gate.closeAllConnections();
      gate.close();
      await timestamps.stop();
    },
  };
}
