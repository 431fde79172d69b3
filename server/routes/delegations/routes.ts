import { endDelegation, handOver, heldTasks, listHolders, type Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { delegationCalls } from './schema.ts';

export function delegationRoutes(office: Office): Route<Caller>[] {
  return [
    route(delegationCalls.holders, async ({ caller }) => ({
      items: await listHolders(office, caller.actor),
    })),
    route(delegationCalls.tasks, async ({ caller, params }) => ({
      items: await heldTasks(office, caller.actor, { userId: params.id }),
    })),
    route(delegationCalls.handOver, ({ caller, params, body }) =>
      handOver(office, caller.actor, { ...body, userId: params.id }),
    ),
    route(delegationCalls.end, ({ caller, params }) =>
      endDelegation(office, caller.actor, { delegationId: params.id }),
    ),
  ];
}
