/** Whom to believe, and when: the roots, or authorities, from which certificates are trusted. */
import { readX509, type X509 } from './x509.ts';

export interface Anchor {
  certificate: X509;
  /** In force from and until; open where undefined. */
  from?: Date;
  until?: Date;
  /** What it vouches for; both where undefined. */
  purpose?: TrustPurpose;
  /** Who says so, for the report: the name of a list or a file. */
  source: string;
}

/** Signatures of people and agencies, or timestamps. */
export type TrustPurpose = 'signing' | 'timestamps';

export interface TrustStore {
  anchors: Anchor[];
}

/** The text holds no certificate, or one that cannot be read. */
export class TrustListError extends Error {
  readonly code = 'TRUST_LIST';
  constructor(detail: string) {
    super(`Danh sách tin cậy không đọc được: ${detail}`);
    this.name = 'TrustListError';
  }
}

const MAX_CERTIFICATES = 10_000;
const BLOCK =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----([\sA-Za-z0-9+/=]*?)-----END (?:TRUSTED )?CERTIFICATE-----/g;

export interface TrustOptions {
  from?: Date;
  until?: Date;
  purpose?: TrustPurpose;
  source?: string;
}

/** @param pem one or more certificates, PEM (or one as DER) @throws TrustListError */
export function trustFromPem(pem: string | Uint8Array, options: TrustOptions = {}): TrustStore {
  const { source = 'PEM', ...times } = options;
  const ders =
    typeof pem === 'string'
      ? pemBlocks(pem)
      : isDer(pem)
        ? [pem]
        : pemBlocks(Buffer.from(pem).toString('latin1'));
  if (!ders.length) throw new TrustListError('không có chứng thư nào');
  if (ders.length > MAX_CERTIFICATES) throw new TrustListError('quá nhiều chứng thư');
  return { anchors: ders.map((der) => ({ certificate: anchor(der), source, ...times })) };
}

const isDer = (bytes: Uint8Array): boolean => bytes[0] === 0x30;
const pemBlocks = (text: string): Buffer[] =>
  [...text.matchAll(BLOCK)].map((match) => Buffer.from(match[1]!, 'base64'));

function anchor(der: Uint8Array): X509 {
  try {
    return readX509(der);
  } catch (error) {
    throw new TrustListError((error as Error).message);
  }
}

export const joinTrust = (...stores: TrustStore[]): TrustStore => ({
  anchors: stores.flatMap((store) => store.anchors),
});

/** The anchors that vouch for one purpose. */
export const trustFor = ({ anchors }: TrustStore, purpose: TrustPurpose): TrustStore => ({
  anchors: anchors.filter((anchor) => (anchor.purpose ?? purpose) === purpose),
});
