/** Keys held by a remote signing service, reached by the Cloud Signature Consortium API v2 (CSC API 2.0). */
import { digest, type Hash, type Scheme } from '../cms/algorithms.ts';
import { Oid } from '../cms/oids.ts';
import { ecdsaToDer } from './ecdsaValue.ts';
import type { SigningKey } from './signingKey.ts';

export interface CscOptions {
  /** Up to and without `/csc/v2`, e.g. `https://rssp.example.vn`. */
  baseUrl: string;
  /** OAuth 2.0 bearer token of the signer. */
  accessToken: string;
  /** Which credential; the signer's only one unless said. */
  credentialId?: string;
  /** PIN and one-time password, where the credential asks for them. */
  pin?: string;
  otp?: string;
  /** RSASSA-PSS where the credential can. */
  pss?: boolean;
}

/** The service refused or did not answer as the API says. `reason` is its own word, e.g. `invalid_pin`. */
export class RemoteSigningError extends Error {
  readonly code = 'REMOTE_SIGNING';
  constructor(
    readonly reason: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`Dịch vụ ký số từ xa không ký được: ${detail}`, options);
    this.name = 'RemoteSigningError';
  }
}

const TIMEOUT_MS = 30_000;
const MAX_REPLY = 1 << 20;
const ecdsaOids: Record<Hash, string> = {
  sha256: Oid.ecdsaWithSha256,
  sha384: Oid.ecdsaWithSha384,
  sha512: Oid.ecdsaWithSha512,
};

/** Asks for the credential's certificates (credentials/info). @throws RemoteSigningError */
export async function cscKey(options: CscOptions): Promise<SigningKey> {
  const credentialID = options.credentialId ?? (await onlyCredential(options));
  const info = await call(options, 'credentials/info', { credentialID, certificates: 'chain' });
  const certificates = strings(field(info, 'cert', 'certificates')).map((text) =>
    Buffer.from(text, 'base64'),
  );
  const algorithms = strings(field(info, 'key', 'algo'));
  const [certificate, ...chain] = certificates;
  if (!certificate) throw new RemoteSigningError('no_certificate', 'không có chứng thư số');
  const algorithm = schemeOf(algorithms, options.pss ?? false);
  return {
    certificate,
    chain,
    algorithm,
    sign: (bytes, hash) => signRemotely(options, credentialID, algorithm, digest(hash, bytes), hash),
  };
}

async function onlyCredential(options: CscOptions): Promise<string> {
  const ids = strings(field(await call(options, 'credentials/list', {}), 'credentialIDs'));
  if (ids.length !== 1) {
    throw new RemoteSigningError('choose_credential', `có ${ids.length} chứng thư số, cần chọn một`);
  }
  return ids[0]!;
}

function schemeOf(algorithms: string[], pss: boolean): Scheme {
  if (algorithms.some((item) => item === Oid.ecPublicKey || Object.values(ecdsaOids).includes(item)))
    return 'ECDSA';
  return pss ? 'RSASSA-PSS' : 'RSASSA-PKCS1-v1_5';
}

/** Authorises this one digest (credentials/authorize), then has it signed (signatures/signHash). */
async function signRemotely(
  options: CscOptions,
  credentialID: string,
  algorithm: Scheme,
  hashed: Buffer,
  hash: Hash,
): Promise<Buffer> {
  const hashes = [hashed.toString('base64')];
  const { pin, otp } = options;
  const authData = [...(pin ? [{ id: 'PIN', value: pin }] : []), ...(otp ? [{ id: 'OTP', value: otp }] : [])];
  const authorised = await call(options, 'credentials/authorize', {
    credentialID,
    numSignatures: 1,
    hashes,
    hashAlgorithmOID: Oid[hash],
    ...(authData.length ? { authData } : {}),
  });
  const signed = await call(options, 'signatures/signHash', {
    credentialID,
    SAD: String(field(authorised, 'SAD')),
    hashes,
    hashAlgorithmOID: Oid[hash],
    signAlgo: signAlgorithm(algorithm, hash),
  });
  const [value] = strings(field(signed, 'signatures'));
  if (!value) throw new RemoteSigningError('no_signature', 'không trả về chữ ký');
  const signature = Buffer.from(value, 'base64');
  // Services give ECDSA values either as DER or as r and s side by side.
  return algorithm === 'ECDSA' && signature[0] !== 0x30 ? ecdsaToDer(signature) : signature;
}

function signAlgorithm(algorithm: Scheme, hash: Hash): string {
  if (algorithm === 'ECDSA') return ecdsaOids[hash];
  return algorithm === 'RSASSA-PSS' ? Oid.rsassaPss : Oid.rsaEncryption;
}

async function call(options: CscOptions, method: string, body: object): Promise<unknown> {
  const response = await fetch(`${options.baseUrl.replace(/\/$/, '')}/csc/v2/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: Error) => {
    throw new RemoteSigningError('unreachable', 'không kết nối được', { cause });
  });
  const text = await response.text();
  if (text.length > MAX_REPLY) throw new RemoteSigningError('malformed', 'trả lời quá lớn');
  const reply = parse(text);
  if (!response.ok) {
    const reason = String(field(reply, 'error') ?? `http_${response.status}`);
    throw new RemoteSigningError(reason, String(field(reply, 'error_description') ?? reason));
  }
  return reply;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RemoteSigningError('malformed', 'trả lời không phải JSON', { cause });
  }
}

function field(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
