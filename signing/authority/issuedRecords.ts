/** What the test authority remembers of each certificate: one file a certificate, so that processes can share it. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Purpose } from './issueCertificate.ts';

export interface IssuedEntry {
  serialNumber: string;
  commonName: string;
  purpose: Purpose;
  notAfter: string;
  revokedAt?: string;
  /** CRLReason of RFC 5280, 5.3.1. */
  reason?: number;
}

export interface IssuedRecords {
  put(entry: IssuedEntry): Promise<void>;
  get(serialNumber: string): Promise<IssuedEntry | undefined>;
  all(): IssuedEntry[];
}

export async function issuedRecords(folder: string): Promise<IssuedRecords> {
  await mkdir(folder, { recursive: true });
  const file = (serialNumber: string) => join(folder, `${serialNumber}.json`);
  const get = async (serialNumber: string): Promise<IssuedEntry | undefined> => {
    if (!/^[0-9a-f]{1,64}$/i.test(serialNumber)) return undefined;
    const text = await readFile(file(serialNumber.toLowerCase()), 'utf8').catch(missing);
    return text ? (JSON.parse(text) as IssuedEntry) : undefined;
  };
  return {
    put: (entry) => writeWhole(file(entry.serialNumber), JSON.stringify(entry)),
    get,
    all: () =>
      readdirSync(folder)
        .filter((item) => item.endsWith('.json'))
        .map((item) => JSON.parse(readFileSync(join(folder, item), 'utf8')) as IssuedEntry),
  };
}

export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** A reader sees the old file or the new one, never half of it. */
export async function writeWhole(path: string, data: string | Buffer): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, data, { mode: 0o600 });
  await rename(draft, path);
}
