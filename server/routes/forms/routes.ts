import type { Monitor } from '@congvan/engine';
import type { Office } from '@congvan/office';
import { NoSuchFormError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { at } from '../processes/views.ts';
import { watchingOf } from '../processes/watching.ts';
import { formCalls } from './schema.ts';

/** The forms that are deployed, for an admin. */
export function formRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching } = watchingOf(office, monitor);
  return [
    route(formCalls.list, async ({ caller }) => {
      const newest = new Set<string>();
      const items = (await (await watching(caller)).forms()).map(({ key, formId, version, deployedAt }) => {
        const latest = !newest.has(formId);
        newest.add(formId);
        return { key: String(key), formId, version, deployedAt: at(deployedAt), latest };
      });
      return { items };
    }),
    route(formCalls.get, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const form = (await seen.forms()).find((one) => String(one.key) === key);
      const schema = form && (await seen.resource(form.key));
      if (!form || schema === undefined) throw new NoSuchFormError(key);
      return { formId: form.formId, version: form.version, deployedAt: at(form.deployedAt), schema };
    }),
  ];
}
