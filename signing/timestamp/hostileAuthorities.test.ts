/** What authorities may answer: each is refused in the words of its fault, and the next is asked. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRevocationResponder } from '../authority/revocationResponder.ts';
import { type Reply, type RunningService, serve } from '../authority/serve.ts';
import { createTestAuthority } from '../authority/testAuthority.ts';
import { timestampReply } from '../authority/timestampAuthority.ts';
import { digest } from '../cms/algorithms.ts';
import { softwareKey } from '../keys/signingKey.ts';
import { fetchRevocation } from '../revocation/fetchRevocation.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { readX509 } from '../trust/x509.ts';
import { requestTimestamp } from './timestampRequest.ts';

let services: TestAuthorities;
const running: RunningService[] = [];
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await services.stop();
});

const imprint = digest('sha256', Buffer.from('x'));
const answering = async (answer: (query: Buffer) => Promise<Reply> | Reply): Promise<string> => {
  const service = await serve(0, async (_path, body) => answer(body));
  running.push(service);
  return service.url;
};
const reply = (body: Buffer): Reply => ({ contentType: 'application/timestamp-reply', body });

const hostile: [string, () => Promise<string>, RegExp][] = [
  ['an error', () => answering(() => ({ ...reply(Buffer.alloc(0)), status: 503 })), /HTTP 503/],
  ['nothing', () => answering(() => reply(Buffer.alloc(0))), /ASN\.1/],
  ['a page', () => answering(() => reply(Buffer.from('<html>'))), /ASN\.1/],
  ['eleven megabytes', () => answering(() => reply(Buffer.alloc(11 << 20))), /quá lớn/],
  [
    'a token that is signed with a certificate that is not for timestamps',
    () => answering(async (query) => reply(await timestampReply(services.person.key, query, new Date()))),
    /không dùng để cấp dấu thời gian/,
  ],
  [
    'a token signed by another key than that of its certificate',
    () =>
      answering(async (query) => {
        const { certificate, chain } = await services.authority.service('timestamp');
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return reply(await timestampReply(softwareKey(privateKey, certificate, chain), query, new Date()));
      }),
    /không khớp với chứng thư/,
  ],
];

it.each(hostile)('%s is told, and the next authority asked', async (_, start, words) => {
  const url = await start();
  await expect(requestTimestamp([url], imprint, 'sha256')).rejects.toMatchObject({
    code: 'TIMESTAMP_UNAVAILABLE',
    failures: [{ url, reason: expect.stringMatching(words) }],
  });
  const token = await requestTimestamp([url, ...services.timestampUrls], imprint, 'sha256');
  expect(token.length).toBeGreaterThan(500);
});

it('redirects without end are given up', async () => {
  const server = createServer((_, response) => response.writeHead(302, { location: '/again' }).end());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  running.push({ url, stop: async () => void server.close() });
  await expect(requestTimestamp([url], imprint, 'sha256')).rejects.toMatchObject({
    failures: [{ reason: expect.stringMatching(/redirect/) }],
  });
});

it('an answer on revocation from yesterday, or from tomorrow, is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-late-'));
  const authority = await createTestAuthority({ folder });
  const person = await authority.issuePerson({ commonName: 'Người ký' });
  const asked = () => fetchRevocation(readX509(person.certificate), readX509(authority.issuing.certificate));
  try {
    for (const hours of [-30, 30]) {
      const clock = () => new Date(Date.now() + hours * 3_600_000);
      const responder = await startRevocationResponder({ authority, clock });
      await expect(asked()).rejects.toMatchObject({ code: 'REVOCATION_UNAVAILABLE' });
      await responder.stop();
    }
    const responder = await startRevocationResponder({ authority });
    expect((await asked()).status.status).toBe('good');
    await responder.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
