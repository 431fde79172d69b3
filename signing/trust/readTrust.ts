/** Reads a trust list of either form: certificates in PEM or DER, or an ETSI list in XML. */
import { parseTsl, type TslContent } from './parseTsl.ts';
import { readTsl, tslAnchors } from './readTsl.ts';
import { type Anchor, TrustListError, type TrustStore, trustFromPem } from './trustStore.ts';
import { TslSignatureError, type TslSignatureProblem, verifyTsl } from './verifyTsl.ts';
import { readX509s, type X509 } from './x509.ts';

/** Whether the file looks like XML. */
export function isXml(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 400)).toString('utf8').trimStart();
  return head.startsWith('<') || head.startsWith('\uFEFF<');
}

/** @throws TrustListError */
export const readTrust = (bytes: Uint8Array, source: string): TrustStore =>
  isXml(bytes) ? readTsl(bytes, { source }) : trustFromPem(bytes, { source });

/** A file that somebody asks to trust, read for a person to look at. */
export interface TrustFile {
  kind: 'certificates' | 'tsl';
  /** The authorities that it would make trusted; none in a list of lists. */
  anchors: Anchor[];
  /** Of an ETSI list only. */
  scheme?: Pick<TslContent, 'operator' | 'territory' | 'sequenceNumber' | 'issuedAt' | 'nextUpdate'>;
  /** Certificates that other lists, which this one points to, are signed with. */
  pointers: { territory: string; location: string; certificates: X509[] }[];
  /** Of an ETSI list: who signed it, among the operators that were given, or why that cannot be said. */
  signature?: { operator: X509 } | { problem: TslSignatureProblem; message: string };
}

/**
 * @param operators certificates of scheme operators by which an ETSI list's signature may be verified. When one fits,
 * what is read is what was signed.
 * @throws TrustListError
 */
export function readTrustFile(bytes: Uint8Array, source: string, operators: readonly X509[] = []): TrustFile {
  if (!isXml(bytes))
    return { kind: 'certificates', anchors: trustFromPem(bytes, { source }).anchors, pointers: [] };
  const { content, signature } = readSignedTsl(bytes, operators);
  const { operator, territory, sequenceNumber, issuedAt, nextUpdate, pointers } = content;
  const anchors = tslAnchors(content, { source });
  if (anchors.length + pointers.length === 0) throw new TrustListError('không có dịch vụ chứng thực nào');
  return {
    kind: 'tsl',
    anchors,
    scheme: { operator, territory, sequenceNumber, issuedAt, nextUpdate },
    pointers: pointers.map(({ certificates, ...pointer }) => ({
      ...pointer,
      certificates: readX509s(certificates.map((text) => Buffer.from(text, 'base64'))),
    })),
    signature,
  };
}

function readSignedTsl(
  bytes: Uint8Array,
  operators: readonly X509[],
): { content: TslContent; signature: NonNullable<TrustFile['signature']> } {
  try {
    const { content, operator } = verifyTsl(bytes, operators);
    return { content, signature: { operator } };
  } catch (error) {
    if (!(error instanceof TslSignatureError)) throw error;
    return { content: parseTsl(bytes), signature: { problem: error.code, message: error.message } };
  }
}
