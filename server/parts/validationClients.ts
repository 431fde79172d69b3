import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { TooManyCallsError, UnknownClientError } from '../http/errors.ts';
import { readJsonFile } from './jsonFile.ts';

const clientList = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200),
      /** SHA-256 of its key, hexadecimal: the key itself is known to the client alone. */
      keySha256: z.string().regex(/^[0-9a-f]{64}$/),
      perMinute: z.int().min(1).max(6_000).default(60),
    }),
  )
  .max(200);

/** Systems of other agencies that may have signatures validated here. */
export interface ValidationClients {
  /**
   * @param authorization the request's header: `Bearer <key>`
   * @returns the client's name; the call counts
   * @throws {UnknownClientError} @throws {TooManyCallsError}
   */
  admit(authorization: string): string;
}

/** @throws {ConfigError} */
export async function validationClients(
  file: string | undefined,
  clock: () => Date,
): Promise<ValidationClients> {
  const list = file === undefined ? [] : await readJsonFile('CONGVAN_VALIDATION_CLIENTS', file, clientList);
  const known = list.map((client) => ({ ...client, digest: Buffer.from(client.keySha256, 'hex') }));
  const calls = new Map<string, { minute: number; count: number }>();
  return {
    admit(authorization) {
      const [, key = ''] = /^Bearer (\S{1,200})$/.exec(authorization) ?? [];
      const digest = createHash('sha256').update(key).digest();
      const client = known.find((item) => timingSafeEqual(item.digest, digest));
      if (!client || !key) throw new UnknownClientError();
      const now = clock().getTime();
      const minute = Math.floor(now / 60_000);
      const counted = calls.get(client.name);
      const count = counted?.minute === minute ? counted.count + 1 : 1;
      if (count > client.perMinute)
        throw new TooManyCallsError(client.perMinute, Math.ceil(60 - (now % 60_000) / 1000));
      calls.set(client.name, { minute, count });
      return client.name;
    },
  };
}
