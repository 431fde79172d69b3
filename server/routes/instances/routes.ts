import type { InstanceFilter, Modification, Monitor } from '@congvan/engine';
import {
  cancelProcesses,
  migrateProcesses,
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
import { maskingOf } from '../processes/masking.ts';
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
    // Before the instance of any key.
    route(instanceCalls.migration, async ({ caller, query: { keys, definitionKey } }) => {
      const seen = await watching(caller);
      const proposal = await seen.migration(keys.map(Number), Number(definitionKey));
      if (!proposal) throw new NoSuchProcessError(keys.join(', '));
      return { targetDefinitionKey: definitionKey, mappings: proposal.mappings };
    }),
    route(instanceCalls.get, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const detail = await seen.instance(Number(key), await maskingOf(office));
      if (!detail) throw new NoSuchProcessError(key);
      return viewDetail(office, seen, detail);
    }),
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
      const value = await seen.variable(Number(key), Number(body.scopeKey), body.name);
      if (value === undefined) throw new NoSuchVariableError(body.name);
      return { value };
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
      const activate = body.activate.map(({ variables, ...element }) => ({
        ...element,
        ...(variables && { variables: JSON.stringify(variables) }),
      }));
      await modifyProcess(office, caller.actor, { ...body, activate, processInstanceKey: key, jobKeys });
    }),
    route(instanceCalls.cancel, ({ caller, body }) => cancelProcesses(office, caller.actor, body)),
    route(instanceCalls.migrate, async ({ caller, body }) => {
      const outcomes = await migrateProcesses(office, caller.actor, body);
      return { items: outcomes.map(({ input, refusal }) => ({ key: input, refusal })) };
    }),
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
