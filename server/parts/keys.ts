import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyOptions, type RemoteClient, remoteNotices } from '@congvan/office';
import { type Pkcs11Module, pkcs11Module } from '@congvan/signing';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { readJsonFile } from './jsonFile.ts';
import { readTrustedRoots } from './trust.ts';

/** What keys beside those kept in the database need: addresses, and the office's own secret. */
export async function keyOptions({ data, http, keys }: Config): Promise<KeyOptions> {
  const { services, clients, pluginUrl, secret, pkcs11 } = keys;
  return {
    ...{ services, pluginUrl, publicUrl: http.publicUrl },
    clients: await clientsIn(clients),
    notices: remoteNotices(),
    secret: secret ?? (await keptSecret(data)),
    module: pkcs11 ? await moduleOf(pkcs11) : null,
  };
}

const remoteClients = z
  .array(
    z.strictObject({
      serviceUrl: z.url(),
      tokenUrl: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
    }),
  )
  .max(20);

const clientsIn = async (file: string | undefined): Promise<RemoteClient[]> =>
  file === undefined ? [] : readJsonFile('CONGVAN_CSC_CLIENTS', file, remoteClients);

/** Made at the first start; several servers of one agency are given the same by `CONGVAN_SECRET_KEY`. */
async function keptSecret(data: string): Promise<Buffer> {
  const file = join(data, 'secret.key');
  await mkdir(data, { recursive: true });
  await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch((error: { code?: string }) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file);
}

/** The PIN stands in a variable or in a file, without the line's end; it is never written anywhere. */
async function moduleOf({
  module,
  tokenLabel,
  pin,
  chainPem,
}: NonNullable<Config['keys']['pkcs11']>): Promise<Pkcs11Module> {
  return pkcs11Module({
    module,
    ...(tokenLabel !== undefined && { tokenLabel }),
    pin: 'file' in pin ? (await readFile(pin.file, 'utf8')).replace(/\r?\n$/, '') : pin.value,
    chain: await readTrustedRoots(chainPem),
  });
}
