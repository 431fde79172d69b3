import { listPartners, listUnits, type Office, searchPeople } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { peopleCalls } from './schema.ts';

export function peopleRoutes(office: Office): Route<Caller>[] {
  return [
    route(peopleCalls.people, async ({ query }) => ({ items: await searchPeople(office, query) })),
    route(peopleCalls.units, async () => ({ items: await listUnits(office) })),
    route(peopleCalls.partners, async () => ({ items: await listPartners(office) })),
  ];
}
