/** Signs on all cores: whole signatures in threads of their own, so that the caller's thread stays free. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { isSoftwareKey, type SoftwareKey } from '../keys/signingKey.ts';
import type { DocumentPool } from '../threads/documentPool.ts';
import { signElsewhere } from '../threads/signElsewhere.ts';
import { type SignOptions, signPdf } from './signPdf.ts';
import { givenAway, newMemory, SharedPieces } from './threadMemory.ts';

export interface SigningPool {
  /**
   * Does what `signPdf` does, and throws what it throws. Keys that live elsewhere (token, remote service) are asked
   * from the caller's thread: they take their time, not ours. Documents over 32 MB are signed there.
   */
  sign(pdf: Uint8Array, options: SignOptions): Promise<Buffer>;
  /**
   * Only what `sign` adds behind the document's last byte (ISO 32000-1, 7.5.6): whoever writes or sends both parts one
   * after the other needs no memory for a second document.
   */
  append(pdf: Uint8Array, options: SignOptions): Promise<Buffer>;
  /** Ends the threads; what they were doing fails. */
  close(): Promise<void>;
}

export interface SigningPoolOptions {
  /** As many as there are cores unless said. */
  threads?: number;
  /** Whose threads prepare and finish a document for a key that lives elsewhere; the caller's own unless given. */
  documents?: Pick<DocumentPool, 'begin' | 'finish'>;
}

/** What a thread is asked. */
export interface SigningTask {
  id: number;
  /** Holds the document in its first bytes, and room for what is appended. Shared with the thread, or given to it
   * and given back. */
  memory: ArrayBufferLike;
  length: number;
  keyId: number;
  /** The first time only: a thread keeps the keys that it has been given, and what it made of them, until number 0
   * comes again. */
  key?: Pick<SoftwareKey, 'privateKey' | 'certificate' | 'chain' | 'algorithm'>;
  options: Omit<SignOptions, 'key'>;
}

/** The signed document in the first bytes of `memory`, the task's or, when that had no room, its own. */
export type SigningAnswer =
  | { id: number; memory: ArrayBufferLike; length: number }
  | { id: number; failed: true };

/** A signing thread has ended before its work was done. */
export class SigningThreadError extends Error {
  readonly code = 'SIGNING_THREAD_ENDED';
  constructor(cause?: unknown) {
    super('Luồng ký số đã dừng trước khi ký xong; hãy ký lại.', { cause });
    this.name = 'SigningThreadError';
  }
}

/** Keys that a thread keeps at the most. */
const MAX_KEYS = 64;
/** A larger document is signed where it is: a copy for a thread would take more memory than it saves time. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A signature seldom adds more; when it does, as with a large picture, the thread copies the document once more. */
const ROOM = 64 * 1024;

/** What the caller gets: the whole, which is the memory that was given to the thread, or a copy of what was appended
 * in shared memory. */
type Part = 'whole' | 'appended';

interface Waiting {
  part: Part;
  /** Of the document. */
  length: number;
  /** With nothing for what failed. */
  resolve: (signed: Buffer | undefined) => void;
  reject: (error: Error) => void;
}

/** A thread is started when it is first needed, and does not keep the process from ending. */
class SigningThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private keyIds = new WeakMap<SoftwareKey, number>();
  private readonly pieces = new SharedPieces();
  private nextTask = 0;
  private nextKey = 0;
  ended = false;

  constructor() {
    this.worker = new Worker(new URL('./signingThread.mjs', import.meta.url), { execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (answer: SigningAnswer) => this.answered(answer));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end());
  }

  get load(): number {
    return this.waiting.size;
  }

  run(pdf: Uint8Array, { key, ...options }: SignOptions & { key: SoftwareKey }, part: Part) {
    return new Promise<Buffer | undefined>((resolve, reject) => {
      const id = this.nextTask++;
      const bytes = pdf.length + ROOM;
      const memory = part === 'whole' ? newMemory(bytes) : this.pieces.take(bytes);
      new Uint8Array(memory).set(pdf);
      this.waiting.set(id, { part, length: pdf.length, resolve, reject });
      this.worker.ref();
      const task: SigningTask = { id, memory, length: pdf.length, ...this.shown(key), options };
      this.worker.postMessage(task, givenAway(memory));
    });
  }

  private shown(key: SoftwareKey): Pick<SigningTask, 'keyId' | 'key'> {
    const known = this.keyIds.get(key);
    if (known !== undefined) return { keyId: known };
    if (this.nextKey === MAX_KEYS) {
      this.keyIds = new WeakMap();
      this.nextKey = 0;
    }
    const keyId = this.nextKey++;
    this.keyIds.set(key, keyId);
    const { privateKey, certificate, chain, algorithm } = key;
    return { keyId, key: { privateKey, certificate, chain, algorithm } };
  }

  close(): Promise<number> {
    return this.worker.terminate();
  }

  private answered(answer: SigningAnswer): void {
    const { part, length, resolve } = this.waiting.get(answer.id)!;
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('failed' in answer) {
      resolve(undefined);
      return;
    }
    const { memory } = answer;
    const signed = Buffer.from(memory, 0, answer.length);
    resolve(part === 'whole' ? signed : Buffer.from(signed.subarray(length)));
    if (memory instanceof SharedArrayBuffer) this.pieces.giveBack(memory);
  }

  private end(cause?: unknown): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new SigningThreadError(cause));
    this.waiting.clear();
  }
}

export function openSigningPool(options: SigningPoolOptions = {}): SigningPool {
  const { threads = availableParallelism(), documents } = options;
  let running: SigningThread[] = [];
  const idlest = (): SigningThread => {
    running = running.filter(({ ended }) => !ended);
    const free = running.find(({ load }) => load === 0);
    if (free) return free;
    if (running.length < threads) {
      const made = new SigningThread();
      running.push(made);
      return made;
    }
    return running.reduce((least, one) => (one.load < least.load ? one : least));
  };
  /** @returns nothing for what is signed in the caller's thread: an error loses its class between threads, and the
   * same call there throws it */
  const inThread = async (pdf: Uint8Array, wanted: SignOptions, part: Part): Promise<Buffer | undefined> => {
    const { key } = wanted;
    return isSoftwareKey(key) && pdf.length <= MAX_BYTES
      ? idlest().run(pdf, { ...wanted, key }, part)
      : undefined;
  };
  const outside = (pdf: Uint8Array, wanted: SignOptions): Promise<Buffer> =>
    documents && !isSoftwareKey(wanted.key) ? signElsewhere(documents, pdf, wanted) : signPdf(pdf, wanted);
  return {
    async append(pdf, wanted) {
      return (await inThread(pdf, wanted, 'appended')) ?? (await outside(pdf, wanted)).subarray(pdf.length);
    },
    async sign(pdf, wanted) {
      return (await inThread(pdf, wanted, 'whole')) ?? outside(pdf, wanted);
    },
    async close() {
      await Promise.all(running.map((thread) => thread.close()));
      running = [];
    },
  };
}
