import type { Readable } from 'node:stream';

/** Bytes kept once, under their SHA-256 (lower-case hex). Adapters: a local folder, any S3. */
export interface FileStore {
  /**
   * Keeps the bytes; keeping the same bytes again changes nothing. A file is there whole or not at all.
   * @throws {TooLargeError} over `maxBytes` (default 256 MiB); nothing is kept
   */
  put(content: Uint8Array | Readable, limits?: { maxBytes?: number }): Promise<StoredFile>;
  /** @throws {FileMissingError} @throws {FileCorruptError} when the bytes no longer match their name */
  get(sha256: string): Promise<Buffer>;
  /** The stream ends with FileCorruptError instead of its end when the bytes no longer match their name. */
  stream(sha256: string): Promise<Readable>;
  has(sha256: string): Promise<boolean>;
  /** Removing what is not there is no error. */
  remove(sha256: string): Promise<void>;
}

export interface StoredFile {
  sha256: string;
  /** Bytes. */
  size: number;
}

export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
