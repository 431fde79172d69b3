/** Signs on all cores: whole signatures in threads of their own, so that the caller's thread stays free. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { isSoftwareKey, type SoftwareKey } from '../keys/signingKey.ts';
import type { DocumentPool } from '../threads/documentPool.ts';
import { signElsewhere } from '../threads/signElsewhere.ts';
import { type Answer, answerOf } from '../threads/threadErrors.ts';
import { type SignOptions, signPdf } from './signPdf.ts';
import { copyTo, newMemory, PIECE, Pieces } from './threadMemory.ts';

export interface SigningPool {
  /**
   * Does what `signPdf` does, and throws what it throws, or {@link SigningThreadError}. Keys that live elsewhere
   * (token, remote service) are asked from the caller's thread: they take their time, not ours.
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
  /** Holds the document in its first bytes, and room for what is appended; given to the thread, and given back. */
  memory: ArrayBuffer;
  length: number;
  keyId: number;
  /** The first time only: a thread keeps the keys that it has been given, and what it made of them, until number 0
   * comes again. */
  key?: Pick<SoftwareKey, 'privateKey' | 'certificate' | 'chain' | 'algorithm'>;
  options: Omit<SignOptions, 'key'>;
}

export interface SigningAnswer {
  id: number;
  /** Length of the signed document, which is in the first bytes of the memory. */
  answer: Answer<number>;
  /** The task's, or larger where the document outgrew it. */
  memory: ArrayBuffer;
}

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
/** For fonts, certificates and the signature itself; for validation data and a timestamp over them; for a picture, which
 * PNG may have packed better. What needs more is copied once more by the thread. */
const ROOM = 64 * 1024;
const LONG_TERM_ROOM = 256 * 1024;
const PICTURE_ROOM = 4;

/** What the caller gets. */
type Part = 'whole' | 'appended';

interface Waiting {
  part: Part;
  /** Of the document before it was signed. */
  length: number;
  /** Whether the memory is used again, and what is in it copied. */
  lent: boolean;
  resolve: (signed: Buffer) => void;
  reject: (error: unknown) => void;
}

/** A thread is started when it is first needed, and does not keep the process from ending. */
class SigningThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private keyIds = new WeakMap<SoftwareKey, number>();
  private readonly pieces = new Pieces();
  private nextTask = 0;
  private nextKey = 0;
  /** Documents on their way to it. */
  private copying = 0;
  ended = false;

  constructor() {
    this.worker = new Worker(new URL('./signingThread.mjs', import.meta.url), { execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (answer: SigningAnswer) => this.answered(answer));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end());
  }

  get load(): number {
    return this.waiting.size + this.copying;
  }

  async run(pdf: Uint8Array, { key, ...options }: SignOptions & { key: SoftwareKey }, part: Part) {
    const { length } = pdf;
    const bytes = length + roomFor(options);
    // Of a large document the memory comes back as the result, so that there are never more than two of it.
    const lent = part === 'appended' || bytes <= PIECE;
    const memory = lent ? this.pieces.take(bytes) : newMemory(bytes);
    this.copying++;
    await copyTo(memory, pdf).finally(() => this.copying--);
    return new Promise<Buffer>((resolve, reject) => {
      if (this.ended) throw new SigningThreadError();
      const id = this.nextTask++;
      const task: SigningTask = { id, memory, length, ...this.shown(key), options };
      this.worker.postMessage(task, [memory]);
      this.waiting.set(id, { part, length, lent, resolve, reject });
      this.worker.ref();
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

  private answered({ id, answer, memory }: SigningAnswer): void {
    const { part, length, lent, resolve, reject } = this.waiting.get(id)!;
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    try {
      const signed = Buffer.from(memory, 0, answerOf(answer)).subarray(part === 'whole' ? 0 : length);
      resolve(lent ? Buffer.from(signed) : signed);
    } catch (error) {
      reject(error);
    }
    if (lent) this.pieces.giveBack(memory);
  }

  private end(cause?: unknown): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new SigningThreadError(cause));
    this.waiting.clear();
  }
}

function roomFor({ level, appearance }: Omit<SignOptions, 'key'>): number {
  const picture = appearance && 'png' in appearance ? appearance.png.length * PICTURE_ROOM : 0;
  return ROOM + picture + (level === 'B-LT' || level === 'B-LTA' ? LONG_TERM_ROOM : 0);
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
  const signed = async (pdf: Uint8Array, wanted: SignOptions, part: Part): Promise<Buffer> => {
    const { key } = wanted;
    if (isSoftwareKey(key)) return idlest().run(pdf, { ...wanted, key }, part);
    const whole = await (documents ? signElsewhere(documents, pdf, wanted) : signPdf(pdf, wanted));
    return part === 'whole' ? whole : whole.subarray(pdf.length);
  };
  return {
    append: (pdf, wanted) => signed(pdf, wanted, 'appended'),
    sign: (pdf, wanted) => signed(pdf, wanted, 'whole'),
    async close() {
      await Promise.all(running.map((thread) => thread.close()));
      running = [];
    },
  };
}
