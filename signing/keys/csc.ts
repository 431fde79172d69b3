/** Keys held by a remote signing service, reached by the Cloud Signature Consortium API v2 (CSC API 2.0). */
import { createPublicKey, verify } from 'node:crypto';
import { digest, type Hash, keyInput, type Scheme, signatureIdentifier } from '../cms/algorithms.ts';
import { children, readDer } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from './certificate.ts';
import { type CscAccount, cscCall, field, RemoteSigningError, strings } from './cscCall.ts';
import { ecdsaToDer } from './ecdsaValue.ts';
import type { SigningKey } from './signingKey.ts';

export interface CscOptions extends CscAccount {
  /** Which credential; the signer's only one unless said. */
  credentialId?: string;
  /** PIN and one-time password, where the credential asks for them. */
  pin?: string;
  otp?: string;
  /** RSASSA-PSS where the credential can. */
  pss?: boolean;
}

export interface CscKey extends SigningKey {
  /**
   * Signs several at once, with one authorisation for as many as the credential allows (`multisign`): one PIN or
   * one-time password for a whole batch. @returns signatures in the order of `list`
   */
  signAll(list: readonly Uint8Array[], hash: Hash): Promise<Buffer[]>;
}

const ecdsaOids: Record<Hash, string> = {
  sha256: Oid.ecdsaWithSha256,
  sha384: Oid.ecdsaWithSha384,
  sha512: Oid.ecdsaWithSha512,
};
const rsaOids: Record<Hash, string> = {
  sha256: Oid.sha256WithRsa,
  sha384: Oid.sha384WithRsa,
  sha512: Oid.sha512WithRsa,
};

/** What credentials/info says (11.5). */
interface Credential {
  credentialID: string;
  /** OIDs that `signAlgo` may be. */
  algorithms: string[];
  scheme: Scheme;
  /** Signatures to one authorisation. */
  multisign: number;
  /** The access token itself authorises the credential (`oauth2code`): no SAD is asked for. */
  byToken: boolean;
  certificate: Buffer;
}

/** Asks for the credential's certificates (credentials/info). @throws RemoteSigningError */
export async function cscKey(options: CscOptions): Promise<CscKey> {
  const credentialID = options.credentialId ?? (await onlyCredential(options));
  const info = await cscCall(options, 'credentials/info', { credentialID, certificates: 'chain' });
  const [certificate, ...chain] = strings(field(info, 'cert', 'certificates')).map((text) =>
    Buffer.from(text, 'base64'),
  );
  if (!certificate) throw new RemoteSigningError('no_certificate', 'không có chứng thư số');
  refuseUnusable(info);
  const algorithms = strings(field(info, 'key', 'algo'));
  const multisign = field(info, 'multisign');
  const credential: Credential = {
    credentialID,
    algorithms,
    scheme: schemeOf(algorithms, options.pss ?? false),
    multisign: typeof multisign === 'number' && multisign > 1 ? Math.floor(multisign) : 1,
    byToken: field(info, 'auth', 'mode') === 'oauth2code',
    certificate,
  };
  const signAll = (list: readonly Uint8Array[], hash: Hash) => signInGroups(options, credential, list, hash);
  return {
    certificate,
    chain,
    algorithm: credential.scheme,
    sign: async (bytes, hash) => (await signAll([bytes], hash))[0]!,
    signAll,
  };
}

async function onlyCredential(options: CscOptions): Promise<string> {
  const reply = await cscCall(options, 'credentials/list', { onlyValid: true });
  const ids = strings(field(reply, 'credentialIDs'));
  if (ids.length !== 1) {
    throw new RemoteSigningError('choose_credential', `có ${ids.length} chứng thư số, cần chọn một`);
  }
  return ids[0]!;
}

/** Before a person types a PIN: a key or certificate that the service itself says cannot be used. */
function refuseUnusable(info: unknown): void {
  if (field(info, 'key', 'status') === 'disabled') {
    throw new RemoteSigningError('key_disabled', 'khóa đã bị khóa');
  }
  const status = field(info, 'cert', 'status');
  const words: Record<string, string> = {
    expired: 'chứng thư số đã hết hạn',
    revoked: 'chứng thư số đã bị thu hồi',
    suspended: 'chứng thư số đang bị tạm dừng',
  };
  if (typeof status === 'string' && words[status])
    throw new RemoteSigningError(`certificate_${status}`, words[status]);
}

function schemeOf(algorithms: string[], pss: boolean): Scheme {
  const has = (...oids: string[]) => algorithms.some((item) => oids.includes(item));
  if (has(Oid.ecPublicKey, ...Object.values(ecdsaOids))) return 'ECDSA';
  const pkcs1 = has(Oid.rsaEncryption, ...Object.values(rsaOids));
  if (!pkcs1 && !has(Oid.rsassaPss))
    throw new RemoteSigningError('algorithm_unsupported', 'thuật toán của khóa không được hỗ trợ');
  if (pss && !has(Oid.rsassaPss))
    throw new RemoteSigningError('algorithm_unsupported', 'khóa không ký được RSASSA-PSS');
  return pss || !pkcs1 ? 'RSASSA-PSS' : 'RSASSA-PKCS1-v1_5';
}

async function signInGroups(
  options: CscOptions,
  credential: Credential,
  list: readonly Uint8Array[],
  hash: Hash,
): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (let at = 0; at < list.length; at += credential.multisign) {
    made.push(...(await signGroup(options, credential, list.slice(at, at + credential.multisign), hash)));
  }
  return made;
}

/** Authorises these digests and no others (credentials/authorize), then has them signed (signatures/signHash). */
async function signGroup(
  options: CscOptions,
  { credentialID, scheme, algorithms, byToken, certificate }: Credential,
  list: readonly Uint8Array[],
  hash: Hash,
): Promise<Buffer[]> {
  const hashes = list.map((bytes) => digest(hash, bytes).toString('base64'));
  const common = { credentialID, hashes, hashAlgorithmOID: Oid[hash] };
  const sad = byToken ? {} : { SAD: await authorize(options, { ...common, numSignatures: list.length }) };
  const reply = await cscCall(options, 'signatures/signHash', {
    ...common,
    ...sad,
    ...signAlgorithm(scheme, hash, algorithms),
  });
  const values = strings(field(reply, 'signatures')).map((text) => Buffer.from(text, 'base64'));
  if (values.length !== list.length)
    throw new RemoteSigningError('no_signature', `trả về ${values.length}/${list.length} chữ ký`);
  const { publicKeyInfo } = readCertificate(certificate);
  const key = createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' });
  return values.map((value, index) => {
    // Services give ECDSA values either as DER or as r and s side by side.
    const isPlain = scheme === 'ECDSA' && value[0] !== 0x30;
    const signature = isPlain ? ecdsaToDer(value) : value;
    if (!verify(hash, list[index]!, keyInput(scheme, key), signature))
      throw new RemoteSigningError('wrong_signature', 'chữ ký trả về không khớp với chứng thư số');
    return signature;
  });
}

async function authorize({ pin, otp, ...account }: CscOptions, request: object): Promise<string> {
  const authData = [...(pin ? [{ id: 'PIN', value: pin }] : []), ...(otp ? [{ id: 'OTP', value: otp }] : [])];
  const reply = await cscCall(account, 'credentials/authorize', {
    ...request,
    ...(authData.length ? { authData } : {}),
  });
  const sad = field(reply, 'SAD');
  if (typeof sad !== 'string') throw new RemoteSigningError('no_authorization', 'không được cấp quyền ký');
  return sad;
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
