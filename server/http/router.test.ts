import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Person } from '../client.ts';
import { jsonLog } from '../log.ts';
import { errors } from '../middlewares/errors.ts';
import { requestId } from '../middlewares/requestId.ts';
import { serve } from '../testing/serve.ts';
import { BYTES, defineCall } from './call.ts';
import { createRouter, type Route, route } from './router.ts';

const echo = defineCall({
  method: 'post',
  path: '/echo/{id}',
  name: 'echo',
  summary: '',
  open: true,
  params: z.object({ id: z.coerce.number().int() }),
  query: z.object({ shout: z.enum(['yes', 'no']).default('no') }),
  body: z.object({ text: z.string().min(1).max(20) }),
  response: z.object({ id: z.number(), text: z.string() }),
});
const upload = defineCall({
  method: 'post',
  path: '/upload',
  name: 'upload',
  summary: '',
  open: true,
  upload: { files: { file: { maxCount: 1 } }, document: z.object({ role: z.string().max(10) }) },
  response: z.object({ name: z.string(), size: z.number(), role: z.string(), text: z.string() }),
});
const broken = defineCall({
  method: 'get',
  path: '/broken',
  name: 'broken',
  summary: '',
  open: true,
  response: z.object({ n: z.number() }),
});
const bytes = defineCall({
  method: 'get',
  path: '/bytes',
  name: 'bytes',
  summary: '',
  open: true,
  response: BYTES,
});
const closed = defineCall({ method: 'get', path: '/closed', name: 'closed', summary: '' });

const content = Buffer.from('0123456789');
const routes: Route<string>[] = [
  route(echo, async ({ params, query, body }) => {
    const answer = { id: params.id, text: query.shout === 'yes' ? body.text.toUpperCase() : body.text };
    return { ...answer, secret: 'never leaves' };
  }),
  route(upload, async ({ upload: { files, document } }) => {
    const [file] = files.file ?? [];
    const text = (await readFile(file!.path, 'utf8')).slice(0, 20);
    return { name: file!.name, size: file!.size, role: document.role, text };
  }),
  route(broken, async () => ({ n: 'secret' }) as unknown as { n: number }),
  route(bytes, async () => ({
    name: 'Tờ trình 2225/TTr-STTTT.pdf',
    mediaType: 'application/pdf',
    size: content.length,
    sha256: 'aa',
    download: false,
    stream: async () => Readable.from([content.subarray(0, 4), content.subarray(4)]),
  })),
  route(closed, async () => undefined),
];

describe('a call of the API', () => {
  const log: string[] = [];
  let uploads: string;
  let server: Awaited<ReturnType<typeof serve>>;
  let person: Person;

  beforeAll(async () => {
    uploads = await mkdtemp(join(tmpdir(), 'congvan-uploads-'));
    const app = new Koa();
    app.use(requestId).use(errors(jsonLog((line) => log.push(line))));
    app.use(createRouter(routes, { callerOf: () => undefined, uploads }));
    server = await serve(app.callback());
    person = new Person(server.url);
  });
  afterAll(async () => {
    await server.stop();
    await rm(uploads, { recursive: true });
  });

  const post = (path: string, body: string, type = 'application/json') =>
    person.fetch(path, { method: 'POST', body, headers: { 'content-type': type } });
  const failure = async (response: Response) => {
    const { error } = (await response.json()) as {
      error: { code: string; message: string; details?: unknown };
    };
    return { status: response.status, ...error };
  };

  it('gets parsed input and lets out only what its schema names', async () => {
    const response = await person.send(echo, {
      params: { id: '7' },
      query: { shout: 'yes' },
      body: { text: 'vâng' },
    });
    expect(await response.json()).toEqual({ id: 7, text: 'VÂNG' });
  });

  it('names the field that is wrong, in Vietnamese', async () => {
    const answer = await failure(await post('/api/echo/1', JSON.stringify({ text: 'x'.repeat(30) })));
    expect(answer).toMatchObject({ status: 400, code: 'invalid-input', details: [{ where: 'text' }] });
    expect(JSON.stringify(answer.details)).toContain('20 ký tự');
  });

  it('refuses what is no JSON, nests too deep, is too large, or has another type', async () => {
    expect(await failure(await post('/api/echo/1', '{"text":'))).toMatchObject({ status: 400 });
    expect(await failure(await post('/api/echo/1', '['.repeat(100_000)))).toMatchObject({ status: 400 });
    expect(await failure(await post('/api/echo/1', `"${'x'.repeat(1_100_000)}"`))).toMatchObject({
      status: 413,
    });
    expect(await failure(await post('/api/echo/1', 'text=1', 'text/plain'))).toMatchObject({ status: 415 });
  });

  it('is refused without a session unless it is open', async () => {
    expect(await failure(await person.fetch('/api/closed'))).toMatchObject({
      status: 401,
      code: 'not-signed-in',
    });
  });

  it('says nothing of an error inside, and logs it under the number that it gives', async () => {
    const response = await person.fetch('/api/broken');
    const answer = await failure(response);
    expect(answer).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.message).toContain(response.headers.get('x-request-id'));
    expect(log.at(-1)).toContain(response.headers.get('x-request-id'));
  });

  describe('with a file', () => {
    const form = (name: string, text: string | Blob) => {
      const data = new FormData();
      data.set('document', JSON.stringify({ role: 'main' }));
      data.set('file', new Blob([text], { type: 'application/pdf' }), name);
      return data;
    };

    it('keeps a Vietnamese name, drops a path, and leaves nothing behind', async () => {
      const answer = await person.call(upload, { form: form('../../Tờ trình số 2225.pdf', 'nội dung') });
      expect(answer).toEqual({ name: 'Tờ trình số 2225.pdf', size: 10, role: 'main', text: 'nội dung' });
      expect(await readdir(uploads)).toEqual([]);
    });

    it('refuses 500 MB by what is announced, before reading it', async () => {
      const sent = { count: 0 };
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent.count += 1_000_000;
          if (sent.count > 500_000_000) controller.close();
          else controller.enqueue(new Uint8Array(1_000_000));
        },
      });
      const response = await post500(server.url, body);
      expect(response).toMatchObject({ status: 413, code: 'body-too-large' });
      expect(response.message).toContain('100 MB');
      expect(await readdir(uploads)).toEqual([]);
    });

    it('refuses a file over 100 MB whose size was not announced, and keeps nothing of it', async () => {
      const large = new Blob(Array.from({ length: 101 }, () => new Uint8Array(1024 * 1024)));
      const body = new Response(form('lon.pdf', large));
      const response = await person.fetch('/api/upload', {
        method: 'POST',
        body: body.body,
        headers: { 'content-type': body.headers.get('content-type') ?? '' },
        duplex: 'half',
      } as RequestInit);
      expect(await failure(response)).toMatchObject({ status: 413, code: 'body-too-large' });
      expect(await readdir(uploads)).toEqual([]);
    });

    it('refuses an upload that breaks off, has another field, or lacks its description', async () => {
      const cut = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF';
      const type = 'multipart/form-data; boundary=x';
      expect(await failure(await post('/api/upload', cut, type))).toMatchObject({ status: 400 });
      const other = form('a.pdf', 'x');
      other.set('surprise', new Blob(['x']), 'b.pdf');
      expect(await failure(await person.fetch('/api/upload', { method: 'POST', body: other }))).toMatchObject(
        {
          status: 400,
          details: [{ where: 'surprise' }],
        },
      );
      const bare = form('a.pdf', 'x');
      bare.delete('document');
      expect(await failure(await person.fetch('/api/upload', { method: 'POST', body: bare }))).toMatchObject({
        status: 400,
        details: [{ where: 'document' }],
      });
      expect(await readdir(uploads)).toEqual([]);
    });
  });

  describe('that gives a file', () => {
    const get = (headers: Record<string, string> = {}) => person.fetch('/api/bytes', { headers });

    it('gives it whole, to be shown, under its Vietnamese name', async () => {
      const response = await get();
      expect(await response.text()).toBe('0123456789');
      expect(response.headers.get('content-type')).toBe('application/pdf');
      expect(response.headers.get('content-disposition')).toBe(
        'inline; filename="To trinh 2225/TTr-STTTT.pdf"; ' +
          "filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh%202225%2FTTr-STTTT.pdf",
      );
    });

    it('gives the range asked for', async () => {
      for (const [range, text] of [
        ['bytes=2-5', '2345'],
        ['bytes=7-', '789'],
        ['bytes=-3', '789'],
        ['bytes=0-999', '0123456789'],
      ] as const) {
        const response = await get({ range });
        expect([response.status, await response.text()]).toEqual([206, text]);
      }
      expect((await get({ range: 'bytes=10-' })).status).toBe(416);
      expect((await get({ range: 'bytes=2-5', 'if-range': '"bb"' })).status).toBe(200);
    });

    it('is not sent again to who has it', async () => {
      expect((await get({ 'if-none-match': '"aa"' })).status).toBe(304);
    });
  });
});

/** Announces 500 MB and sends as fast as the server takes it, as a browser does. */
async function post500(url: string, stream: ReadableStream<Uint8Array>) {
  return new Promise<{ status: number; code: string; message: string }>((resolve, reject) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '500000000' };
    const outgoing = request(`${url}/api/upload`, { method: 'POST', headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { error } = JSON.parse(Buffer.concat(chunks).toString()) as {
        error: { code: string; message: string };
      };
      resolve({ status: response.statusCode ?? 0, ...error });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    Readable.fromWeb(stream as never).pipe(outgoing);
  });
}
