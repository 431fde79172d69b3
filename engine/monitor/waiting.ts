// What waits for people or for a counterpart: incidents, messages. Newest first, by key.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Incident, Message } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';

export interface IncidentInfo {
  key: number;
  type: string;
  message: string;
  instanceKey: number;
  elementInstanceKey: number;
  elementId: string;
  /** '' where the drawing gives it none. */
  elementName: string;
  definitionKey: number;
  bpmnProcessId: string;
  /** 0: no job is held by it. */
  jobKey: number;
  at: number;
}
export interface IncidentFilter {
  /** Default: of every definition. */
  definitionKeys?: readonly number[];
  /** Only keys below this one. */
  before?: number;
  /** Default 100. */
  limit?: number;
}

export interface WaitingMessage {
  key: number;
  name: string;
  correlationKey: string;
  messageId: string;
  expiresAt: number;
}
export interface MessageFilter {
  /** Only messages that would be correlated with a subscription to this. */
  to?: { name: string; correlationKey: string };
  before?: number;
  /** Default 100. */
  limit?: number;
}

/** Longer names are kept cut in the columns that are looked up. */
const MAX_TEXT = 300;

export async function listIncidents(
  db: Kysely<unknown>,
  definitions: Definitions,
  filter: IncidentFilter,
): Promise<IncidentInfo[]> {
  const keys = filter.definitionKeys ?? (await definitions.processKeys());
  const { rows } = await sql<{ data: string }>`${incidentPage(keys, filter)}`.execute(db);
  const incidents: IncidentInfo[] = [];
  for (const { data } of rows) incidents.push(await info(definitions, data));
  return incidents;
}

export function incidentPage(
  definitionKeys: readonly number[],
  { before = Number.MAX_SAFE_INTEGER, limit = 100 }: IncidentFilter,
): RawBuilder<unknown> {
  return sql`select i.data from unnest(${definitionKeys}::bigint[]) as d (definition)
    cross join lateral (
      select key, data from engine.incidents
      where (definition, key) >= (d.definition, 0) and (definition, key) < (d.definition, ${before})
      order by definition desc, key desc limit ${limit}
    ) i order by i.key desc limit ${limit}`;
}

export async function findIncident(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
): Promise<IncidentInfo | undefined> {
  const { rows } = await sql<{ data: string }>`select data from engine.incidents where key = ${key}`.execute(
    db,
  );
  return rows[0] && info(definitions, rows[0].data);
}

async function info(definitions: Definitions, data: string): Promise<IncidentInfo> {
  const i = JSON.parse(data) as Incident;
  const graph = await definitions.graph(i.definition);
  return {
    key: i.key,
    type: i.type,
    message: i.message,
    instanceKey: i.pi,
    elementInstanceKey: i.el,
    elementId: i.elementId,
    elementName: graph?.byId.get(i.elementId)?.name ?? '',
    definitionKey: i.definition,
    bpmnProcessId: (await definitions.resource(i.definition))?.id ?? '',
    jobKey: i.job,
    at: i.at,
  };
}

export async function listMessages(db: Kysely<unknown>, filter: MessageFilter): Promise<WaitingMessage[]> {
  const { rows } = await sql<{ data: string }>`${messagePage(filter)}`.execute(db);
  return rows.map(({ data }) => {
    const m = JSON.parse(data) as Message;
    return {
      key: m.key,
      name: m.name,
      correlationKey: m.correlationKey,
      messageId: m.id,
      expiresAt: m.due,
    };
  });
}

export function messagePage({
  to,
  before = Number.MAX_SAFE_INTEGER,
  limit = 100,
}: MessageFilter): RawBuilder<unknown> {
  if (!to)
    return sql`select data from engine.messages where key < ${before} order by key desc limit ${limit}`;
  const [name, correlationKey] = [to.name.slice(0, MAX_TEXT), to.correlationKey.slice(0, MAX_TEXT)];
  // `offset 0`: found by name first, and ordered then.
  return sql`select data from (
      select key, data from engine.messages
      where name = ${name} and correlation_key = ${correlationKey} and key < ${before} offset 0
    ) found order by key desc limit ${limit}`;
}
