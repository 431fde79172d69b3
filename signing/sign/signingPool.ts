/** Signs on all cores: whole signatures in threads of their own, so that the caller's thread stays free. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { isSoftwareKey, type SoftwareKey } from '../keys/signingKey.ts';
import { type SignOptions, signPdf } from './signPdf.ts';

export interface SigningPool {
  /**
   * Does what `signPdf` does, and throws what it throws. Keys that live elsewhere (token, remote service) are used
   * from the caller's thread: they take their time, not ours. So are documents over 32 MB signed.
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
}

/** What a thread is asked. */
export interface SigningTask {
  id: number;
  /** Holds the document in its first bytes, and room for what is appended; the caller leaves it alone until it is
   * answered. */
  memory: SharedArrayBuffer;
  length: number;
  keyId: number;
  /** The first time only: a thread keeps the keys that it has been given, and what it made of them, until number 0
   * comes again. */
  key?: Pick<SoftwareKey, 'privateKey' | 'certificate' | 'chain' | 'algorithm'>;
  options: Omit<SignOptions, 'key'>;
}

/** What was appended: in the task's memory, up to `length`; or, when it had no room there, by itself. */
export type SigningAnswer =
  | { id: number; length: number }
  | { id: number; appended: Uint8Array }
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
/** Memory is shared in pieces of so many bytes, and so many are kept for the next documents: what is allocated anew
 * for each costs page faults, and V8 a full collection every 64 MB. */
const PIECE = 1024 * 1024;
const MAX_FREE = 4;
/** A signature seldom adds more; when it does, as with a large picture, the thread copies the document once more. */
const ROOM = 64 * 1024;

interface Waiting {
  memory: SharedArrayBuffer;
  from: number;
  /** With nothing for what failed. */
  resolve: (appended: Buffer | undefined) => void;
  reject: (error: Error) => void;
}

/** A thread is started when it is first needed, and does not keep the process from ending. */
class SigningThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private keyIds = new WeakMap<SoftwareKey, number>();
  private free: SharedArrayBuffer[] = [];
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

  run(pdf: Uint8Array, key: SoftwareKey, options: Omit<SignOptions, 'key'>): Promise<Buffer | undefined> {
    return new Promise((resolve, reject) => {
      const id = this.nextTask++;
      const memory = this.copy(pdf);
      this.waiting.set(id, { memory, from: pdf.length, resolve, reject });
      this.worker.ref();
      const task: SigningTask = { id, memory, length: pdf.length, ...this.shown(key), options };
      this.worker.postMessage(task);
    });
  }

  private copy(pdf: Uint8Array): SharedArrayBuffer {
    const needed = pdf.length + ROOM;
    const fitting = this.free.find(({ byteLength }) => byteLength >= needed);
    this.free = this.free.filter((piece) => piece !== fitting);
    const memory = fitting ?? new SharedArrayBuffer(Math.ceil(needed / PIECE) * PIECE);
    new Uint8Array(memory).set(pdf);
    return memory;
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
    const { resolve, memory, from } = this.waiting.get(answer.id)!;
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    resolve(appendedIn(answer, memory, from));
    this.free = [...this.free, memory].slice(-MAX_FREE);
  }

  private end(cause?: unknown): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new SigningThreadError(cause));
    this.waiting.clear();
  }
}

function appendedIn(answer: SigningAnswer, memory: SharedArrayBuffer, from: number): Buffer | undefined {
  if ('appended' in answer) return Buffer.from(answer.appended.buffer);
  return 'length' in answer ? Buffer.from(new Uint8Array(memory, from, answer.length - from)) : undefined;
}

export function openSigningPool({ threads = availableParallelism() }: SigningPoolOptions = {}): SigningPool {
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
  const inThread = async (pdf: Uint8Array, { key, ...options }: SignOptions): Promise<Buffer | undefined> =>
    isSoftwareKey(key) && pdf.length <= MAX_BYTES ? idlest().run(pdf, key, options) : undefined;
  return {
    async append(pdf, options) {
      return (await inThread(pdf, options)) ?? (await signPdf(pdf, options)).subarray(pdf.length);
    },
    async sign(pdf, options) {
      const appended = await inThread(pdf, options);
      return appended ? Buffer.concat([pdf, appended]) : signPdf(pdf, options);
    },
    async close() {
      await Promise.all(running.map((thread) => thread.close()));
      running = [];
    },
  };
}
