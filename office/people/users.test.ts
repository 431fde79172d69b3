import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findActor,
  findSignIn,
  InputError,
  LastAdminError,
  listAudit,
  listUsers,
  saveUser,
  searchPeople,
  system,
  UserNotFoundError,
  UsernameTakenError,
} from '../index.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { giveTask } from '../testing/tasks.ts';

const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2g';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
});
afterAll(() => at?.close());

const fields = {
  username: 'nguoimoi',
  fullName: 'Người Mới',
  position: 'Chuyên viên',
  roles: ['official' as const],
};
const save = (input: Parameters<typeof saveUser>[2], actor = at.people.admin) =>
  saveUser(at.office, actor, input);
const row = async (id: string) =>
  (await listUsers(at.office, at.people.admin)).find((user) => user.id === id)!;
const lastSaved = async () =>
  (await listAudit(at.office, at.people.admin, { kind: 'user.save', outcome: 'ok' })).items[0]!;

describe('an admin', () => {
  it('adds a person, who can sign in once they have a password', async () => {
    const { id } = await save({ ...fields, unitId: at.units.own });
    expect(await row(id)).toMatchObject({
      username: 'nguoimoi',
      active: true,
      hasPassword: false,
      openTasks: 0,
    });
    expect(await lastSaved()).toMatchObject({ sentence: 'Thêm người dùng «nguoimoi»' });
    expect(await findSignIn(at.office, 'nguoimoi')).toBe(undefined);
    await save({ ...fields, id, unitId: at.units.own, passwordHash: HASH });
    expect(await findSignIn(at.office, 'NguoiMoi')).toEqual({ userId: id, passwordHash: HASH });
    expect((await lastSaved()).details).toEqual({
      userId: id,
      username: 'nguoimoi',
      changed: { password: true },
    });
  });

  it('changes roles and unit, and the trail keeps what was changed and nothing else', async () => {
    const { id } = await save({ ...fields, username: 'doiviec' });
    await save({
      ...fields,
      id,
      username: 'doiviec',
      roles: ['official', 'leader'],
      unitId: at.units.second,
    });
    expect(await row(id)).toMatchObject({ roles: ['official', 'leader'], unit: { id: at.units.second } });
    expect((await lastSaved()).details.changed).toEqual({
      roles: ['official', 'leader'],
      unitId: at.units.second,
    });
  });

  it('locks a person: they are not found any more where people are chosen, and what they hold is told', async () => {
    const { id } = await save({ ...fields, username: 'nghiviec' });
    await giveTask(at, 'handle', await registered(at), { assigneeId: id });
    expect(await row(id)).toMatchObject({ openTasks: 1 });
    await save({ ...fields, id, username: 'nghiviec', active: false });
    expect(await lastSaved()).toMatchObject({ sentence: 'Khóa người dùng «nghiviec»' });
    expect(await row(id)).toMatchObject({ active: false, openTasks: 1 });
    expect(await findActor(at.office, id, null)).toBe(undefined);
    expect((await searchPeople(at.office, {})).map((person) => person.id)).not.toContain(id);
    await save({ ...fields, id, username: 'nghiviec' });
    expect(await lastSaved()).toMatchObject({ sentence: 'Mở khóa người dùng «nghiviec»' });
  });

  it('is refused a name that somebody has, a unit that is none, and a person that is none', async () => {
    const { id } = await save({ ...fields, username: 'dacoten' });
    await expect(save({ ...fields, username: 'DaCoTen' })).rejects.toBeInstanceOf(UsernameTakenError);
    await expect(save({ ...fields, id, username: 'dacoten', unitId: id })).rejects.toBeInstanceOf(InputError);
    await expect(save({ ...fields, username: 'khongco', id: at.units.own })).rejects.toBeInstanceOf(
      UserNotFoundError,
    );
    await expect(save({ ...fields, username: 'có dấu' })).rejects.toThrow('username');
  });
});

describe('the last admin', () => {
  it('can neither be locked nor lose the role, until there is another', async () => {
    const { username, fullName, position } = await row(at.people.admin.id);
    const self = { id: at.people.admin.id, username, fullName, position };
    await expect(save({ ...self, roles: ['admin'], active: false })).rejects.toBeInstanceOf(LastAdminError);
    await expect(save({ ...self, roles: ['official'] })).rejects.toBeInstanceOf(LastAdminError);
    await save({ ...fields, username: 'quantri2', roles: ['admin'] });
    await save({ ...self, roles: ['official'] });
    await saveUser(at.office, system, { ...self, roles: ['admin'] });
  });
});
