/** A remote signing service by the CSC API v2 (CSC API 2.0, 11), holding one key behind a PIN. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, serve } from '../authority/serve.ts';
import type { Issued } from '../authority/testAuthority.ts';
import { Oid } from '../cms/oids.ts';

interface Body {
  credentialID?: string;
  SAD?: string;
  hashes?: string[];
  numSignatures?: number;
  hashAlgorithmOID?: string;
  signAlgo?: string;
  signAlgoParams?: string;
  authData?: { id: string; value: string }[];
}

export interface CscServerOptions {
  /** `key.algo` of credentials/info; RSA unless said. */
  algorithms?: string[];
  keyStatus?: string;
  certificateStatus?: string;
  /** How many signatures one authorisation is good for. */
  multisign?: number;
  /** `explicit` asks for the PIN; with `oauth2code` the access token is enough. */
  mode?: 'explicit' | 'oauth2code';
  /** Seconds that a SAD lives. */
  expiresIn?: number;
  /** What is given back in the place of a signature's value. */
  garble?: (signature: Buffer) => Buffer;
}

export const CSC_TOKEN = 'bearer-of-the-signer';
export const CSC_PIN = '1234';

const hashNames: Record<string, string> = {
  [Oid.sha256]: 'sha256',
  [Oid.sha384]: 'sha384',
  [Oid.sha512]: 'sha512',
};

/** `calls` lists the methods called, in order. */
export async function startCscServer(
  issued: Issued,
  options: CscServerOptions = {},
): Promise<RunningService & { calls: string[] }> {
  const { algorithms = [Oid.rsaEncryption], multisign = 1, mode = 'explicit', expiresIn = 300 } = options;
  /** SAD → the digests that it was given for; each is good once. */
  const authorised = new Map<string, { hashes: string; until: number }>();
  const calls: string[] = [];

  const methods: Record<string, (body: Body) => object> = {
    'credentials/list': () => ({ credentialIDs: ['credential-1'], onlyValid: true }),
    'credentials/info': () => ({
      key: { status: options.keyStatus ?? 'enabled', algo: algorithms, len: 2048 },
      cert: {
        status: options.certificateStatus ?? 'valid',
        certificates: [issued.certificate, ...issued.chain].map((item) => item.toString('base64')),
      },
      auth: { mode },
      multisign,
      SCAL: '2',
    }),
    'credentials/authorize': ({ authData, hashes = [], numSignatures }) => {
      if (!authData?.some(({ id, value }) => id === 'PIN' && value === CSC_PIN)) {
        throw new Refusal('invalid_pin', 'The PIN is invalid');
      }
      if (numSignatures !== hashes.length || hashes.length > multisign)
        throw new Refusal('invalid_request', 'Numbers of signatures is too high');
      const sad = randomUUID();
      authorised.set(sad, { hashes: JSON.stringify(hashes), until: Date.now() + expiresIn * 1000 });
      return { SAD: sad, expiresIn };
    },
    'signatures/signHash': ({ SAD, hashes = [], hashAlgorithmOID, signAlgo, signAlgoParams }) => {
      const allowed = algorithms.includes(signAlgo ?? '') || algorithms.includes(Oid.ecPublicKey);
      const isPss = signAlgo === Oid.rsassaPss;
      if (!allowed || isPss !== (signAlgoParams !== undefined))
        throw new Refusal('invalid_request', 'Invalid parameter signAlgo');
      const granted = authorised.get(SAD ?? '');
      if (mode === 'explicit') {
        if (granted?.hashes !== JSON.stringify(hashes)) throw new Refusal('invalid_request', 'Invalid SAD');
        if (granted.until <= Date.now()) throw new Refusal('invalid_request', 'Expired SAD');
        authorised.delete(SAD!);
      } else if (SAD !== undefined) throw new Refusal('invalid_request', 'Invalid SAD');
      const hash = hashNames[hashAlgorithmOID ?? ''];
      if (!hash) throw new Refusal('invalid_request', 'Invalid parameter hashAlgorithmOID');
      const { garble = (value: Buffer) => value } = options;
      const made = hashes.map((item) => garble(signDigest(issued, Buffer.from(item, 'base64'), hash, isPss)));
      return { signatures: made.map((value) => value.toString('base64')) };
    },
  };
  const service = await serve(0, async (path, body, request) => {
    const reply = (status: number, value: object) => ({
      status,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(value)),
    });
    if (request.headers.authorization !== `Bearer ${CSC_TOKEN}`) {
      return reply(401, { error: 'invalid_token', error_description: 'The access token is invalid' });
    }
    const called = path.replace('/csc/v2/', '');
    const method = methods[called];
    if (!method) return undefined;
    calls.push(called);
    try {
      return reply(200, method(JSON.parse(body.toString('utf8')) as Body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply(400, { error: error.reason, error_description: error.message });
    }
  });
  return { ...service, calls };
}

class Refusal extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** Signs a digest that it has not made itself, which node does not offer: OpenSSL's own command does. */
function signDigest({ privateKeyPem }: Issued, digest: Buffer, hash: string, isPss: boolean): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-csc-'));
  try {
    const key = join(folder, 'key.pem');
    writeFileSync(key, privateKeyPem);
    const padding = isPss ? ['-pkeyopt', 'rsa_padding_mode:pss', '-pkeyopt', 'rsa_pss_saltlen:digest'] : [];
    const command = ['pkeyutl', '-sign', '-inkey', key, '-pkeyopt', `digest:${hash}`, ...padding];
    return execFileSync('openssl', command, { input: digest });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
