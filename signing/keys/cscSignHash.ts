/** Authorises digests and has them signed (CSC API 2.0, 11.6, 11.7, 11.10, 11.12). */
import { digest, type Hash, type Scheme, signatureIdentifier } from '../cms/algorithms.ts';
import { children, readDer } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { type AuthenticationObject, authenticationData } from './cscAuthentication.ts';
import { type CscAccount, type CscReply, cscAsk, field, RemoteSigningError, strings } from './cscCall.ts';
import { type CscWaiting, WAITING_MS, waitFor } from './cscWaiting.ts';
import { ecdsaToDer } from './ecdsaValue.ts';

export interface CscOptions extends CscAccount {
  /** Which credential; the signer's only one unless said. */
  credentialId?: string;
  /** PIN and one-time password, where the credential asks for them. */
  pin?: string;
  otp?: string;
  /** RSASSA-PSS where the credential can. */
  pss?: boolean;
  /** Synchronous or asynchronous (11.10); asynchronous where the service can unless said. */
  operationMode?: 'S' | 'A';
  /** Where the service tells that an asynchronous signature is made; see `CscWaiting.notified`. */
  responseUri?: string;
  /** For the signer's confirmation, and for an asynchronous signature. */
  waiting?: CscWaiting;
}

/** What credentials/info says (11.5). */
export interface CscCredential {
  credentialID: string;
  /** OIDs that `signAlgo` may be. */
  algorithms: string[];
  scheme: Scheme;
  /** The access token itself authorises the credential (`oauth2code`): no SAD is asked for. */
  byToken: boolean;
  /** What the signer is asked for (8.3). */
  authentication: AuthenticationObject[];
  operationMode: 'S' | 'A';
}

export const ecdsaOids: Record<Hash, string> = {
  sha256: Oid.ecdsaWithSha256,
  sha384: Oid.ecdsaWithSha384,
  sha512: Oid.ecdsaWithSha512,
};
export const rsaOids: Record<Hash, string> = {
  sha256: Oid.sha256WithRsa,
  sha384: Oid.sha384WithRsa,
  sha512: Oid.sha512WithRsa,
};

/** For the first signature of a call, and for each more. */
const CALL_MS = 30_000;
const SIGNATURE_MS = 1_000;

/**
 * One authorisation for these digests and no others, used at once.
 * @returns signatures in the order of `list`, not verified
 * @throws RemoteSigningError and its kinds
 */
export async function cscSignHashes(
  options: CscOptions,
  credential: CscCredential,
  list: readonly Uint8Array[],
  hash: Hash,
): Promise<Buffer[]> {
  const { credentialID, scheme, algorithms, byToken } = credential;
  const hashes = list.map((bytes) => digest(hash, bytes).toString('base64'));
  const common = { credentialID, hashes, hashAlgorithmOID: Oid[hash] };
  const algorithm = signAlgorithm(scheme, hash, algorithms);
  const authorisation = { ...common, numSignatures: list.length };
  const sad = byToken ? {} : { SAD: await authorize(options, credential, authorisation) };
  const request = { ...common, ...sad, ...algorithm, ...asynchronous(options, credential) };
  const { body } = await cscAsk(
    options,
    'signatures/signHash',
    request,
    CALL_MS + SIGNATURE_MS * list.length,
  );
  // A service may answer at once although it was asked not to.
  const responseID = field(body, 'signatures') === undefined ? field(body, 'responseID') : undefined;
  const signed = typeof responseID === 'string' ? await polled(options, responseID) : body;
  const values = strings(field(signed, 'signatures')).map((text) => Buffer.from(text, 'base64'));
  if (values.length !== list.length)
    throw new RemoteSigningError('no_signature', `trả về ${values.length}/${list.length} chữ ký`);
  // Services give ECDSA values either as DER or as r and s side by side.
  return values.map((value) => (scheme === 'ECDSA' && value[0] !== 0x30 ? ecdsaToDer(value) : value));
}

/** The result is to be kept as long as it is asked for (`validity_period`, milliseconds), and no longer. */
function asynchronous({ waiting, responseUri }: CscOptions, { operationMode }: CscCredential): object {
  if (operationMode !== 'A') return {};
  const validity_period = waiting?.forMs ?? WAITING_MS;
  return { operationMode, validity_period, ...(responseUri ? { response_uri: responseUri } : {}) };
}

/** @returns the SAD; where the signer has yet to confirm (202), it is asked for until they have (authorizeCheck) */
async function authorize(
  options: CscOptions,
  { authentication }: CscCredential,
  request: object,
): Promise<string> {
  const authData = authenticationData(authentication, options);
  const first = await cscAsk(options, 'credentials/authorize', {
    ...request,
    ...(authData.length ? { authData } : {}),
  });
  let handle = handleOf(first);
  if (handle === undefined) return sadOf(first);
  const check = async (): Promise<CscReply | undefined> => {
    const reply = await cscAsk(options, 'credentials/authorizeCheck', { handle });
    if (!reply.pending) return reply;
    handle = handleOf(reply) ?? handle;
    return undefined;
  };
  return sadOf(await waitFor(check, 'authorization_pending', options.waiting));
}

function handleOf({ body, pending }: CscReply): string | undefined {
  const handle = field(body, 'handle');
  return pending && typeof handle === 'string' ? handle : undefined;
}

function sadOf({ body }: CscReply): string {
  const sad = field(body, 'SAD');
  if (typeof sad !== 'string') throw new RemoteSigningError('no_authorization', 'không được cấp quyền ký');
  return sad;
}

function polled(options: CscOptions, requestID: string): Promise<unknown> {
  const poll = async (): Promise<unknown> => {
    const { body, pending } = await cscAsk(options, 'signatures/signPolling', { requestID });
    return pending ? undefined : body;
  };
  return waitFor(poll, 'signature_pending', options.waiting, requestID);
}

/** `signAlgo` is one of those that the credential names; RSASSA-PSS has parameters besides (11.10). */
function signAlgorithm(scheme: Scheme, hash: Hash, algorithms: string[]): object {
  if (scheme === 'ECDSA') return { signAlgo: ecdsaOids[hash] };
  if (scheme === 'RSASSA-PSS') {
    const parameters = children(readDer(signatureIdentifier(scheme, hash)))[1]!.raw;
    return { signAlgo: Oid.rsassaPss, signAlgoParams: parameters.toString('base64') };
  }
  const plain = algorithms.includes(Oid.rsaEncryption);
  if (!plain && !algorithms.includes(rsaOids[hash]))
    throw new RemoteSigningError('algorithm_unsupported', `khóa không ký được với ${hash}`);
  return { signAlgo: plain ? Oid.rsaEncryption : rsaOids[hash] };
}
