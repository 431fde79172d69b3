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
  handle?: string;
  requestID?: string;
  operationMode?: string;
  hashes?: string[];
  numSignatures?: number;
  hashAlgorithmOID?: string;
  signAlgo?: string;
  signAlgoParams?: string;
  authData?: { id: string; value?: string }[];
  authInfo?: boolean;
  authObjectID?: string;
  validity_period?: number;
  response_uri?: string;
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
  /** How often the signer's confirmation is asked for in vain; without it the PIN is enough. */
  unconfirmed?: number;
  /** How often an asynchronous signature is asked for in vain; without it there is only the synchronous mode. */
  unfinished?: number;
  /** Authentication objects beside the PIN, as credentials/info tells them. */
  objects?: { id: string; type: string; generator?: string; label?: string }[];
  /** The first version's credentials/sendOTP. */
  sendsOtp?: boolean;
  scal?: '1' | '2';
  /** The access token is good for so many calls; then it has to be refreshed at `/oauth2/token`. */
  tokenCalls?: number;
  /** What is given back in the place of a signature's value. */
  garble?: (signature: Buffer) => Buffer;
}

export const CSC_TOKEN = 'bearer-of-the-signer';
export const CSC_PIN = '1234';
/** What the service sends its signer. */
export const CSC_OTP = '738496';
export const CSC_REFRESH = { clientId: 'congvan', clientSecret: 'secret', refreshToken: 'refresh-0' };
const LONGEST_VALIDITY_MS = 600_000;

const hashNames: Record<string, string> = {
  [Oid.sha256]: 'sha256',
  [Oid.sha384]: 'sha384',
  [Oid.sha512]: 'sha512',
};

export interface CscServer extends RunningService {
  /** The methods called, in order. */
  calls: string[];
  /** For how many signatures each authorisation was. */
  authorisations: number[];
  /** `authData` of each authorisation, values left out. */
  asked: string[][];
  /** `response_uri` of each asynchronous signature. */
  responseUris: (string | undefined)[];
}

/** «Not yet» (202). */
class Accepted {
  constructor(readonly body: object) {}
}

export async function startCscServer(issued: Issued, options: CscServerOptions = {}): Promise<CscServer> {
  const { algorithms = [Oid.rsaEncryption], multisign = 1, mode = 'explicit', expiresIn = 300 } = options;
  /** SAD → the digests that it was given for; each is good once. */
  const authorised = new Map<string, { hashes: string; until: number }>();
  const calls: string[] = [];
  const authorisations: number[] = [];
  const asked: string[][] = [];
  const responseUris: (string | undefined)[] = [];
  const { objects = [], scal = '2' } = options;
  let sent = false;
  let token = CSC_TOKEN;
  let refresh = CSC_REFRESH.refreshToken;
  let callsLeft = options.tokenCalls ?? Number.POSITIVE_INFINITY;
  /** Answers that are given when they were asked for often enough, by handle or response. */
  const later = new Map<string, { left: number; answer: object }>();
  const giveLater = (left: number, answer: object): string => {
    const id = randomUUID();
    later.set(id, { left, answer });
    return id;
  };
  const givenLater = (id: string | undefined, parameter: string, notYet: object): object => {
    const waiting = later.get(id ?? '');
    if (!waiting) throw new Refusal('invalid_request', `Invalid parameter ${parameter}`);
    if (waiting.left-- > 0) return new Accepted(notYet);
    later.delete(id!);
    return waiting.answer;
  };

  const methods: Record<string, (body: Body) => object> = {
    info: () => ({
      specs: '2.0.0.2',
      methods: [...Object.keys(methods), ...(options.sendsOtp ? ['credentials/sendOTP'] : [])],
      asynchronousOperationMode: options.unfinished !== undefined,
    }),
    'credentials/list': () => ({ credentialIDs: ['credential-1'], onlyValid: true }),
    'credentials/getChallenge': ({ authObjectID }) => {
      const object = objects.find(({ id, type }) => id === authObjectID && type === 'ChallengeResponse');
      if (!object) throw new Refusal('invalid_request', 'Invalid parameter authObjectID');
      sent = true;
      return new Sent();
    },
    'credentials/info': ({ authInfo }) => ({
      key: { status: options.keyStatus ?? 'enabled', algo: algorithms, len: 2048 },
      cert: {
        status: options.certificateStatus ?? 'valid',
        certificates: [issued.certificate, ...issued.chain].map((item) => item.toString('base64')),
      },
      // 11.5: told only to who asks for it.
      ...(authInfo && {
        auth: {
          mode,
          ...(mode === 'explicit' && {
            objects: [{ id: 'PIN', type: 'Password', label: 'PIN' }, ...objects],
          }),
        },
      }),
      multisign,
      SCAL: scal,
    }),
    'credentials/authorize': ({ authData = [], hashes = [], numSignatures }) => {
      asked.push(authData.map(({ id, value }) => (value === undefined ? `${id} elsewhere` : id)));
      if (!authData.some(({ id, value }) => id === 'PIN' && value === CSC_PIN)) {
        throw new Refusal('invalid_pin', 'The PIN is invalid');
      }
      for (const { id, type } of objects) {
        const given = authData.find((one) => one.id === id);
        const right = type.endsWith('OOB')
          ? given && given.value === undefined
          : sent && given?.value === CSC_OTP;
        if (!right) throw new Refusal('invalid_authentication_data', 'The authentication data is invalid');
      }
      if (numSignatures !== hashes.length || hashes.length > multisign)
        throw new Refusal('invalid_request', 'Numbers of signatures is too high');
      const sad = randomUUID();
      authorised.set(sad, { hashes: JSON.stringify(hashes), until: Date.now() + expiresIn * 1000 });
      authorisations.push(hashes.length);
      const granted = { SAD: sad, expiresIn };
      const { unconfirmed } = options;
      return unconfirmed === undefined ? granted : new Accepted({ handle: giveLater(unconfirmed, granted) });
    },
    'credentials/authorizeCheck': ({ handle }) => givenLater(handle, 'handle', { handle }),
    'signatures/signPolling': ({ requestID }) =>
      givenLater(requestID, 'requestID', {
        error: 'accepted_request',
        error_description: 'The previous request has been accepted but not yet completed',
      }),
    'signatures/signHash': ({
      SAD,
      hashes = [],
      hashAlgorithmOID,
      signAlgo,
      signAlgoParams,
      operationMode,
      validity_period,
      response_uri,
    }) => {
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
      const signed = { signatures: made.map((value) => value.toString('base64')) };
      if (operationMode !== 'A') return signed;
      if (options.unfinished === undefined)
        throw new Refusal('invalid_request', 'Invalid parameter operationMode');
      if (!validity_period || validity_period > LONGEST_VALIDITY_MS)
        throw new Refusal('invalid_request', 'Out of bounds parameter validity_period');
      responseUris.push(response_uri);
      return { responseID: giveLater(options.unfinished, signed) };
    },
  };
  const service = await serve(0, async (path, body, request) => {
    const reply = (status: number, value: object) => ({
      status,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(value)),
    });
    if (path === '/oauth2/token') {
      const form = new URLSearchParams(body.toString('utf8'));
      if (form.get('refresh_token') !== refresh || form.get('client_secret') !== CSC_REFRESH.clientSecret)
        return reply(400, { error: 'invalid_grant' });
      [token, refresh, callsLeft] = [randomUUID(), randomUUID(), Number.POSITIVE_INFINITY];
      return reply(200, {
        access_token: token,
        refresh_token: refresh,
        token_type: 'Bearer',
        expires_in: 3600,
      });
    }
    if (request.headers.authorization !== `Bearer ${token}` || callsLeft-- <= 0) {
      return reply(401, { error: 'invalid_token', error_description: 'The access token is invalid' });
    }
    const called = path.replace('/csc/v2/', '');
    const method = methods[called];
    if (!method) return undefined;
    calls.push(called);
    try {
      const answer = method(JSON.parse(body.toString('utf8')) as Body);
      if (answer instanceof Sent)
        return { status: 204, contentType: 'application/json', body: Buffer.alloc(0) };
      return answer instanceof Accepted ? reply(202, answer.body) : reply(200, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply(400, { error: error.reason, error_description: error.message });
    }
  });
  if (options.sendsOtp) {
    methods['credentials/sendOTP'] = () => {
      sent = true;
      return new Sent();
    };
  }
  return { ...service, calls, authorisations, asked, responseUris };
}

/** «Sent to the signer» (204). */
class Sent {}

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
