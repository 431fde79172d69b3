import type { EngineClient, JobTypes, Worker } from '@congvan/engine/client';
import type { Office } from '@congvan/office';
import { type ExchangeJobs, exchangeWorkers } from './exchange/workers.ts';
import { type IncomingDocumentJobs, incomingDocumentWorkers } from './incoming-document/workers.ts';
import { type OutgoingDocumentJobs, outgoingDocumentWorkers } from './outgoing-document/workers.ts';
import { type PreserveSignaturesJobs, preserveSignaturesWorkers } from './preserve-signatures/workers.ts';
import { type UserTaskJobs, userTaskWorker } from './userTaskWorker.ts';

export interface Workers {
  /** Takes no more jobs and waits for those at work. */
  stop(): Promise<void>;
}

/** Starts the workers of every job type; jobs become use cases of the office. */
export function startWorkers(engine: EngineClient, office: Office): Workers {
  const workers: Worker[] = [
    userTaskWorker(knowing<UserTaskJobs>(engine), office),
    ...incomingDocumentWorkers(knowing<IncomingDocumentJobs>(engine), office),
    ...outgoingDocumentWorkers(knowing<OutgoingDocumentJobs>(engine), office),
    ...exchangeWorkers(knowing<ExchangeJobs>(engine), office),
    ...preserveSignaturesWorkers(knowing<PreserveSignaturesJobs>(engine), office),
  ];
  return {
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** The same connection, with the job types that one folder declares: each compiles against its own only. */
const knowing = <Types extends JobTypes>(engine: EngineClient) => engine as unknown as EngineClient<Types>;
