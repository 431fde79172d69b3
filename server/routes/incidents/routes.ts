import type { Monitor } from '@congvan/engine';
import { type Office, resolveIncident, resolveIncidents } from '@congvan/office';
import { NoSuchIncidentError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { documentsOf } from '../processes/documentsOf.ts';
import { at } from '../processes/views.ts';
import { watchingOf } from '../processes/watching.ts';
import { incidentCalls } from './schema.ts';

/** What holds instances up until a person acts. */
export function incidentRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching } = watchingOf(office, monitor);
  return [
    route(incidentCalls.list, async ({ caller, query: { processId, before } }) => {
      const seen = await watching(caller);
      const definitions = (await seen.definitions()).filter(
        ({ bpmnProcessId }) => !processId || bpmnProcessId === processId,
      );
      const found = await seen.incidents({
        definitionKeys: definitions.map(({ key }) => key),
        limit: PAGE_SIZE,
        ...(before && { before: Number(before) }),
      });
      const documents = await documentsOf(
        office,
        found.map(({ instanceKey }) => String(instanceKey)),
      );
      const last = found.at(-1);
      return {
        items: found.map(
          ({
            key,
            type,
            message,
            elementId,
            elementName,
            bpmnProcessId,
            instanceKey,
            jobKey,
            at: since,
          }) => ({
            key: String(key),
            ...{ type, message, elementId, elementName },
            processId: bpmnProcessId,
            instanceKey: String(instanceKey),
            jobKey: jobKey > 0 ? String(jobKey) : null,
            documentId: documents.get(String(instanceKey))?.id ?? null,
            createdAt: at(since),
          }),
        ),
        next: found.length === PAGE_SIZE && last ? String(last.key) : null,
        total: definitions.reduce((total, { incidents }) => total + incidents, 0),
      };
    }),
    route(incidentCalls.resolve, async ({ caller, params: { key }, body: { retries } }) => {
      const found = await lookUp(await watching(caller), key, retries);
      if (!found) throw new NoSuchIncidentError(key);
      await resolveIncident(office, caller.actor, found);
    }),
    route(incidentCalls.resolveMany, async ({ caller, body: { keys, retries } }) => {
      const seen = await watching(caller);
      const found = await Promise.all(keys.map((key) => lookUp(seen, key, retries)));
      const incidents = found.filter((incident) => incident !== undefined);
      const outcomes =
        incidents.length > 0 ? await resolveIncidents(office, caller.actor, { incidents }) : [];
      const refusals = new Map(outcomes.map(({ input, refusal }) => [input.incidentKey, refusal]));
      return {
        items: keys.map((key) => {
          const refusal = refusals.get(key);
          if (refusal !== undefined) return { key, refusal };
          const { code, message } = new NoSuchIncidentError(key);
          return { key, refusal: { code, message } };
        }),
      };
    }),
  ];
}

/** An open incident as the office resolves it, with the job that it holds. */
async function lookUp(seen: Monitor, key: string, retries: number) {
  const incident = await seen.incident(Number(key));
  if (!incident) return undefined;
  const job = incident.jobKey > 0 ? { job: { jobKey: String(incident.jobKey), retries } } : {};
  return { incidentKey: key, ...job };
}
