import type { EngineClient, Worker } from '@congvan/engine/client';
import {
  findDuePreservation,
  type Office,
  type PreservationOutcome,
  preserveDocument,
  system,
} from '@congvan/office';

export type PreserveSignaturesJobs = {
  /** Which documents are due. */
  'preservation.find-due': { variables: Record<string, never>; result: { documentIds: string[] } };
  /** Raises one document's signatures to B-LTA, or renews them. */
  'preservation.preserve': { variables: { documentId: string }; result: { outcome: PreservationOutcome } };
};

export function preserveSignaturesWorkers(
  engine: EngineClient<PreserveSignaturesJobs>,
  office: Office,
): Worker[] {
  return [
    engine.createWorker({
      type: 'preservation.find-due',
      fetchVariables: [],
      async handle() {
        return { outcome: 'completed', variables: await findDuePreservation(office, system) };
      },
    }),
    engine.createWorker({
      type: 'preservation.preserve',
      // Each waits for timestamp and revocation authorities; signing at the desks goes first.
      maxJobs: 2,
      timeout: 10 * 60_000,
      fetchVariables: ['documentId'],
      async handle({ variables: { documentId } }) {
        return { outcome: 'completed', variables: await preserveDocument(office, system, { documentId }) };
      },
    }),
  ];
}
