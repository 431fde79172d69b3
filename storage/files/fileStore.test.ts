import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVersitygw } from '../testing/versitygw.ts';
import { digestOf } from './digest.ts';
import { FileCorruptError, FileMissingError, FileNameError, TooLargeError } from './errors.ts';
import type { FileStore } from './fileStore.ts';
import { localFileStore } from './localFileStore.ts';
import { s3FileStore } from './s3FileStore.ts';

interface Subject {
  store: FileStore;
  /** Folder in which the adapter keeps objects, to spoil one and to see what is left behind. */
  objects: string;
  stop(): Promise<void>;
}

const adapters: Record<string, () => Promise<Subject>> = {
  'a local folder': async () => {
    const objects = await mkdtemp(join(tmpdir(), 'congvan-files-'));
    return {
      store: localFileStore({ folder: objects }),
      objects,
      stop: () => rm(objects, { recursive: true, force: true }),
    };
  },
  'S3 (versitygw) through the minio client': async () => {
    const s3 = await startVersitygw();
    const spoolFolder = join(s3.objects, 'congvan', 'incoming'); // so that leftovers are seen by the same test
    return {
      store: s3FileStore({ ...s3.options, spoolFolder }),
      objects: join(s3.objects, 'congvan'),
      stop: s3.stop,
    };
  },
};

function slowly(bytes: Buffer, step = 100_000): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
    })(),
  );
}

async function drain(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe.each(Object.entries(adapters))('files on %s', (_name, start) => {
  let subject: Subject;
  let store: FileStore;
  const leftovers = () => readdir(join(subject.objects, 'incoming')).catch(() => []);
  beforeAll(async () => {
    subject = await start();
    store = subject.store;
  });
  afterAll(() => subject.stop());

  it('keeps bytes under their SHA-256 and gives them back', async () => {
    const bytes = Buffer.from('Kiến trúc Chính quyền điện tử');
    expect(await store.put(bytes)).toEqual({ sha256: digestOf(bytes), size: bytes.length });
    expect(await store.get(digestOf(bytes))).toEqual(bytes);
    expect(await drain(await store.stream(digestOf(bytes)))).toEqual(bytes);
    expect(await store.has(digestOf(bytes))).toBe(true);
  });

  it('keeps an empty file', async () => {
    const { sha256, size } = await store.put(Buffer.alloc(0));
    expect(size).toBe(0);
    expect(await store.get(sha256)).toEqual(Buffer.alloc(0));
    expect(await store.put(Readable.from([]))).toEqual({ sha256, size: 0 });
  });

  it('keeps the same bytes once, put as a whole or as a stream, one after another or at once', async () => {
    const bytes = randomBytes(3_000_000);
    const results = await Promise.all([
      store.put(bytes),
      store.put(slowly(bytes)),
      store.put(bytes),
      store.put(slowly(bytes)),
    ]);
    expect(new Set(results.map(({ sha256 }) => sha256))).toEqual(new Set([digestOf(bytes)]));
    expect(await store.put(slowly(bytes))).toEqual({ sha256: digestOf(bytes), size: bytes.length });
    expect((await store.get(digestOf(bytes))).equals(bytes)).toBe(true);
    expect(await leftovers()).toEqual([]);
  });

  it('streams a file larger than one part of an upload', async () => {
    const bytes = randomBytes(1_000_000);
    const times = 70;
    const source = () => Readable.from(Array.from({ length: times }, () => bytes));
    const { sha256, size } = await store.put(source());
    expect(size).toBe(times * bytes.length);
    let seen = 0;
    for await (const chunk of await store.stream(sha256)) seen += (chunk as Buffer).length;
    expect(seen).toBe(size);
    await store.remove(sha256);
  });

  it('refuses what is too large and keeps nothing of it', async () => {
    const bytes = randomBytes(500_000);
    await expect(store.put(bytes, { maxBytes: 499_999 })).rejects.toThrow(TooLargeError);
    await expect(store.put(slowly(bytes), { maxBytes: 499_999 })).rejects.toThrow(TooLargeError);
    expect(await store.has(digestOf(bytes))).toBe(false);
    expect(await leftovers()).toEqual([]);
    expect((await store.put(slowly(bytes), { maxBytes: 500_000 })).size).toBe(500_000);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const bytes = randomBytes(300_000);
    const broken = Readable.from(
      (async function* () {
        yield bytes;
        throw new Error('line cut');
      })(),
    );
    await expect(store.put(broken)).rejects.toThrow('line cut');
    expect(await store.has(digestOf(bytes))).toBe(false);
    expect(await leftovers()).toEqual([]);
  });

  it('says what is missing, and removes without complaint', async () => {
    const { sha256 } = await store.put(Buffer.from('sẽ xóa'));
    await store.remove(sha256);
    await store.remove(sha256);
    expect(await store.has(sha256)).toBe(false);
    await expect(store.get(sha256)).rejects.toThrow(FileMissingError);
    await expect(store.stream(sha256)).rejects.toThrow(FileMissingError);
  });

  it('refuses a name that is no SHA-256', async () => {
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64)]) {
      await expect(store.get(name)).rejects.toThrow(FileNameError);
    }
  });

  it('never passes on a file that was spoiled, and heals a truncated one when it is put again', async () => {
    const bytes = Buffer.from('nội dung gốc');
    const { sha256 } = await store.put(bytes);
    const file = join(subject.objects, sha256.slice(0, 2), sha256);
    expect(await readFile(file)).toEqual(bytes);
    await writeFile(file, Buffer.from('nội dung gỐc'));
    await expect(store.get(sha256)).rejects.toThrow(FileCorruptError);
    await expect(store.stream(sha256).then(drain)).rejects.toThrow(FileCorruptError);
    await writeFile(file, bytes.subarray(0, 5));
    await store.put(bytes);
    expect(await store.get(sha256)).toEqual(bytes);
  });
});
