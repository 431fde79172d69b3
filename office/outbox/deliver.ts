import type { EnginePort } from '../engine.ts';
import type { OutboxMessage } from './enqueue.ts';

/** gRPC status codes. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const TIME_TO_LIVE_MS = 7 * 24 * 3_600_000;

/**
 * Does what a message of the outbox says. Doing it twice is as good as once: a job completed before is NOT_FOUND, a
 * message published before is ALREADY_EXISTS while it lives, and the outbox tries again long before that.
 */
export async function deliver(engine: EnginePort, message: OutboxMessage): Promise<void> {
  switch (message.kind) {
    case 'engine.publishMessage': {
      const publication = { ...message.payload, timeToLive: TIME_TO_LIVE_MS };
      return unless(ALREADY_EXISTS, () => engine.publishMessage(publication));
    }
    case 'engine.completeJob': {
      const { jobKey, variables } = message.payload;
      return unless(NOT_FOUND, () => engine.completeJob(jobKey, variables));
    }
    case 'engine.cancelInstance':
      return unless(NOT_FOUND, () => engine.cancelProcessInstance(message.payload.processInstanceKey));
  }
}

async function unless(done: number, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === done)) throw error;
  }
}
