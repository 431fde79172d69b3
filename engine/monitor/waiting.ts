// What waits for people or for a counterpart: incidents, messages.
import { type Kysely, sql } from 'kysely';
import type { Incident, Message } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';

export interface IncidentInfo {
  key: number;
  type: string;
  message: string;
  instanceKey: number;
  elementInstanceKey: number;
  elementId: string;
  definitionKey: number;
  bpmnProcessId: string;
  jobKey: number;
  at: number;
}
export interface WaitingMessage {
  key: number;
  name: string;
  correlationKey: string;
  messageId: string;
  expiresAt: number;
}

export async function listIncidents(
  db: Kysely<unknown>,
  definitions: Definitions,
  { definitionKey, limit = 100 }: { definitionKey?: number; limit?: number },
): Promise<IncidentInfo[]> {
  const where = definitionKey === undefined ? sql`true` : sql`definition = ${definitionKey}`;
  const { rows } = await sql<{ data: string }>`
    select data from engine.incidents where ${where} order by key desc limit ${limit}`.execute(db);
  return Promise.all(
    rows.map(async ({ data }) => {
      const i = JSON.parse(data) as Incident;
      return {
        key: i.key,
        type: i.type,
        message: i.message,
        instanceKey: i.pi,
        elementInstanceKey: i.el,
        elementId: i.elementId,
        definitionKey: i.definition,
        bpmnProcessId: (await definitions.resource(i.definition))?.id ?? '',
        jobKey: i.job,
        at: i.at,
      };
    }),
  );
}

export async function listMessages(db: Kysely<unknown>, limit: number): Promise<WaitingMessage[]> {
  const { rows } = await sql<{ data: string }>`
    select data from engine.messages order by key desc limit ${limit}`.execute(db);
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
