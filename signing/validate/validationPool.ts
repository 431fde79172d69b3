/** Validates, and reads trust lists, in threads: both take their time, and a file that somebody brings decides how much. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { TrustFile } from '../trust/readTrust.ts';
import type { X509 } from '../trust/x509.ts';
import type { ValidationReport } from './report.ts';
import { receivedTrust, type SentTrustFile, sentAnchor } from './sentTrust.ts';
import { type Answer, answerOf } from './threadErrors.ts';
import type { ValidateOptions } from './validatePdf.ts';
import type { TrustTask, ValidationTask } from './validationThread.ts';

export interface ValidationPool {
  /** Does what `validatePdf` does, and throws what it throws, or {@link ValidationThreadError}. */
  validate(pdf: Uint8Array, options: ValidateOptions): Promise<ValidationReport>;
  /** Does what `readTrustFile` does, and throws what it throws, or {@link ValidationThreadError}. */
  readTrust(bytes: Uint8Array, source: string, operators?: readonly X509[]): Promise<TrustFile>;
  /** Ends the threads; what they were doing fails. */
  close(): Promise<void>;
}

export interface ValidationPoolOptions {
  /** As many as there are cores unless said. */
  threads?: number;
  /** The longest that one file may take, waiting for a thread included; five minutes unless said. */
  maxMs?: number;
}

/** A thread has ended before its work was done: the pool was closed, or the file took more time or memory than it may. */
export class ValidationThreadError extends Error {
  readonly code = 'VALIDATION_THREAD_ENDED';
  constructor(cause: unknown) {
    super('Luồng kiểm tra đã dừng trước khi xong; hãy thử lại.', { cause });
    this.name = 'ValidationThreadError';
  }
}

const MAX_WAITING = 1000;
/** What JavaScript keeps; the bytes of a file are beside it. */
const MAX_HEAP_MB = 1024;
const IDLE_MS = 60_000;

/** Threads start when they are needed, and end when nothing has come for a minute. */
export function openValidationPool(options: ValidationPoolOptions = {}): ValidationPool {
  const { threads = availableParallelism(), maxMs = 5 * 60_000 } = options;
  const pool = new Piscina({
    filename: new URL('./validationThread.mjs', import.meta.url).href,
    execArgv: [],
    minThreads: 0,
    maxThreads: threads,
    maxQueue: MAX_WAITING,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });

  async function run<Task, Result>(name: 'validate' | 'readTrust', task: Task): Promise<Result> {
    const answer: Answer<Result> = await pool
      .run(task, { name, signal: AbortSignal.timeout(maxMs) })
      .catch((cause: unknown) => {
        throw new ValidationThreadError(cause);
      });
    return answerOf(answer);
  }

  return {
    validate(pdf, { trust, ...rest }) {
      const task: ValidationTask = { pdf, anchors: trust.anchors.map(sentAnchor), options: rest };
      return run('validate', task);
    },
    async readTrust(bytes, source, operators = []) {
      const task: TrustTask = { bytes, source, operators: operators.map(({ raw }) => raw) };
      return receivedTrust(await run<TrustTask, SentTrustFile>('readTrust', task));
    },
    close: () => pool.destroy(),
  };
}
