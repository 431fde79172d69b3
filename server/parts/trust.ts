import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The trusted roots in a PEM file, DER. Without a file nobody is trusted, and every signature says so. */
export async function readTrustedRoots(pemFile: string | undefined): Promise<Uint8Array[]> {
  if (pemFile === undefined) return [];
  const blocks = (await readFile(pemFile, 'utf8')).match(BLOCK) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}
