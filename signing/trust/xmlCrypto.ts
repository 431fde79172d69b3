/**
 * xml-crypto and the parser it uses, with the few types that are needed of them: their own declarations bring the
 * browser's globals into every file of the project.
 */
import { createRequire } from 'node:module';

export interface XmlNode {
  nodeType: number;
  localName?: string | null;
  namespaceURI?: string | null;
  childNodes: ArrayLike<XmlNode>;
}

export interface XmlElement extends XmlNode {
  getAttribute(name: string): string | null;
}

export interface SignedXml {
  canonicalizationAlgorithm?: string;
  SignatureAlgorithms: Record<string, new () => XmlSignatureAlgorithm>;
  HashAlgorithms: Record<string, new () => XmlHashAlgorithm>;
  loadSignature(signature: XmlNode): void;
  /** References as the canonical SignedInfo states them. */
  getReferences(): { uri?: string; transforms: readonly string[] }[];
  /** @throws Error «invalid signature…» for a wrong value, others for a form that it does not take */
  checkSignature(xml: string): boolean;
  /** Canonical text of each reference, once the signature has proven right. */
  getSignedReferences(): string[];
}

export interface XmlSignatureAlgorithm {
  getAlgorithmName(): string;
  verifySignature(material: string, key: unknown, value: string): boolean;
}

export interface XmlHashAlgorithm {
  getAlgorithmName(): string;
  getHash(xml: string): string;
}

const require = createRequire(import.meta.url);
const { SignedXml } = require('xml-crypto') as {
  SignedXml: new (options: { publicCert: string }) => SignedXml;
};
const { DOMParser } = require('@xmldom/xmldom') as {
  DOMParser: new () => {
    parseFromString(text: string, type: 'text/xml'): { documentElement: XmlElement | null };
  };
};

export const signedXml = (): SignedXml => new SignedXml({ publicCert: 'held by the verifier' });

/** For text that a strict parser has read before: xmldom mends what is not XML. */
export const xmlRoot = (text: string): XmlElement | null =>
  new DOMParser().parseFromString(text, 'text/xml').documentElement;
