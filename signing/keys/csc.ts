/** Keys held by a remote signing service, reached by the Cloud Signature Consortium API v2 (CSC API 2.0). */
import type { Hash, Scheme } from '../cms/algorithms.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from './certificate.ts';
import {
  type AuthenticationObject,
  authenticationObjects,
  type CredentialAsks,
  credentialAsks,
} from './cscAuthentication.ts';
import { cscCall, field, RemoteSigningError, strings } from './cscCall.ts';
import { type CscCredential, type CscOptions, cscSignHashes, ecdsaOids, rsaOids } from './cscSignHash.ts';
import { type BatchKey, isSignature } from './signingKey.ts';

/** `batchSize` is what the credential allows (`multisign`, 11.5). */
export interface CscKey extends BatchKey {
  /** 2: an authorisation is bound to the digests that it was asked for; 1: to their number (8.2). */
  scal: 1 | 2;
  /** What the signer is asked for; empty where the service does not tell, or its access token is enough. */
  authentication: AuthenticationObject[];
  asks: CredentialAsks;
}

/** Asks for the credential's certificates (credentials/info). @throws RemoteSigningError */
export async function cscKey(options: CscOptions): Promise<CscKey> {
  const credentialID = options.credentialId ?? (await onlyCredential(options));
  const info = await cscCall(options, 'credentials/info', {
    ...{ credentialID, certificates: 'chain', authInfo: true },
  });
  const [certificate, ...chain] = strings(field(info, 'cert', 'certificates')).map((text) =>
    Buffer.from(text, 'base64'),
  );
  if (!certificate) throw new RemoteSigningError('no_certificate', 'không có chứng thư số');
  refuseUnusable(info);
  const algorithms = strings(field(info, 'key', 'algo'));
  const multisign = field(info, 'multisign');
  const scheme = schemeOf(algorithms, options.pss ?? false);
  const credential: CscCredential = {
    credentialID,
    algorithms,
    scheme,
    byToken: field(info, 'auth', 'mode') === 'oauth2code',
    authentication: authenticationObjects(info),
    operationMode: options.operationMode ?? (await operationModeOf(options)),
  };
  const batchSize = typeof multisign === 'number' && multisign > 1 ? Math.floor(multisign) : 1;
  const signAll = (list: readonly Uint8Array[], hash: Hash) => cscSignHashes(options, credential, list, hash);
  return {
    certificate,
    chain,
    algorithm: scheme,
    batchSize,
    scal: field(info, 'SCAL') === '2' ? 2 : 1,
    authentication: credential.authentication,
    asks: credentialAsks(credential.authentication, credential.byToken),
    signAll,
    async sign(bytes, hash) {
      const [signature] = await signAll([bytes], hash);
      if (!isSignature(readCertificate(certificate), scheme, hash, bytes, signature!))
        throw new RemoteSigningError('wrong_signature', 'chữ ký trả về không khớp với chứng thư số');
      return signature!;
    },
  };
}

/**
 * Asynchronous where the service can (info, 11.1): a person may take longer to confirm than one call may last. A
 * service that does not tell signs synchronously.
 */
async function operationModeOf(options: CscOptions): Promise<CscCredential['operationMode']> {
  const info = await cscCall(options, 'info', {}).catch((error: unknown) => {
    if (error instanceof RemoteSigningError && /^(http_40[045]|invalid_request)$/.test(error.reason))
      return undefined;
    throw error;
  });
  return field(info, 'asynchronousOperationMode') === true ? 'A' : 'S';
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
