import type { Monitor } from '@congvan/engine';
import {
  auditingDenial,
  authorize,
  cancelProcess,
  deployProcess,
  labelOf,
  type Office,
  resolveIncident,
} from '@congvan/office';
import { ModelRefusedError, MonitorElsewhereError, NoSuchProcessError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { checkResources } from './checkResources.ts';
import { processCalls } from './schema.ts';
import { documentsOf, stateOf, viewIncidents, viewInstance } from './views.ts';

/** What an admin sees of the engine and does with it. */
export function processRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const watching = async ({ actor }: Caller): Promise<Monitor> => {
    await managing({ actor });
    if (!monitor) throw new MonitorElsewhereError();
    return monitor;
  };
  const managing = ({ actor }: Pick<Caller, 'actor'>) =>
    auditingDenial(office, actor, {}, async () => authorize(actor, 'process.manage'));

  return [
    route(processCalls.list, async ({ caller }) => {
      const seen = await watching(caller);
      const definitions = (await seen.definitions()).filter(({ deleted }) => !deleted);
      const incidents = await seen.incidents({ limit: 1000 });
      const items = definitions.map(({ key, bpmnProcessId, name, version, deployedAt, active }) => ({
        key: String(key),
        processId: bpmnProcessId,
        name: name || bpmnProcessId,
        version,
        deployedAt: new Date(deployedAt).toISOString(),
        active,
        incidents: incidents.filter(({ definitionKey }) => definitionKey === key).length,
        latest: definitions.every(
          (other) => other.bpmnProcessId !== bpmnProcessId || other.version <= version,
        ),
      }));
      return { items };
    }),
    route(processCalls.xml, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const definition = (await seen.definitions()).find((one) => String(one.key) === key);
      const bpmnXml = await seen.resource(Number(key));
      if (!definition || bpmnXml === undefined) throw new NoSuchProcessError(key);
      return { processId: definition.bpmnProcessId, version: definition.version, bpmnXml };
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
          problems.map(({ resource, elementId, message }) => ({ where: elementId ?? resource, message })),
        );
      }
      return { ...(await deployProcess(office, caller.actor, body)), processIds };
    }),
    route(processCalls.instances, async ({ caller, params: { processId }, query: { state, page } }) => {
      const seen = await watching(caller);
      const wanted =
        state && ({ active: 'ACTIVE', completed: 'COMPLETED', terminated: 'CANCELED' } as const)[state];
      const definitions = (await seen.definitions()).filter(
        ({ bpmnProcessId }) => bpmnProcessId === processId,
      );
      const lists = await Promise.all(
        definitions.flatMap(({ key }) =>
          (wanted ? [wanted] : (['ACTIVE', 'COMPLETED', 'CANCELED'] as const)).map((one) =>
            seen.instances({ definitionKey: key, state: one, limit: MAX_INSTANCES }),
          ),
        ),
      );
      const found = lists.flat().sort((a, b) => b.key - a.key);
      const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
      const documents = await documentsOf(
        office,
        shown.map(({ key }) => String(key)),
      );
      const items = shown.map(({ key, version, state: now, startedAt, endedAt }) => {
        const document = documents.get(String(key));
        return {
          key: String(key),
          processId,
          version,
          state: stateOf(now),
          startedAt: new Date(startedAt).toISOString(),
          endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
          documentId: document?.id ?? null,
          documentLabel: document ? labelOf(document) : null,
          incidents: now === 'INCIDENT' ? 1 : 0,
        };
      });
      return { items, total: found.length };
    }),
    route(processCalls.instance, async ({ caller, params: { key } }) =>
      viewInstance(office, await watching(caller), key),
    ),
    route(processCalls.cancel, ({ caller, params: { key }, body: { reason } }) =>
      cancelProcess(office, caller.actor, { processInstanceKey: key, reason }),
    ),
    route(processCalls.incidents, async ({ caller }) => {
      const seen = await watching(caller);
      return { items: await viewIncidents(office, await seen.incidents()) };
    }),
    route(processCalls.resolve, ({ caller, params: { key } }) =>
      resolveIncident(office, caller.actor, { incidentKey: key }),
    ),
  ];
}

const MAX_INSTANCES = 500;
