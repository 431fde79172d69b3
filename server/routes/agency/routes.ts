import { getAgency, type Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { agencyCalls } from './schema.ts';

export function agencyRoutes(office: Office): Route<Caller>[] {
  return [route(agencyCalls.get, () => getAgency(office))];
}
