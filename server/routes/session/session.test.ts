import { migrate } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, Person } from '../../client.ts';
import { loadOrganisation } from '../../organisation.ts';
import { TRIES_PER_NAME } from '../../session/failedSignIns.ts';
import { migrations } from '../../session/migrations.ts';
import { LONGEST, sessions } from '../../session/sessions.ts';
import type { SessionTables } from '../../session/tables.ts';
import { agency, PASSWORD } from '../../testing/agency.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { taskCalls } from '../tasks/schema.ts';
import { sessionCalls } from './schema.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  const { status, code } = error as ApiError;
  return { status, code };
};
const changing = (person: Person, headers: Record<string, string> = {}) =>
  person.fetch('/api/session', { method: 'DELETE', headers });

describe('signing in', () => {
  it('gives a session in a cookie that scripts cannot read and that no other site sends', async () => {
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'vanthu', password: PASSWORD }),
    });
    expect(await response.json()).toMatchObject({ user: { fullName: 'Hoàng Thị Nháp', roles: ['clerk'] } });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^congvan-h56-14=[\w-]{43};/);
    for (const attribute of ['path=/', 'httponly', 'secure', 'samesite=lax', 'expires=']) {
      expect(cookie?.toLowerCase()).toContain(attribute);
    }
  });

  it('tells nobody whether a name exists', async () => {
    const person = new Person(server.url);
    const wrong = await refused(person.signIn('vanthu', 'sai'));
    expect(wrong).toEqual({ status: 401, code: 'sign-in-refused' });
    expect(await refused(person.signIn('không có ai', 'sai'))).toEqual(wrong);
  });

  it('stops guessing at one name, also with the right password, and says when to come again', async () => {
    const person = new Person(server.url);
    for (let tries = 0; tries < TRIES_PER_NAME; tries++) {
      expect(await refused(person.signIn('thethuc', `sai ${tries}`))).toMatchObject({ status: 401 });
    }
    const response = await person.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'thethuc', password: PASSWORD }),
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect(person.signIn('truongphong', PASSWORD)).resolves.toMatchObject({ username: 'truongphong' });
  });
});

describe('a session', () => {
  it('is asked for before anything else', async () => {
    const stranger = new Person(server.url);
    expect(await refused(stranger.call(taskCalls.counts))).toEqual({ status: 401, code: 'not-signed-in' });
    expect(await stranger.call(sessionCalls.current)).toEqual({ user: null, csrfToken: null });
  });

  it('changes nothing without its token, or for a page of another site', async () => {
    const person = await server.signedIn('vanthu');
    const forged: Record<string, string>[] = [
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'x'.repeat(43) },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of forged) {
      const response = await changing(person, headers);
      expect([response.status, await response.json()]).toMatchObject([
        403,
        { error: { code: 'forged-request' } },
      ]);
    }
    expect((await person.call(sessionCalls.current)).user).not.toBeNull();
  });

  it('ends here by signing out, and everywhere when asked', async () => {
    const [here, there, elsewhere] = [
      await server.signedIn('vanthu'),
      await server.signedIn('vanthu'),
      await server.signedIn('vanthu'),
    ];
    await here.call(sessionCalls.signOut, {});
    expect((await here.call(sessionCalls.current)).user).toBeNull();
    expect((await there.call(sessionCalls.current)).user).not.toBeNull();
    await there.call(sessionCalls.signOut, { query: { everywhere: '1' } });
    expect((await elsewhere.call(sessionCalls.current)).user).toBeNull();
  });

  it('is a new one at every sign-in', async () => {
    const person = await server.signedIn('vanthu');
    const before = (await person.call(sessionCalls.current)).csrfToken;
    await person.signIn('vanthu', PASSWORD);
    expect((await person.call(sessionCalls.current)).csrfToken).not.toBe(before);
  });
});

describe('sessions in the database', () => {
  it('end after an hour without use and after twelve hours at the latest, and keep no id', async () => {
    const { db, drop } = await testDatabase<SessionTables>();
    await migrate(db, { schema: 'server', migrations });
    let now = Date.parse('2026-11-24T08:00:00Z');
    const open = sessions(db, () => new Date(now));
    const userId = '8f4f7a0e-3d0b-4b0e-9f0e-0f4a3f0c1a2b';
    const { id } = await open.open(userId, { ip: '::1', agent: 'test' });
    const kept = JSON.stringify(await db.selectFrom('server.sessions').selectAll().execute());
    expect(kept).not.toContain(id);

    const minutes = (count: number) => {
      now += count * 60_000;
    };
    for (let used = 0; used < LONGEST / 60_000 - 59; used += 59) {
      minutes(59);
      expect(await open.find(id)).toMatchObject({ userId });
    }
    minutes(59);
    expect(await open.find(id)).toBeUndefined();

    const { id: idle } = await open.open(userId, { ip: '::1', agent: 'test' });
    minutes(61);
    expect(await open.find(idle)).toBeUndefined();
    expect(await open.find('no such session')).toBeUndefined();
    await drop();
  });
});

describe('every answer', () => {
  it('forbids other sites to frame it, to sniff it and to run scripts in it', async () => {
    const { headers } = await fetch(`${server.url}/api/health`);
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('a person who has left', () => {
  it('is nobody at once, and does not sign in again', async () => {
    const person = await server.signedIn('soanthao2');
    const people = agency.people.map((one) => ({ ...one, active: one.username !== 'soanthao2' }));
    await loadOrganisation(server.office, { ...agency, people });
    expect(await refused(person.call(taskCalls.list, {}))).toEqual({ status: 401, code: 'not-signed-in' });
    expect(await refused(server.signedIn('soanthao2'))).toEqual({ status: 401, code: 'sign-in-refused' });
    await loadOrganisation(server.office, agency);
    expect((await server.signedIn('soanthao2').then((one) => one.call(taskCalls.list, {}))).items).toEqual(
      [],
    );
  });
});
