import type { Monitor } from '@congvan/engine';
import type { EngineClient } from '@congvan/engine/client';
import type { Office, SigningBatches } from '@congvan/office';
import { type Kysely, sql } from 'kysely';
import { MonitorElsewhereError, NoSuchProcessError } from '../http/errors.ts';
import type { Route } from '../http/router.ts';
import type { Log } from '../log.ts';
import type { ValidationClients } from '../parts/validationClients.ts';
import type { Caller } from '../session/caller.ts';
import type { SessionTables } from '../session/tables.ts';
import { agencyRoutes } from './agency/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { decisionRoutes } from './decisions/routes.ts';
import { delegationRoutes } from './delegations/routes.ts';
import { documentRoutes } from './documents/routes.ts';
import { formRoutes } from './forms/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { incidentRoutes } from './incidents/routes.ts';
import { instanceRoutes } from './instances/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { monitoringRoutes } from './monitoring/routes.ts';
import { packetRoutes } from './packets/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { processRoutes } from './processes/routes.ts';
import { viewInstance } from './processes/views.ts';
import { registerRoutes } from './registers/routes.ts';
import { type SignInParts, sessionRoutes } from './session/routes.ts';
import { pluginRoutes } from './signing/pluginRoutes.ts';
import { signingRoutes } from './signing/routes.ts';
import { taskRoutes } from './tasks/routes.ts';
import { trustRoutes } from './trust/routes.ts';
import { validationRoutes } from './validation/routes.ts';

export interface RouteParts {
  office: Office;
  batches: SigningBatches;
  db: Kysely<SessionTables>;
  client: EngineClient;
  /** Only our own engine has one. */
  monitor: Monitor | undefined;
  signIn: SignInParts;
  log: Log;
  validationClients: ValidationClients;
}

/** Every route of the office. */
export function officeRoutes({
  office,
  batches,
  db,
  client,
  monitor,
  signIn,
  log,
  validationClients,
}: RouteParts): Route<Caller>[] {
  const dependencies = [
    { name: 'database', check: async () => void (await sql`select 1`.execute(db)) },
    { name: 'files', check: async () => void (await office.files.has('0'.repeat(64))) },
    { name: 'engine', check: async () => void (await client.topology()) },
  ];
  const documentProcess = async (instanceKey: string | null) => {
    if (!monitor) throw new MonitorElsewhereError();
    if (!instanceKey) throw new NoSuchProcessError('quy trình của văn bản này');
    return viewInstance(office, monitor, instanceKey);
  };
  return [
    ...sessionRoutes(signIn),
    ...agencyRoutes(office),
    ...peopleRoutes(office, signIn.sessions),
    ...taskRoutes(office),
    ...delegationRoutes(office),
    ...documentRoutes({ office, documentProcess }),
    ...registerRoutes(office),
    ...signingRoutes(office, batches),
    ...pluginRoutes(office, log),
    ...packetRoutes(office),
    ...processRoutes(office, monitor),
    ...decisionRoutes(office, monitor),
    ...formRoutes(office, monitor),
    ...trustRoutes(office),
    ...validationRoutes(office, validationClients, log),
    ...instanceRoutes(office, monitor),
    ...incidentRoutes(office, monitor),
    ...messageRoutes(office, monitor),
    ...monitoringRoutes(office, monitor),
    ...auditRoutes(office),
    ...healthRoutes(dependencies, log),
  ];
}
