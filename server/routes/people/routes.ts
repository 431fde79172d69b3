import { listPartners, listUnits, listUsers, type Office, saveUser, searchPeople } from '@congvan/office';
import type { z } from 'zod';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { hashPassword } from '../../session/passwords.ts';
import type { Sessions } from '../../session/sessions.ts';
import { peopleCalls, type saveUser as savedUser } from './schema.ts';

export function peopleRoutes(office: Office, sessions: Sessions): Route<Caller>[] {
  const save = async ({ actor }: Caller, { password, ...user }: z.output<typeof savedUser>, id?: string) =>
    saveUser(office, actor, {
      ...user,
      ...(id !== undefined && { id }),
      ...(password !== undefined && { passwordHash: await hashPassword(password) }),
    });

  return [
    route(peopleCalls.people, async ({ query }) => ({ items: await searchPeople(office, query) })),
    route(peopleCalls.units, async () => ({ items: await listUnits(office) })),
    route(peopleCalls.partners, async () => ({ items: await listPartners(office) })),
    route(peopleCalls.users, async ({ caller }) => ({ items: await listUsers(office, caller.actor) })),
    route(peopleCalls.addUser, ({ caller, body }) => save(caller, body)),
    route(peopleCalls.saveUser, async ({ caller, params, body }) => {
      await save(caller, body, params.id);
      if (!body.active || body.password !== undefined) await sessions.closeAll(params.id);
    }),
  ];
}
