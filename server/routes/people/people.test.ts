import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiError, Person } from '../../client.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { sessionCalls } from '../session/schema.ts';
import { peopleCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
});
afterAll(() => server?.stop());

const PASSWORD = 'một mật khẩu dài';
const official = { fullName: 'Phan Thị Mới', position: 'Chuyên viên', roles: ['official' as const] };
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: ApiError) => `${error.status} ${error.code}`,
  );

describe('an admin manages people', () => {
  it('adds one who signs in, and locks them out at once', async () => {
    const body = { ...official, username: 'nguoimoi' };
    const { id } = await admin.call(peopleCalls.addUser, { body: { ...body, password: PASSWORD } });
    const person = new Person(server.url);
    await person.signIn('nguoimoi', PASSWORD);
    await admin.call(peopleCalls.saveUser, { params: { id }, body: { ...body, active: false } });
    expect(await person.call(sessionCalls.current)).toMatchObject({ user: null });
    expect(await refused(person.signIn('nguoimoi', PASSWORD))).toBe('401 sign-in-refused');
    const { items } = await admin.call(auditCalls.list, { query: { kind: 'user.save' } });
    expect(items[0]).toMatchObject({
      sentence: 'Khóa người dùng «nguoimoi»',
      actor: { fullName: 'Đỗ Văn Giả Định' },
    });
    expect(JSON.stringify(items)).not.toContain('argon2');
  });

  it('signs a person out everywhere by a new password', async () => {
    const body = { ...official, username: 'quenmatkhau' };
    const { id } = await admin.call(peopleCalls.addUser, { body: { ...body, password: PASSWORD } });
    const person = new Person(server.url);
    await person.signIn('quenmatkhau', PASSWORD);
    await admin.call(peopleCalls.saveUser, { params: { id }, body: { ...body, password: `${PASSWORD} 2` } });
    expect(await person.call(sessionCalls.current)).toMatchObject({ user: null });
    await person.signIn('quenmatkhau', `${PASSWORD} 2`);
  });

  it('is told what is wrong, and cannot lock the last of them', async () => {
    const body = { ...official, username: 'vanthu', password: PASSWORD };
    expect(await refused(admin.call(peopleCalls.addUser, { body }))).toBe('409 username-taken');
    const short = { ...body, username: 'moi', password: 'ngắn' };
    expect(await refused(admin.call(peopleCalls.addUser, { body: short }))).toBe('400 invalid-input');
    const { items } = await admin.call(peopleCalls.users);
    const self = items.find(({ username }) => username === 'quantri')!;
    const { fullName, position, roles } = self;
    const locked = { username: 'quantri', fullName, position, roles, active: false };
    expect(await refused(admin.call(peopleCalls.saveUser, { params: { id: self.id }, body: locked }))).toBe(
      '409 last-admin',
    );
  });

  it('and nobody else does', async () => {
    const leader = await server.signedIn('giamdoc');
    const body = { ...official, username: 'khac', password: PASSWORD };
    expect(await refused(leader.call(peopleCalls.users))).toBe('403 forbidden');
    expect(await refused(leader.call(peopleCalls.addUser, { body }))).toBe('403 forbidden');
    expect(await refused(leader.call(auditCalls.list, {}))).toBe('403 forbidden');
    expect(await refused(leader.call(auditCalls.kinds))).toBe('403 forbidden');
  });
});
