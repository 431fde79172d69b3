/**
 * Verifies the signature of an ETSI trust list (TS 119 612, 5.7.1 and annex B): XML-DSig, enveloped, exclusive
 * canonicalisation, by the key of a scheme operator that the caller knows. What the signature names itself
 * (KeyInfo) is not believed.
 */
import { createHash } from 'node:crypto';
import { parseTsl, type TslContent } from './parseTsl.ts';
import { type SignatureAlgorithm, verifyBytes } from './verifySignature.ts';
import type { X509 } from './x509.ts';
import {
  type SignedXml,
  signedXml,
  type XmlHashAlgorithm,
  type XmlNode,
  type XmlSignatureAlgorithm,
  xmlRoot,
} from './xmlCrypto.ts';

export type TslSignatureProblem =
  | 'TSL_UNSIGNED'
  | 'TSL_SIGNATURE_FORM'
  | 'TSL_OPERATOR_UNKNOWN'
  | 'TSL_SIGNATURE_WRONG'
  | 'TSL_OPERATOR_TIME';

const messages: Record<TslSignatureProblem, string> = {
  TSL_UNSIGNED: 'Danh sách tin cậy không có chữ ký.',
  TSL_SIGNATURE_FORM: 'Chữ ký của danh sách tin cậy không theo ETSI TS 119 612',
  TSL_OPERATOR_UNKNOWN: 'Chưa có chứng thư nào của cơ quan công bố để kiểm tra chữ ký của danh sách tin cậy.',
  TSL_SIGNATURE_WRONG: 'Chữ ký của danh sách tin cậy không khớp với chứng thư nào của cơ quan công bố.',
  TSL_OPERATOR_TIME: 'Chứng thư của cơ quan công bố không có hiệu lực khi danh sách được phát hành.',
};

/** The list is not signed, or not by the operator. */
export class TslSignatureError extends Error {
  constructor(
    readonly code: TslSignatureProblem,
    detail?: string,
  ) {
    super(detail ? `${messages[code]}: ${detail}.` : messages[code]);
    this.name = 'TslSignatureError';
  }
}

export interface VerifiedTsl {
  /** Read from the bytes that are signed, and from nothing else of the file. */
  content: TslContent;
  /** The operator's certificate whose key made the signature. */
  operator: X509;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const ENVELOPED = `${DSIG}enveloped-signature`;
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const MGF1 = 'http://www.w3.org/2007/05/xmldsig-more#';
const MAX_REFERENCES = 5;
/** A canonical form is made in memory, as a tree. */
const MAX_SIGNED_BYTES = 16 * 1_048_576;

/** TS 119 312: SHA-1 and less are not taken. Salt as long as the digest (RFC 6931, 2.3.10). */
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = Object.fromEntries(
  [256, 384, 512].flatMap((bits): [string, SignatureAlgorithm][] => {
    const hash = `sha${bits}`;
    return [
      [`${MORE}rsa-${hash}`, { scheme: 'RSASSA-PKCS1-v1_5', hash }],
      [`${MGF1}${hash}-rsa-MGF1`, { scheme: 'RSASSA-PSS', hash, saltLength: bits / 8 }],
      [`${MORE}ecdsa-${hash}`, { scheme: 'ECDSA', hash, plain: true }],
    ];
  }),
);
const digests: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  [`${MORE}sha384`]: 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

/** @throws TslSignatureError, TrustListError */
export function verifyTsl(xml: Uint8Array, operators: readonly X509[]): VerifiedTsl {
  if (xml.length > MAX_SIGNED_BYTES) throw new TslSignatureError('TSL_SIGNATURE_FORM', 'tệp quá lớn');
  parseTsl(xml); // refuses document types, depth and size before a tree is built
  const text = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  let operator: X509 | undefined;
  const signed = signedXml();
  signed.SignatureAlgorithms = Object.fromEntries(
    Object.entries(algorithms).map(([uri, algorithm]) => [
      uri,
      verifier(uri, (material, value) => {
        operator = operators.find((item) => verifyBytes(algorithm, item.key(), material, value));
        return operator !== undefined;
      }),
    ]),
  );
  signed.HashAlgorithms = Object.fromEntries(
    Object.entries(digests).map(([uri, hash]) => [uri, digester(uri, hash)]),
  );
  const root = xmlRoot(text);
  const signature = signatureElement(root);
  const rootId = root?.getAttribute('Id') || root?.getAttribute('ID') || undefined;
  if (operators.length === 0) throw new TslSignatureError('TSL_OPERATOR_UNKNOWN');
  const index = inForm(() => {
    signed.loadSignature(signature);
    return listReference(signed, rootId);
  });
  if (!inForm(() => signed.checkSignature(text)) || !operator)
    throw new TslSignatureError('TSL_SIGNATURE_WRONG');
  const content = parseTsl(Buffer.from(signed.getSignedReferences()[index]!, 'utf8'));
  const at = content.issuedAt;
  if (!at || at < operator.notBefore || at > operator.notAfter)
    throw new TslSignatureError('TSL_OPERATOR_TIME');
  return { content, operator };
}

/** xml-crypto throws plain errors for what it does not take, and for a value that is wrong. */
function inForm<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TslSignatureError) throw error;
    if (error.message.startsWith('invalid signature')) throw new TslSignatureError('TSL_SIGNATURE_WRONG');
    throw new TslSignatureError('TSL_SIGNATURE_FORM', error.message);
  }
}

/** The one ds:Signature that is a child of the list itself. */
function signatureElement(root: XmlNode | null): XmlNode {
  const [signature, ...others] = Array.from(root?.childNodes ?? []).filter(
    ({ localName, namespaceURI }) => localName === 'Signature' && namespaceURI === DSIG,
  );
  if (!signature) throw new TslSignatureError('TSL_UNSIGNED');
  if (others.length > 0) throw new TslSignatureError('TSL_SIGNATURE_FORM', 'có nhiều chữ ký');
  return signature;
}

/**
 * Every reference stays in this document; exactly one is the whole list, enveloped and canonical.
 * @returns its index
 */
function listReference(signed: SignedXml, rootId: string | undefined): number {
  const references = signed.getReferences();
  const refuse = (detail: string): never => {
    throw new TslSignatureError('TSL_SIGNATURE_FORM', detail);
  };
  if (![EXCLUSIVE, INCLUSIVE].includes(signed.canonicalizationAlgorithm ?? '')) refuse('dạng chuẩn hóa lạ');
  if (references.length > MAX_REFERENCES) refuse('có quá nhiều phần được ký');
  const lists = references.flatMap(({ uri = '', transforms }, index) => {
    if (uri !== '' && !/^#[\w.-]{1,200}$/.test(uri)) refuse('ký cả phần ở ngoài tệp');
    const isList = uri === '' || uri === `#${rootId}`;
    const [first, ...rest] = transforms;
    if (isList && first !== ENVELOPED) refuse('danh sách không bọc chữ ký');
    const canonical = isList ? rest : transforms;
    if (canonical.length !== 1 || ![EXCLUSIVE, INCLUSIVE].includes(canonical[0]!)) refuse('phép biến đổi lạ');
    return isList ? [index] : [];
  });
  return lists.length === 1 ? lists[0]! : refuse('không ký cả danh sách');
}

function verifier(
  uri: string,
  verify: (material: Buffer, value: Buffer) => boolean,
): new () => XmlSignatureAlgorithm {
  return class {
    getAlgorithmName = () => uri;
    verifySignature = (material: string, _key: unknown, value: string): boolean =>
      verify(Buffer.from(material, 'utf8'), Buffer.from(value, 'base64'));
  };
}

function digester(uri: string, hash: string): new () => XmlHashAlgorithm {
  return class {
    getAlgorithmName = () => uri;
    getHash = (xml: string): string => createHash(hash).update(xml, 'utf8').digest('base64');
  };
}
