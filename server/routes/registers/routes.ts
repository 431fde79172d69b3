import { type Office, registerRows } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { registerCalls } from './schema.ts';

export function registerRoutes(office: Office): Route<Caller>[] {
  return [
    route(registerCalls.get, ({ caller, params, query }) =>
      registerRows(office, caller.actor, { ...params, ...query }),
    ),
  ];
}
