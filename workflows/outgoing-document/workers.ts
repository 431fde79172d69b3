import type { EngineClient, Worker } from '@congvan/engine/client';
import { type Office, publishResponse, system } from '@congvan/office';

export type OutgoingDocumentJobs = {
  /** Tells the process of the document that was answered. */
  'office.publish-response': { variables: { documentId: string } };
};

export function outgoingDocumentWorkers(
  engine: EngineClient<OutgoingDocumentJobs>,
  office: Office,
): Worker[] {
  return [
    engine.createWorker({
      type: 'office.publish-response',
      fetchVariables: ['documentId'],
      async handle({ variables: { documentId } }) {
        await publishResponse(office, system, { documentId });
        return { outcome: 'completed' };
      },
    }),
  ];
}
