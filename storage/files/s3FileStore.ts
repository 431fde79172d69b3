import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Client } from 'minio';
import { collect, digestOf, keyOf, verified } from './digest.ts';
import { FileMissingError, TooLargeError } from './errors.ts';
import { DEFAULT_MAX_BYTES, type FileStore, type StoredFile } from './fileStore.ts';
import { spool } from './spool.ts';

export interface S3Options {
  endPoint: string;
  port?: number;
  useSSL?: boolean;
  accessKey: string;
  secretKey: string;
  bucket: string;
  region?: string;
  /** Where content of unknown length waits until its SHA-256, and so its key, is known. Default: the system's. */
  spoolFolder?: string;
}

const MISSING = new Set(['NoSuchKey', 'NotFound']);

/** Files in a bucket of MinIO or any S3, made on first use. A PUT is atomic: an object is there whole or not at all. */
export function s3FileStore(options: S3Options): FileStore {
  const {
    bucket,
    region = 'us-east-1',
    spoolFolder = join(tmpdir(), 'congvan-spool'),
    ...connection
  } = options;
  const client = new Client({ ...connection, region });
  let ready: Promise<void> | undefined;

  function bucketReady(): Promise<void> {
    ready ??= makeBucket(client, bucket, region).catch((error: unknown) => {
      ready = undefined; // the next call tries again
      throw error;
    });
    return ready;
  }

  async function keep(content: Uint8Array | Readable, { sha256, size }: StoredFile): Promise<StoredFile> {
    await bucketReady();
    const key = keyOf(sha256);
    if ((await statOf(client, bucket, key)) !== size) {
      const body = content instanceof Uint8Array ? Buffer.from(content) : content;
      const type = { 'Content-Type': 'application/octet-stream' };
      await client.putObject(bucket, key, body, size, type).catch(async (error: unknown) => {
        // The answer may be lost, or unreadable to the client (versitygw leaves Location out of a completed multipart
        // upload), though the object is there: objects appear whole, so its size decides.
        if ((await statOf(client, bucket, key)) !== size) throw error;
      });
    }
    return { sha256, size };
  }

  const stream: FileStore['stream'] = async (sha256) => {
    const key = keyOf(sha256);
    await bucketReady();
    const source = await client.getObject(bucket, key).catch((error: { code?: string }) => {
      throw MISSING.has(error.code ?? '') ? new FileMissingError(sha256, { cause: error }) : error;
    });
    return verified(source, sha256);
  };

  return {
    stream,
    async put(content, { maxBytes = DEFAULT_MAX_BYTES } = {}) {
      if (content instanceof Uint8Array) {
        if (content.length > maxBytes) throw new TooLargeError(maxBytes);
        return keep(content, { sha256: digestOf(content), size: content.length });
      }
      const { file, ...stored } = await spool(content, spoolFolder, maxBytes);
      try {
        return await keep(createReadStream(file), stored);
      } finally {
        await rm(file, { force: true });
      }
    },
    get: async (sha256) => collect(await stream(sha256)),
    async has(sha256) {
      const key = keyOf(sha256);
      await bucketReady();
      return (await statOf(client, bucket, key)) !== undefined;
    },
    async remove(sha256) {
      const key = keyOf(sha256);
      await bucketReady();
      await client.removeObject(bucket, key);
    },
  };
}

async function makeBucket(client: Client, bucket: string, region: string): Promise<void> {
  if (await client.bucketExists(bucket)) return;
  await client.makeBucket(bucket, region).catch((error: { code?: string }) => {
    if (error.code !== 'BucketAlreadyOwnedByYou') throw error; // another process was first
  });
}

async function statOf(client: Client, bucket: string, key: string): Promise<number | undefined> {
  return client.statObject(bucket, key).then(
    ({ size }) => size,
    (error: { code?: string }) => {
      if (MISSING.has(error.code ?? '')) return undefined;
      throw error;
    },
  );
}
