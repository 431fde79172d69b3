import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestAuthority } from '@congvan/signing/authority';
import type { Layout, Place } from './layout.ts';

/** The environment variables with which one agency's server runs (docs/operations.md). */
export async function serverEnvironment(
  layout: Layout,
  place: Place,
  parts: { authority: TestAuthority; timestampUrl: string; databaseUrl: string; webFolder: string },
): Promise<Record<string, string>> {
  const tls = await tlsFiles(place, parts.authority);
  return {
    CONGVAN_ORGAN_ID: place.organId,
    CONGVAN_HTTP_PORT: String(place.httpPort),
    CONGVAN_PUBLIC_URL: place.url,
    CONGVAN_DATA: place.folder,
    CONGVAN_DATABASE_URL: parts.databaseUrl,
    CONGVAN_ENGINE_PORT: String(place.enginePort),
    CONGVAN_FILES: join(place.folder, 'files'),
    CONGVAN_TSA_URLS: parts.timestampUrl,
    CONGVAN_PLUGIN_URL: `wss://127.0.0.1:${layout.pluginPort}`,
    CONGVAN_TRUST_PEM: parts.authority.caFile,
    CONGVAN_EXCHANGE_PORT: String(place.exchangePort),
    CONGVAN_EXCHANGE_CA: parts.authority.caFile,
    CONGVAN_EXCHANGE_SECRET: await exchangeSecret(layout),
    CONGVAN_TLS_CERT: tls.certificate,
    CONGVAN_TLS_KEY: tls.key,
    CONGVAN_WEB: parts.webFolder,
  };
}

async function tlsFiles(
  place: Place,
  authority: TestAuthority,
): Promise<{ certificate: string; key: string }> {
  const files = { certificate: join(place.folder, 'tls.pem'), key: join(place.folder, 'tls.key.pem') };
  await mkdir(place.folder, { recursive: true });
  if (!existsSync(files.certificate)) {
    const issued = await authority.issueTlsServer({ hosts: ['localhost', '127.0.0.1'] });
    await writeFile(files.key, issued.privateKeyPem, { mode: 0o600 });
    await writeFile(files.certificate, issued.chainPem);
  }
  return files;
}

/** The secret that the two systems have agreed on. */
async function exchangeSecret({ data }: Layout): Promise<string> {
  const file = join(data, 'exchange.secret');
  if (!existsSync(file)) await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFile(file, 'utf8');
}
