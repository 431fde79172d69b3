import type { EngineClient, Worker } from '@congvan/engine/client';
import {
  type Office,
  reportStatus,
  reportStatusInput,
  reportUndelivered,
  sendPackets,
  system,
} from '@congvan/office';

export type ExchangeJobs = {
  /** Packs an issued document for every recipient that is reached over the exchange. */
  'exchange.send-packets': { variables: { documentId: string } };
  /** Tells the sender of a document that came over the exchange how it fares. */
  'exchange.report-status': { variables: { documentId: string; status: string } };
  /** Notes which recipients have not confirmed yet. */
  'exchange.report-undelivered': { variables: { documentId: string } };
};

export function exchangeWorkers(engine: EngineClient<ExchangeJobs>, office: Office): Worker[] {
  return [
    engine.createWorker({
      type: 'exchange.send-packets',
      fetchVariables: ['documentId'],
      async handle({ variables: { documentId } }) {
        await sendPackets(office, system, { documentId });
        return { outcome: 'completed' };
      },
    }),
    engine.createWorker({
      type: 'exchange.report-status',
      fetchVariables: ['documentId', 'status'],
      async handle({ variables }) {
        await reportStatus(office, system, reportStatusInput.parse(variables));
        return { outcome: 'completed' };
      },
    }),
    engine.createWorker({
      type: 'exchange.report-undelivered',
      fetchVariables: ['documentId'],
      async handle({ variables: { documentId } }) {
        await reportUndelivered(office, system, { documentId });
        return { outcome: 'completed' };
      },
    }),
  ];
}
