import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePdf } from '../../../signing/testing/samplePdf.ts';
import { signedDocument } from '../../../signing/testing/signedDocument.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { validationCalls } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-clients-'));
const keySha256 = (key: string) => createHash('sha256').update(key).digest('hex');
let server: TestServer;
let sealed: Buffer;

beforeAll(async () => {
  const file = join(folder, 'clients.json');
  const clients = [
    { name: 'Sở Tài chính', keySha256: keySha256('khoa-cua-so-tai-chinh') },
    { name: 'Sở Y tế', keySha256: keySha256('khoa-cua-so-y-te'), perMinute: 1 },
  ];
  writeFileSync(file, JSON.stringify(clients));
  server = await startTestServer(async () => ({ CONGVAN_VALIDATION_CLIENTS: file }));
  ({ sealed } = await signedDocument(server.services));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

function ask(pdf: Uint8Array | undefined, headers: Record<string, string>): Promise<Response> {
  const form = new FormData();
  if (pdf) form.set('file', new Blob([new Uint8Array(pdf)]), 'văn bản.pdf');
  return fetch(`${server.url}/api/validation`, { method: 'POST', headers, body: form });
}
const finance = { authorization: 'Bearer khoa-cua-so-tai-chinh' };
const code = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('signatures validated for other systems', () => {
  it('are told of in the machine’s report, and the file is not kept', async () => {
    const response = await ask(sealed, finance);
    const report = validationCalls.validate.response.parse(await response.json());
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [
        {
          field: 'person',
          verdict: 'valid',
          indication: 'TOTAL-PASSED',
          level: 'B-T',
          coverage: 'entire-revision',
        },
        {
          field: 'agency',
          verdict: 'valid',
          indication: 'TOTAL-PASSED',
          level: 'B-T',
          coverage: 'entire-file',
        },
      ],
    });
    expect(await server.office.files.has(createHash('sha256').update(sealed).digest('hex'))).toBe(false);
    expect(server.log.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ client: 'Sở Tài chính', verdict: 'valid' }),
    );
  });

  it('are refused without a key, with a wrong one, and to a person’s session', async () => {
    const clerk = await server.signedIn('vanthu');
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(sealed)]), 'a.pdf');
    for (const response of [
      await ask(sealed, {}),
      await ask(sealed, { authorization: 'Bearer khoa-khac' }),
      await ask(sealed, { authorization: 'Bearer ' }),
      await clerk.fetch('/api/validation', { method: 'POST', body: form }),
    ]) {
      expect([response.status, await code(response)]).toEqual([401, 'unknown-client']);
    }
  });

  it('are refused by name when the file is none, or no PDF', async () => {
    const word = await ask(Buffer.from('PK'), finance);
    expect([word.status, await code(word)]).toEqual([422, 'PDF_NOT_A_PDF']);
    const none = await ask(undefined, finance);
    expect([none.status, await code(none)]).toEqual([400, 'invalid-input']);
  });

  it('are validated as often a minute as was agreed, and no more', async () => {
    const health = { authorization: 'Bearer khoa-cua-so-y-te' };
    const plain = await samplePdf();
    const first = await ask(plain, health);
    expect(await first.json()).toMatchObject({ verdict: 'unsigned', signatures: [] });
    // A minute may turn between two calls, but not three times.
    const more = [await ask(plain, health), await ask(plain, health), await ask(plain, health)];
    const refused = more.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await code(refused!)).toBe('too-many-calls');
  });
});
