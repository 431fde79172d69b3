/** Work on whole documents in threads of their own: a file that somebody brings decides how long it takes. */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { findPlaces, findText } from '../appearance/findPlaces.ts';
import type { acceptSigned } from '../sign/acceptSigned.ts';
import type { extendPdf } from '../sign/extendPdf.ts';
import type { FieldPlaces } from '../sign/preparePdf.ts';
import type { beginSigning, finishSigning } from '../sign/twoPhase.ts';
import type { TrustFile } from '../trust/readTrust.ts';
import type { X509 } from '../trust/x509.ts';
import type { ValidationReport } from '../validate/report.ts';
import type { ValidateOptions } from '../validate/validatePdf.ts';
import type * as documentThread from './documentThread.ts';
import type {
  AcceptTask,
  BeginTask,
  Begun,
  ExtendTask,
  FillTask,
  FinishTask,
  PlacesTask,
  PrepareTask,
  TextTask,
  TrustTask,
  ValidationTask,
} from './documentThread.ts';
import { receivedTrust, type SentTrustFile, sentAnchor } from './sentTrust.ts';
import { type Answer, answerOf } from './threadErrors.ts';

export interface DocumentPool {
  /** Does what `validatePdf` does, and throws what it throws, or {@link DocumentThreadError}. */
  validate(pdf: Uint8Array, options: ValidateOptions): Promise<ValidationReport>;
  /** Does what `readTrustFile` does, and throws what it throws, or {@link DocumentThreadError}. */
  readTrust(bytes: Uint8Array, source: string, operators?: readonly X509[]): Promise<TrustFile>;
  /** Does what `findPlaces` does, and throws what it throws, or {@link DocumentThreadError}; so do the following. */
  findPlaces: typeof findPlaces;
  findText: typeof findText;
  prepare(pdf: Uint8Array, places: FieldPlaces): Promise<Buffer>;
  /** `fillFields`. */
  fill(pdf: Uint8Array, values: Record<string, string>): Promise<Buffer>;
  /** `beginSigning` and `finishSigning`. */
  begin: typeof beginSigning;
  finish: typeof finishSigning;
  extend: typeof extendPdf;
  acceptSigned: typeof acceptSigned;
  /** Ends the threads; what they were doing fails. */
  close(): Promise<void>;
}

export interface DocumentPoolOptions {
  /** As many as there are cores unless said. */
  threads?: number;
  /**
   * So many stay also while nothing comes, from the beginning on; none unless said. Loading what a thread runs takes 1.5 s
   * of CPU, and a person would wait for it.
   */
  kept?: number;
  /** The longest that one file may take, waiting for a thread included; five minutes unless said. */
  maxMs?: number;
}

/** A thread has ended before its work was done: the pool was closed, or the file took more time or memory than it may. */
export class DocumentThreadError extends Error {
  readonly code = 'DOCUMENT_THREAD_ENDED';
  constructor(cause: unknown) {
    super('Luồng xử lý tài liệu đã dừng trước khi xong; hãy thử lại.', { cause });
    this.name = 'DocumentThreadError';
  }
}

const MAX_WAITING = 1000;
/** What JavaScript keeps; the bytes of a file are beside it. */
const MAX_HEAP_MB = 1024;
const IDLE_MS = 60_000;

/** What a thread gave, without a copy. */
const received = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

/** Threads beyond those kept start when they are needed, and end when nothing has come for a minute. */
export function openDocumentPool(options: DocumentPoolOptions = {}): DocumentPool {
  const { threads = availableParallelism(), kept = 0, maxMs = 5 * 60_000 } = options;
  const pool = new Piscina({
    filename: new URL('./documentThread.mjs', import.meta.url).href,
    execArgv: [],
    minThreads: Math.min(kept, threads),
    maxThreads: threads,
    maxQueue: MAX_WAITING,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });

  async function run<Task, Result>(name: keyof typeof documentThread, task: Task): Promise<Result> {
    const answer: Answer<Result> = await pool
      .run(task, { name, signal: AbortSignal.timeout(maxMs) })
      .catch((cause: unknown) => {
        throw new DocumentThreadError(cause);
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
    findPlaces: (pdf, wanted) => run('places', { pdf, wanted } satisfies PlacesTask),
    findText: (pdf, text) => run('text', { pdf, text } satisfies TextTask),
    prepare: async (pdf, places) => received(await run<PrepareTask, Uint8Array>('prepare', { pdf, places })),
    fill: async (pdf, values) => received(await run<FillTask, Uint8Array>('fill', { pdf, values })),
    async begin(pdf, { signer, ...options }, now) {
      // A key holds functions, which no thread is given.
      const { certificate, chain, algorithm } = signer;
      const task: BeginTask = {
        pdf,
        options: { ...options, signer: { certificate, chain, algorithm } },
        now,
      };
      const { session, prepared } = await run<BeginTask, Begun>('begin', task);
      return { session, prepared: received(prepared) };
    },
    async finish(session, prepared, options, now) {
      const task: FinishTask = { session, prepared, options, now };
      return received(await run<FinishTask, Uint8Array>('finish', task));
    },
    extend: async (pdf, options) => received(await run<ExtendTask, Uint8Array>('extend', { pdf, options })),
    acceptSigned(original, returned, { trust, certificate }) {
      const task: AcceptTask = { original, returned, anchors: trust.anchors.map(sentAnchor), certificate };
      return run('accept', task);
    },
    close: () => pool.destroy(),
  };
}
