import type { InstanceFilter, Modification, Monitor } from '@congvan/engine';
import { DEFAULT_MASKING } from '@congvan/engine';
import {
  cancelProcess,
  getMonitoring,
  migrateProcess,
  modifyProcess,
  type Office,
  revealVariable,
  setVariable,
  updateRetries,
} from '@congvan/office';
import { NoSuchProcessError, NoSuchVariableError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { watchingOf } from '../processes/watching.ts';
import { findNamed } from './findNamed.ts';
import { instanceCalls } from './schema.ts';
import { viewDetail, viewList } from './views.ts';

/** The runs of processes: what an admin sees of them and does with them. */
export function instanceRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching } = watchingOf(office, monitor);
  const modificationOf = async (seen: Monitor, key: string): Promise<Modification> => {
    const modification = await seen.modification(Number(key));
    if (!modification) throw new NoSuchProcessError(key);
    return modification;
  };

  return [
    route(instanceCalls.list, async ({ caller, query }) => {
      const seen = await watching(caller);
      const { processId, definitionKey, state, search, before } = query;
      const definitions = (await seen.definitions()).filter(
        ({ key, bpmnProcessId }) =>
          (!processId || bpmnProcessId === processId) && (!definitionKey || String(key) === definitionKey),
      );
      const filter: InstanceFilter = {
        definitionKeys: definitions.map(({ key }) => key),
        limit: PAGE_SIZE,
        ...(state && { state: wanted[state] }),
        ...(before && { before: Number(before) }),
        ...(query.startedFrom && { startedFrom: Date.parse(query.startedFrom) }),
        ...(query.startedBefore && { startedBefore: Date.parse(query.startedBefore) }),
      };
      const found = search
        ? await findNamed(office, caller.actor, seen, search, filter)
        : await seen.instances(filter);
      const last = found.at(-1);
      return {
        items: await viewList(office, found),
        next: found.length === PAGE_SIZE && last ? String(last.key) : null,
        counts: {
          active: sum(definitions.map(({ active }) => active)),
          incidents: sum(definitions.map(({ incidents }) => incidents)),
          completed: sum(definitions.map(({ completed }) => completed)),
          terminated: sum(definitions.map(({ canceled }) => canceled)),
        },
      };
    }),
    route(instanceCalls.get, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const chosen = await getMonitoring(office);
      const masking = chosen
        ? { names: chosen.maskedNames, maxLength: chosen.maxValueLength }
        : DEFAULT_MASKING;
      const detail = await seen.instance(Number(key), masking);
      if (!detail) throw new NoSuchProcessError(key);
      return viewDetail(office, seen, detail);
    }),
    route(instanceCalls.cancel, ({ caller, params: { key }, body: { reason } }) =>
      cancelProcess(office, caller.actor, { processInstanceKey: key, reason }),
    ),
    route(instanceCalls.setVariable, async ({ caller, params: { key }, body }) => {
      const { open } = await modificationOf(await watching(caller), key);
      const scopes = [key, ...open.map((element) => String(element.key))];
      if (!scopes.includes(body.scopeKey)) throw new NoSuchProcessError(body.scopeKey);
      const value = JSON.stringify(body.value);
      await setVariable(office, caller.actor, { ...body, value, processInstanceKey: key });
    }),
    route(instanceCalls.reveal, async ({ caller, params: { key }, body }) => {
      const seen = await watching(caller);
      await revealVariable(office, caller.actor, { ...body, processInstanceKey: key });
      const found = await seen.variable(Number(key), Number(body.scopeKey), body.name);
      if (!found) throw new NoSuchVariableError(body.name);
      return { value: JSON.stringify(found.value) };
    }),
    route(instanceCalls.modification, async ({ caller, params: { key } }) => {
      const { open, activatable } = await modificationOf(await watching(caller), key);
      return {
        open: open.map((element) => ({
          ...element,
          key: String(element.key),
          scopeKey: String(element.scopeKey),
        })),
        activatable: activatable.map(({ ancestors, ...element }) => ({
          ...element,
          ancestors: ancestors.map(({ key: ancestor, elementId }) => ({ key: String(ancestor), elementId })),
        })),
      };
    }),
    route(instanceCalls.modify, async ({ caller, params: { key }, body }) => {
      const { open } = await modificationOf(await watching(caller), key);
      const jobKeys = open
        .filter((element) => body.terminate.includes(String(element.key)))
        .flatMap((element) => element.jobKeys.map(String));
      await modifyProcess(office, caller.actor, { ...body, processInstanceKey: key, jobKeys });
    }),
    route(instanceCalls.migration, async ({ caller, params: { key }, query: { definitionKey } }) => {
      const seen = await watching(caller);
      const proposal = await seen.migration(Number(key), Number(definitionKey));
      if (!proposal) throw new NoSuchProcessError(key);
      return { targetDefinitionKey: definitionKey, mappings: proposal.mappings };
    }),
    route(instanceCalls.migrate, ({ caller, params: { key }, body }) =>
      migrateProcess(office, caller.actor, { ...body, processInstanceKey: key }),
    ),
    route(instanceCalls.updateRetries, ({ caller, params: { key }, body: { retries } }) =>
      updateRetries(office, caller.actor, { jobKey: key, retries }),
    ),
  ];
}

const wanted = {
  active: 'ACTIVE',
  incident: 'INCIDENT',
  completed: 'COMPLETED',
  terminated: 'CANCELED',
} as const;

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
