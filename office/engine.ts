import type { EngineClient } from '@congvan/engine/client';

/** What the office asks of a Zeebe gateway. */
export type EnginePort = Pick<
  EngineClient,
  | 'publishMessage'
  | 'completeJob'
  | 'cancelProcessInstance'
  | 'createProcessInstance'
  | 'evaluateDecision'
  | 'deployResources'
  | 'deleteResource'
  | 'resolveIncident'
  | 'updateJobRetries'
  | 'setVariables'
  | 'modifyProcessInstance'
  | 'migrateProcessInstance'
>;
