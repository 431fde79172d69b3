import type { Monitor } from '@congvan/engine';
import { deleteProcess, deployProcess, type Office, startProcess } from '@congvan/office';
import { ModelRefusedError, NoSuchProcessError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { viewList } from '../instances/views.ts';
import { checkResources } from './checkResources.ts';
import { processCalls } from './schema.ts';
import { watchingOf } from './watching.ts';

/** The processes, their versions, and what goes through them. */
export function processRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching, managing } = watchingOf(office, monitor);
  const definitionOf = async (seen: Monitor, key: string) => {
    const definition = (await seen.definitions()).find((one) => String(one.key) === key);
    if (!definition) throw new NoSuchProcessError(key);
    return definition;
  };

  return [
    route(processCalls.list, async ({ caller }) => {
      const seen = await watching(caller);
      const newest = new Set<string>();
      const items = (await seen.definitions())
        .filter(({ deleted }) => !deleted)
        .sort((a, b) => b.key - a.key)
        .map(({ key, bpmnProcessId, name, version, deployedAt, active, incidents, completed, canceled }) => {
          const latest = !newest.has(bpmnProcessId);
          newest.add(bpmnProcessId);
          return {
            key: String(key),
            processId: bpmnProcessId,
            name: name || bpmnProcessId,
            version,
            deployedAt: new Date(deployedAt).toISOString(),
            active,
            incidents,
            completed,
            terminated: canceled,
            latest,
          };
        });
      return { items };
    }),
    route(processCalls.xml, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const { bpmnProcessId, version } = await definitionOf(seen, key);
      const bpmnXml = await seen.resource(Number(key));
      if (bpmnXml === undefined) throw new NoSuchProcessError(key);
      return { processId: bpmnProcessId, version, bpmnXml };
    }),
    route(processCalls.start, async ({ caller, params: { key }, body }) => {
      const { bpmnProcessId: processId, version } = await definitionOf(await watching(caller), key);
      const variables = JSON.stringify(body.variables);
      const started = await startProcess(office, caller.actor, { processId, version, variables });
      return { instanceKey: started.processInstanceKey };
    }),
    route(processCalls.remove, async ({ caller, params: { key }, body }) => {
      const { bpmnProcessId: processId, version } = await definitionOf(await watching(caller), key);
      await deleteProcess(office, caller.actor, { ...body, definitionKey: key, processId, version });
    }),
    route(processCalls.heatMap, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      await definitionOf(seen, key);
      return { items: await seen.heatMap(Number(key)) };
    }),
    route(processCalls.instancesAt, async ({ caller, params: { key, elementId }, query }) => {
      const seen = await watching(caller);
      const before = query.before && { before: Number(query.before) };
      const state = elementAt[query.state];
      const filter = { definitionKey: Number(key), elementId, state, limit: PAGE_SIZE, ...before };
      const found = await seen.instancesAt(filter);
      if (!found) throw new NoSuchProcessError(key);
      const { items, next } = found;
      return { items: await viewList(office, items), next: next === null ? null : String(next) };
    }),
    route(processCalls.validate, async ({ caller, body }) => {
      await managing(caller);
      return { problems: checkResources(body.resources).problems };
    }),
    route(processCalls.deploy, async ({ caller, body }) => {
      await managing(caller);
      const { problems, processIds } = checkResources(body.resources);
      if (problems.length > 0) {
        throw new ModelRefusedError(
          problems.map(({ resource, elementId, ...said }) => ({ where: elementId ?? resource, ...said })),
        );
      }
      return { ...(await deployProcess(office, caller.actor, body)), processIds };
    }),
  ];
}

const elementAt = {
  active: 'ACTIVE',
  incident: 'INCIDENT',
  completed: 'COMPLETED',
  terminated: 'TERMINATED',
} as const;
