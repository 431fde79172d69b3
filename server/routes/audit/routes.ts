import { auditKinds, listAudit, type Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { auditCalls } from './schema.ts';

export function auditRoutes(office: Office): Route<Caller>[] {
  return [
    route(auditCalls.list, ({ caller, query }) => listAudit(office, caller.actor, query)),
    route(auditCalls.kinds, async ({ caller }) => ({ items: await auditKinds(office, caller.actor) })),
  ];
}
