import type { EngineClient, Worker } from '@congvan/engine/client';
import { closeTasks, completeDocument, type Office, system } from '@congvan/office';

export type IncomingDocumentJobs = {
  /** Takes back the tasks of elements that were interrupted. */
  'office.close-tasks': {
    variables: { documentId: string };
    /** Element ids, separated by commas. */
    headers: { elements: string };
  };
  'office.complete-document': { variables: { documentId: string } };
};

export function incomingDocumentWorkers(
  engine: EngineClient<IncomingDocumentJobs>,
  office: Office,
): Worker[] {
  return [
    engine.createWorker({
      type: 'office.close-tasks',
      fetchVariables: ['documentId'],
      async handle({ processInstanceKey, headers, variables: { documentId } }) {
        const elementIds = headers.elements.split(',').map((id) => id.trim());
        await closeTasks(office, system, { documentId, processInstanceKey, elementIds });
        return { outcome: 'completed' };
      },
    }),
    engine.createWorker({
      type: 'office.complete-document',
      fetchVariables: ['documentId'],
      async handle({ variables: { documentId } }) {
        await completeDocument(office, system, { documentId });
        return { outcome: 'completed' };
      },
    }),
  ];
}
