import type { Call } from '../http/call.ts';
import { agencyCalls } from './agency/schema.ts';
import { auditCalls } from './audit/schema.ts';
import { decisionCalls } from './decisions/schema.ts';
import { delegationCalls } from './delegations/schema.ts';
import { documentCalls } from './documents/schema.ts';
import { formCalls } from './forms/schema.ts';
import { healthCalls } from './health/schema.ts';
import { incidentCalls } from './incidents/schema.ts';
import { instanceCalls } from './instances/schema.ts';
import { messageCalls } from './messages/schema.ts';
import { monitoringCalls } from './monitoring/schema.ts';
import { packetCalls } from './packets/schema.ts';
import { peopleCalls } from './people/schema.ts';
import { processCalls } from './processes/schema.ts';
import { registerCalls } from './registers/schema.ts';
import { sessionCalls } from './session/schema.ts';
import { signingCalls } from './signing/schema.ts';
import { taskCalls } from './tasks/schema.ts';
import { trustCalls } from './trust/schema.ts';
import { validationCalls } from './validation/schema.ts';

/** Every call of the API by tag. */
export const calls: Readonly<Record<string, Readonly<Record<string, Call>>>> = {
  session: sessionCalls,
  agency: agencyCalls,
  people: peopleCalls,
  tasks: taskCalls,
  delegations: delegationCalls,
  documents: documentCalls,
  registers: registerCalls,
  signing: signingCalls,
  packets: packetCalls,
  processes: processCalls,
  decisions: decisionCalls,
  forms: formCalls,
  trust: trustCalls,
  validation: validationCalls,
  instances: instanceCalls,
  incidents: incidentCalls,
  messages: messageCalls,
  monitoring: monitoringCalls,
  audit: auditCalls,
  health: healthCalls,
};
