import { resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((item) => item.trim() || []));

const environment = z.object({
  CONGVAN_ORGAN_ID: z.string().min(1).max(35),
  CONGVAN_HTTP_PORT: port.default(8080),
  CONGVAN_HTTP_HOST: z.string().default('127.0.0.1'),
  CONGVAN_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  CONGVAN_BEHIND_PROXY: z.stringbool().default(false),
  CONGVAN_DATA: z.string().default('data'),
  CONGVAN_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  CONGVAN_ENGINE_ADDRESS: z.string().optional(),
  CONGVAN_ENGINE_PORT: port.default(26_500),
  CONGVAN_ENGINE_REST_PORT: port.optional(),
  CONGVAN_FILES: z.string().optional(),
  CONGVAN_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  CONGVAN_S3_ACCESS_KEY: z.string().optional(),
  CONGVAN_S3_SECRET_KEY: z.string().optional(),
  CONGVAN_S3_REGION: z.string().optional(),
  CONGVAN_TSA_URLS: list,
  CONGVAN_TRUST_PEM: z.string().optional(),
  CONGVAN_EXCHANGE_PORT: port.default(8443),
  CONGVAN_EXCHANGE_HOST: z.string().default('127.0.0.1'),
  CONGVAN_EXCHANGE_CA: z.string().optional(),
  CONGVAN_EXCHANGE_SECRET: z.string().min(16).optional(),
  CONGVAN_TLS_CERT: z.string().optional(),
  CONGVAN_TLS_KEY: z.string().optional(),
  CONGVAN_CSC_URLS: list.pipe(z.array(z.url({ protocol: /^https?$/ })).max(20)),
  CONGVAN_CSC_CLIENTS: z.string().optional(),
  CONGVAN_PLUGIN_URL: z.url({ protocol: /^wss?$/ }).default('wss://127.0.0.1:8987'),
  CONGVAN_SECRET_KEY: z.base64().optional(),
  CONGVAN_PKCS11_MODULE: z.string().optional(),
  CONGVAN_PKCS11_TOKEN: z.string().max(32).optional(),
  CONGVAN_PKCS11_PIN: z.string().optional(),
  CONGVAN_PKCS11_PIN_FILE: z.string().optional(),
  CONGVAN_PKCS11_CHAIN: z.string().optional(),
  CONGVAN_VALIDATION_CLIENTS: z.string().optional(),
  CONGVAN_WEB: z.string().optional(),
});

export type FilesConfig =
  | { kind: 'folder'; folder: string }
  | { kind: 's3'; bucket: string; endpoint: URL; accessKey: string; secretKey: string; region?: string };

export interface Config {
  organId: string;
  http: {
    host: string;
    port: number;
    publicUrl: string;
    behindProxy: boolean;
    webFolder: string | undefined;
    /** File of the systems that may have signatures validated here, JSON; absent: none may. */
    validationClients: string | undefined;
  };
  data: string;
  /** Absent: PostgreSQL from npm, in the data folder. */
  databaseUrl: string | undefined;
  /** A gateway elsewhere, or our own on a port of this machine. */
  engine: { address: string } | { port: number; restPort: number | undefined };
  files: FilesConfig;
  timestampUrls: string[];
  /** File of trusted roots, PEM. */
  trustPem: string | undefined;
  keys: {
    /** Remote signing services (CSC API v2). */
    services: string[];
    /** File that says as what this office is known to them, JSON; absent: no token is refreshed. */
    clients: string | undefined;
    /** Where the token plug-in listens on the signer's machine. */
    pluginUrl: string;
    /** 32 bytes; absent: kept in the data folder. */
    secret: Buffer | undefined;
    /** An HSM, or a token in this machine, that keeps keys. */
    pkcs11:
      | {
          /** Path of its library. */
          module: string;
          tokenLabel: string | undefined;
          pin: { value: string } | { file: string };
          /** File of the issuers that the token does not hold, PEM. */
          chainPem: string | undefined;
        }
      | undefined;
  };
  /** Absent: no packets are sent or received. */
  exchange:
    | { host: string; port: number; secret: string; certificate: string; key: string; ca: string | undefined }
    | undefined;
}

/** A configuration that cannot work; the message names each variable and what is wrong with it. */
export class ConfigError extends Error {
  readonly code = 'config';
  constructor(problems: string[]) {
    super(`Cấu hình chưa đúng:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the environment variables that docs/operations.md lists. @throws {ConfigError} */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const e = parsed.data;
  const data = resolve(e.CONGVAN_DATA);
  return {
    organId: e.CONGVAN_ORGAN_ID,
    http: {
      host: e.CONGVAN_HTTP_HOST,
      port: e.CONGVAN_HTTP_PORT,
      publicUrl: e.CONGVAN_PUBLIC_URL ?? `http://localhost:${e.CONGVAN_HTTP_PORT}`,
      behindProxy: e.CONGVAN_BEHIND_PROXY,
      webFolder: e.CONGVAN_WEB,
      validationClients: e.CONGVAN_VALIDATION_CLIENTS,
    },
    data,
    databaseUrl: e.CONGVAN_DATABASE_URL,
    engine: e.CONGVAN_ENGINE_ADDRESS
      ? { address: e.CONGVAN_ENGINE_ADDRESS }
      : { port: e.CONGVAN_ENGINE_PORT, restPort: e.CONGVAN_ENGINE_REST_PORT },
    files: filesConfig(e, data),
    timestampUrls: e.CONGVAN_TSA_URLS,
    trustPem: e.CONGVAN_TRUST_PEM,
    keys: {
      services: e.CONGVAN_CSC_URLS,
      clients: e.CONGVAN_CSC_CLIENTS,
      pluginUrl: e.CONGVAN_PLUGIN_URL.replace(/\/$/, ''),
      secret: secretKey(e.CONGVAN_SECRET_KEY),
      pkcs11: pkcs11Config(e),
    },
    exchange: exchangeConfig(e),
  };
}

function secretKey(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const secret = Buffer.from(text, 'base64');
  if (secret.length !== 32) throw new ConfigError(['CONGVAN_SECRET_KEY: cần đúng 32 byte, viết bằng base64']);
  return secret;
}

function pkcs11Config(e: z.output<typeof environment>): Config['keys']['pkcs11'] {
  const { CONGVAN_PKCS11_MODULE: module, CONGVAN_PKCS11_PIN: value, CONGVAN_PKCS11_PIN_FILE: file } = e;
  if (module === undefined) return undefined;
  const [pin, ...others] = [...(value ? [{ value }] : []), ...(file ? [{ file }] : [])];
  if (!pin || others.length > 0) {
    throw new ConfigError([
      'CONGVAN_PKCS11_PIN: cần mã PIN ở đây, hoặc tệp giữ nó ở CONGVAN_PKCS11_PIN_FILE, một trong hai',
    ]);
  }
  return { module, tokenLabel: e.CONGVAN_PKCS11_TOKEN, pin, chainPem: e.CONGVAN_PKCS11_CHAIN };
}

function filesConfig(e: z.output<typeof environment>, data: string): FilesConfig {
  const place = e.CONGVAN_FILES ?? resolve(data, 'files');
  if (!place.startsWith('s3://')) return { kind: 'folder', folder: resolve(place) };
  const needed = ['CONGVAN_S3_ENDPOINT', 'CONGVAN_S3_ACCESS_KEY', 'CONGVAN_S3_SECRET_KEY'] as const;
  const missing = needed.filter((name) => !e[name]);
  if (missing.length > 0)
    throw new ConfigError(missing.map((name) => `${name}: cần khi CONGVAN_FILES là s3://`));
  return {
    kind: 's3',
    bucket: place.slice('s3://'.length),
    endpoint: new URL(e.CONGVAN_S3_ENDPOINT!),
    accessKey: e.CONGVAN_S3_ACCESS_KEY!,
    secretKey: e.CONGVAN_S3_SECRET_KEY!,
    ...(e.CONGVAN_S3_REGION && { region: e.CONGVAN_S3_REGION }),
  };
}

function exchangeConfig(e: z.output<typeof environment>): Config['exchange'] {
  const needed = ['CONGVAN_EXCHANGE_SECRET', 'CONGVAN_TLS_CERT', 'CONGVAN_TLS_KEY'] as const;
  const missing = needed.filter((name) => !e[name]);
  if (missing.length === needed.length) return undefined;
  if (missing.length > 0) throw new ConfigError(missing.map((name) => `${name}: cần để trao đổi văn bản`));
  return {
    host: e.CONGVAN_EXCHANGE_HOST,
    port: e.CONGVAN_EXCHANGE_PORT,
    secret: e.CONGVAN_EXCHANGE_SECRET!,
    certificate: e.CONGVAN_TLS_CERT!,
    key: e.CONGVAN_TLS_KEY!,
    ca: e.CONGVAN_EXCHANGE_CA,
  };
}
