/** Keys on PKCS#11 tokens: smart cards, USB tokens, HSMs (OASIS PKCS #11 2.40). */
import type { Handle, Mechanism, PKCS11, RsaPSS } from 'pkcs11js';
import { digest, type Hash, type Scheme } from '../cms/algorithms.ts';
import { nullValue, octetString, oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from './certificate.ts';
import { ecdsaToDer } from './ecdsaValue.ts';
import { issuersOf, type SigningKey } from './signingKey.ts';

export interface Pkcs11Options {
  /** The token maker's library, e.g. `/usr/lib/softhsm/libsofthsm2.so`. */
  module: string;
  pin: string;
  /** Which token, when there are several. */
  tokenLabel?: string;
  /** Which certificate, by its label, when the token holds several. */
  label?: string;
  /** RSASSA-PSS instead of PKCS#1 v1.5. */
  pss?: boolean;
  /** Issuers that the token does not hold, DER. */
  chain?: Uint8Array[];
}

type Reason = 'module' | 'token' | 'pin' | 'locked' | 'key' | 'device';

const messages: Record<Reason, string> = {
  module: 'Không mở được thư viện PKCS#11 của thiết bị.',
  token: 'Không thấy thiết bị ký số.',
  pin: 'Mã PIN không đúng.',
  locked: 'Thiết bị ký số đã bị khóa vì nhập sai mã PIN nhiều lần.',
  key: 'Thiết bị không có khóa bí mật cùng chứng thư số này.',
  device: 'Thiết bị ký số báo lỗi.',
};

export class Pkcs11TokenError extends Error {
  readonly code: string;
  constructor(
    readonly reason: Reason,
    options?: ErrorOptions,
  ) {
    super(messages[reason], options);
    this.name = 'Pkcs11TokenError';
    this.code = `PKCS11_${reason.toUpperCase()}`;
  }
}

const MAX_OBJECTS = 200;

/** @returns the key, and how to log out. @throws Pkcs11TokenError */
export async function openPkcs11Key(options: Pkcs11Options): Promise<{ key: SigningKey; close(): void }> {
  const token = await openPkcs11Token(options);
  try {
    const { label: wanted } = options;
    const found = token.keys().find(({ label }) => wanted === undefined || label === wanted);
    if (!found) throw new Pkcs11TokenError('key');
    return { key: found.key, close: () => token.close() };
  } catch (error) {
    token.close();
    throw error;
  }
}

/** A key that the token holds with its certificate. */
export interface TokenKey {
  /** Of the certificate (CKA_LABEL). */
  label: string;
  key: SigningKey;
}

/** A session on a token, logged in. */
export interface OpenToken {
  /** As the token has them now. @throws Pkcs11TokenError */
  keys(): TokenKey[];
  /** @param finalize ends the library for the whole process, so that it looks for its devices anew */
  close(options?: { finalize?: boolean }): void;
}

/** @throws Pkcs11TokenError */
export async function openPkcs11Token(options: Omit<Pkcs11Options, 'label'>): Promise<OpenToken> {
  // An optional dependency, compiled at install: only those who have tokens need it.
  const pkcs11js = await import('pkcs11js').catch((cause: Error) => {
    throw new Pkcs11TokenError('module', { cause });
  });
  const { default: library } = pkcs11js;
  const token = new library.PKCS11();
  attempt('module', () => token.load(options.module));
  try {
    attempt('module', () => initialize(token));
    const session = attempt('token', () => openSession(token, options));
    login(token, session, options.pin);
    const inOrder = oneAfterTheOther();
    return {
      keys: () => attempt('device', () => findKeys(token, library, session, options, inOrder)),
      close({ finalize = false } = {}) {
        try {
          if (finalize) attempt('device', () => finalizeLibrary(token));
        } finally {
          token.close();
        }
      },
    };
  } catch (error) {
    token.close();
    throw error;
  }
}

const CKR = {
  alreadyInitialized: 0x191,
  notInitialized: 0x190,
  pinIncorrect: 0xa0,
  pinLocked: 0xa4,
  alreadyLoggedIn: 0x100,
};
const codeOf = (error: unknown): number => (error as { code?: number }).code ?? 0;

function initialize(token: PKCS11): void {
  try {
    token.C_Initialize();
  } catch (error) {
    if (codeOf(error) !== CKR.alreadyInitialized) throw error;
  }
}

function finalizeLibrary(token: PKCS11): void {
  try {
    token.C_Finalize();
  } catch (error) {
    if (codeOf(error) !== CKR.notInitialized) throw error;
  }
}

function attempt<T>(reason: Reason, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof Pkcs11TokenError ? cause : new Pkcs11TokenError(reason, { cause });
  }
}

function openSession(token: PKCS11, { tokenLabel }: Pkcs11Options): Handle {
  const slots = token.C_GetSlotList(true);
  const isWanted = (slot: Handle) =>
    tokenLabel === undefined || token.C_GetTokenInfo(slot).label.trimEnd() === tokenLabel;
  const slot = slots.find(isWanted);
  if (!slot) throw new Pkcs11TokenError('token');
  const SERIAL_SESSION = 4;
  return token.C_OpenSession(slot, SERIAL_SESSION);
}

function login(token: PKCS11, session: Handle, pin: string): void {
  const USER = 1;
  try {
    token.C_Login(session, USER, pin);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === CKR.alreadyLoggedIn) return;
    if (code === CKR.pinIncorrect) throw new Pkcs11TokenError('pin', { cause });
    throw new Pkcs11TokenError(code === CKR.pinLocked ? 'locked' : 'device', { cause });
  }
}

type Library = typeof import('pkcs11js');

/** Private key and certificate of a signer carry the same CKA_ID. */
function findKeys(
  token: PKCS11,
  library: Library,
  session: Handle,
  { pss, chain = [] }: Pick<Pkcs11Options, 'pss' | 'chain'>,
  inOrder: InOrder,
): TokenKey[] {
  const { CKA_CLASS, CKA_ID, CKA_LABEL, CKA_VALUE, CKA_KEY_TYPE } = library;
  const find = (kind: number, id?: Buffer): Handle[] => {
    const template = [{ type: CKA_CLASS, value: kind }, ...(id ? [{ type: CKA_ID, value: id }] : [])];
    token.C_FindObjectsInit(session, template);
    const found = token.C_FindObjects(session, MAX_OBJECTS);
    token.C_FindObjectsFinal(session);
    return found;
  };
  const read = (object: Handle, type: number): Buffer =>
    Buffer.from(token.C_GetAttributeValue(session, object, [{ type }])[0]!.value as Buffer);
  const certificates = find(library.CKO_CERTIFICATE).map((object) => ({
    id: read(object, CKA_ID),
    label: read(object, CKA_LABEL).toString('utf8'),
    der: read(object, CKA_VALUE),
  }));
  const others = [...certificates.map(({ der }) => der), ...chain];
  return certificates.flatMap(({ id, label, der }): TokenKey[] => {
    const [object] = find(library.CKO_PRIVATE_KEY, id);
    if (!object) return [];
    const isEc = read(object, CKA_KEY_TYPE).readUInt8(0) === library.CKK_EC;
    const algorithm: Scheme = isEc ? 'ECDSA' : pss ? 'RSASSA-PSS' : 'RSASSA-PKCS1-v1_5';
    const key: SigningKey = {
      certificate: der,
      chain: issuersOf(readCertificate(der), others),
      algorithm,
      sign: (bytes, hash) =>
        inOrder(() => signOnToken(token, library, session, object, algorithm, bytes, hash)),
    };
    return [{ label, key }];
  });
}

type InOrder = <T>(work: () => Promise<T>) => Promise<T>;

/** A session signs one thing at a time, with whichever of its keys. */
function oneAfterTheOther(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}

async function signOnToken(
  token: PKCS11,
  library: Library,
  session: Handle,
  object: Handle,
  algorithm: Scheme,
  bytes: Uint8Array,
  hash: Hash,
): Promise<Buffer> {
  const hashed = digest(hash, bytes);
  const MAX_SIGNATURE = 1024;
  try {
    token.C_SignInit(session, mechanismOf(library, algorithm, hash), object);
    const input = algorithm === 'RSASSA-PKCS1-v1_5' ? digestInfo(hash, hashed) : hashed;
    const value = await token.C_SignAsync(session, input, Buffer.alloc(MAX_SIGNATURE));
    return algorithm === 'ECDSA' ? ecdsaToDer(value) : Buffer.from(value);
  } catch (cause) {
    throw new Pkcs11TokenError('device', { cause });
  }
}

/** The token is given the digest, so it need not know how to hash. */
function mechanismOf(library: Library, algorithm: Scheme, hash: Hash): Mechanism {
  if (algorithm === 'ECDSA') return { mechanism: library.CKM_ECDSA };
  if (algorithm === 'RSASSA-PKCS1-v1_5') return { mechanism: library.CKM_RSA_PKCS };
  const { hashAlg, mgf, saltLen } = {
    sha256: { hashAlg: library.CKM_SHA256, mgf: library.CKG_MGF1_SHA256, saltLen: 32 },
    sha384: { hashAlg: library.CKM_SHA384, mgf: library.CKG_MGF1_SHA384, saltLen: 48 },
    sha512: { hashAlg: library.CKM_SHA512, mgf: library.CKG_MGF1_SHA512, saltLen: 64 },
  }[hash];
  const parameter: RsaPSS = { type: library.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
  return { mechanism: library.CKM_RSA_PKCS_PSS, parameter };
}

/** DigestInfo of RFC 8017, 9.2. */
const digestInfo = (hash: Hash, hashed: Buffer): Buffer =>
  sequence(sequence(oid(Oid[hash]), nullValue()), octetString(hashed));
