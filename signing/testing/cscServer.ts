/** A remote signing service by the CSC API v2, holding one RSA key behind a PIN. */
import { constants, privateEncrypt, randomUUID } from 'node:crypto';
import { type RunningService, serve } from '../authority/serve.ts';
import type { Issued } from '../authority/testAuthority.ts';
import { nullValue, octetString, oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';

interface Body {
  credentialID?: string;
  SAD?: string;
  hashes?: string[];
  hashAlgorithmOID?: string;
  signAlgo?: string;
  authData?: { id: string; value: string }[];
}

export const CSC_TOKEN = 'bearer-of-the-signer';
export const CSC_PIN = '1234';

export function startCscServer(issued: Issued): Promise<RunningService> {
  /** SAD → the digests that it was given for; each is good once. */
  const authorised = new Map<string, string>();

  const methods: Record<string, (body: Body) => object> = {
    'credentials/list': () => ({ credentialIDs: ['credential-1'] }),
    'credentials/info': () => ({
      key: { status: 'enabled', algo: [Oid.rsaEncryption], len: 2048 },
      cert: {
        status: 'valid',
        certificates: [issued.certificate, ...issued.chain].map((item) => item.toString('base64')),
      },
    }),
    'credentials/authorize': ({ authData, hashes }) => {
      if (!authData?.some(({ id, value }) => id === 'PIN' && value === CSC_PIN)) {
        throw new Refusal('invalid_pin', 'The PIN is invalid');
      }
      const sad = randomUUID();
      authorised.set(sad, JSON.stringify(hashes));
      return { SAD: sad, expiresIn: 300 };
    },
    'signatures/signHash': ({ SAD, hashes = [], signAlgo }) => {
      if (signAlgo !== Oid.rsaEncryption) throw new Refusal('invalid_request', 'Invalid signAlgo');
      if (authorised.get(SAD ?? '') !== JSON.stringify(hashes))
        throw new Refusal('invalid_request', 'Invalid SAD');
      authorised.delete(SAD ?? '');
      return { signatures: hashes.map((item) => signDigest(issued, Buffer.from(item, 'base64'))) };
    },
  };
  return serve(0, async (path, body, request) => {
    const reply = (status: number, value: object) => ({
      status,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(value)),
    });
    if (request.headers.authorization !== `Bearer ${CSC_TOKEN}`) {
      return reply(401, { error: 'invalid_token', error_description: 'The access token is invalid' });
    }
    const method = methods[path.replace('/csc/v2/', '')];
    if (!method) return undefined;
    try {
      return reply(200, method(JSON.parse(body.toString('utf8')) as Body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply(400, { error: error.reason, error_description: error.message });
    }
  });
}

class Refusal extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** Signs a digest that it has not made itself: RSA, SHA-256. */
function signDigest({ privateKey }: Issued, digest: Buffer): string {
  const info = sequence(sequence(oid(Oid.sha256), nullValue()), octetString(digest));
  return privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, info).toString('base64');
}
