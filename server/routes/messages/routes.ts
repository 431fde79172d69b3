import type { Monitor } from '@congvan/engine';
import type { Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { at } from '../processes/views.ts';
import { watchingOf } from '../processes/watching.ts';
import { messageCalls } from './schema.ts';

/** Messages that nobody has waited for yet. Their variables are not shown. */
export function messageRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching } = watchingOf(office, monitor);
  return [
    route(messageCalls.list, async ({ caller, query: { name, correlationKey, before } }) => {
      const seen = await watching(caller);
      const found = await seen.messages({
        limit: PAGE_SIZE,
        ...(name && correlationKey && { to: { name, correlationKey } }),
        ...(before && { before: Number(before) }),
      });
      const last = found.at(-1);
      return {
        items: found.map(({ key, expiresAt, ...message }) => ({
          ...message,
          key: String(key),
          expiresAt: at(expiresAt),
        })),
        next: found.length === PAGE_SIZE && last ? String(last.key) : null,
      };
    }),
  ];
}
