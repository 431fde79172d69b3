import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './createApp.ts';
import { jsonLog } from './log.ts';
import { healthRoutes } from './routes/health/routes.ts';
import type { SignInParts } from './routes/session/routes.ts';
import { sessionCookie } from './session/cookie.ts';
import { serve } from './testing/serve.ts';

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
let engineAnswers = true;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Công Văn</title>');
  await writeFile(join(folder, 'assets/app-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, '.secret'), 'not for anybody');
  const log = jsonLog(() => undefined);
  const engine = async () => {
    if (!engineAnswers) throw new Error('no answer');
  };
  const app = createApp({
    log,
    https: true,
    behindProxy: false,
    pluginUrl: 'wss://127.0.0.1:8987',
    // Nobody signs in here: these requests carry no cookie.
    signIn: { cookie: sessionCookie('H56') } as SignInParts,
    routes: healthRoutes([{ name: 'engine', check: engine }], log),
    uploads: folder,
    webFolder: folder,
  });
  server = await serve(app.callback());
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const get = (path: string, accept = 'text/html') => fetch(`${server.url}${path}`, { headers: { accept } });

describe('the web', () => {
  it('gives its page for every screen, and its built files for a year', async () => {
    for (const path of ['/', '/documents/8f4f7a0e', '/tasks?box=late']) {
      const response = await get(path);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Công Văn')]);
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
    const script = await get('/assets/app-1a2b3c.js', '*/*');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('strict-transport-security')).toContain('max-age');
  });

  it('gives nothing else of the disk, and no page in place of a missing file or call', async () => {
    for (const path of ['/.secret', '/assets/missing.js', '/..%2f..%2fetc/passwd', '/api/nothing', '/api']) {
      const response = await get(path, '*/*');
      expect([path, response.status]).toEqual([path, expect.toSatisfy((s: number) => s >= 400 && s < 500)]);
      expect(await response.text()).not.toContain('<title>');
    }
  });
});

describe('the API', () => {
  it('describes itself', async () => {
    const description = (await (await get('/api/openapi.json')).json()) as { openapi: string };
    expect(description.openapi).toBe('3.1.0');
  });

  it('says whether it runs, and whether what it needs answers', async () => {
    expect(await (await get('/api/ready')).json()).toEqual({
      status: 'ok',
      checks: [{ name: 'engine', ok: true }],
    });
    engineAnswers = false;
    const ready = await get('/api/ready');
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'failing' }]);
    expect((await get('/api/health')).status).toBe(200);
  });
});
