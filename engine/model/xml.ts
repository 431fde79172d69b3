import { Parser } from 'saxen';

/** The largest model that is read: 10 MB of text, in bytes. */
const MAX_XML_BYTES = 10 * 1024 * 1024;
const MAX_DEPTH = 200;
const MAX_ELEMENTS = 200_000;

/** An element with its name's prefix made the one that `namespaces` gives. */
export type XmlElement = {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
  parent: XmlElement | null;
};

export type XmlErrorCode = 'XML_TOO_LARGE' | 'XML_MALFORMED' | 'XML_FORBIDDEN';

/** A text that is no XML that we read. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  constructor(
    readonly code: XmlErrorCode,
    message: string,
    readonly messageVi: string,
  ) {
    super(message);
  }
}

const tooLarge = (what: string) =>
  new XmlError('XML_TOO_LARGE', `The XML is too large: ${what}`, `Tệp XML vượt quá giới hạn: ${what}`);
const malformed = (why: string) =>
  new XmlError('XML_MALFORMED', `The XML is not well-formed: ${why}`, `Tệp XML không đúng cú pháp: ${why}`);

/**
 * Reads XML to a tree. No DTD, hence no entities beyond XML's five.
 * @param namespaces URI → the prefix that names get
 * @throws XmlError
 */
export function parseXml(xml: string, namespaces: Record<string, string>): XmlElement {
  if (Buffer.byteLength(xml, 'utf8') > MAX_XML_BYTES) throw tooLarge(`> ${MAX_XML_BYTES} byte`);
  const document: XmlElement = { name: '', attributes: {}, children: [], text: '', parent: null };
  let current = document;
  let depth = 0;
  let count = 0;
  const parser = new Parser().ns(namespaces);
  parser.on('openTag', (name, attributes, decode) => {
    depth += 1;
    count += 1;
    if (depth > MAX_DEPTH) throw tooLarge(`> ${MAX_DEPTH} levels`);
    if (count > MAX_ELEMENTS) throw tooLarge(`> ${MAX_ELEMENTS} elements`);
    const element: XmlElement = { name, attributes: {}, children: [], text: '', parent: current };
    for (const [key, value] of Object.entries(attributes())) element.attributes[key] = decode(String(value));
    current.children.push(element);
    current = element;
  });
  parser.on('closeTag', () => {
    depth -= 1;
    current = current.parent ?? document;
  });
  parser.on('text', (value, decode) => {
    current.text += decode(value);
  });
  parser.on('cdata', (value) => {
    current.text += value;
  });
  parser.on('attention', () => {
    throw new XmlError('XML_FORBIDDEN', 'A document type is not allowed', 'Không chấp nhận khai báo DOCTYPE');
  });
  parser.on('error', (error) => {
    throw malformed(error.message);
  });
  parser.on('warn', (warning) => {
    if (!/unmapped|no namespace|missing namespace/i.test(warning.message)) throw malformed(warning.message);
  });
  parser.parse(xml);
  const [root, ...others] = document.children;
  if (!root || others.length > 0 || current !== document) throw malformed('one root element is expected');
  return root;
}

export const childrenNamed = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const childNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** An attribute that is there and not blank. */
export function attribute(element: XmlElement, name: string): string | undefined {
  const value = element.attributes[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** An element's name without its prefix. */
export const localName = (element: XmlElement): string => element.name.slice(element.name.indexOf(':') + 1);
