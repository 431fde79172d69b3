import { SaxesParser } from 'saxes';
import { bounds } from './bounds.ts';
import { PacketXmlError } from './errors.ts';

/** An element by its local name: senders disagree on prefixes. */
export interface XmlElement {
  name: string;
  uri: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Its own text, untrimmed. */
  text: string;
}

/** Reads XML piece by piece into a tree, without DTD and entities, within bounds on size, depth and count. */
export interface XmlTreeReader {
  write(bytes: Uint8Array): void;
  /** @throws {PacketXmlError} */
  end(): XmlElement;
}

/** @throws {PacketXmlError} from `write` and `end` */
export function xmlTreeReader(): XmlTreeReader {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let bytes = 0;

  parser.on('doctype', () => {
    throw new PacketXmlError('không được có khai báo DOCTYPE');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-?8$/i.test(encoding))
      throw new PacketXmlError(`bảng mã ${encoding} không phải UTF-8`);
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    elements += 1;
    if (elements > bounds.elements) throw new PacketXmlError(`quá ${bounds.elements} phần tử`);
    if (open.length >= bounds.depth) throw new PacketXmlError(`lồng quá ${bounds.depth} tầng`);
    const values = Object.fromEntries(
      Object.values(attributes).map((attribute) => [attribute.local, attribute.value]),
    );
    const element: XmlElement = { name: local, uri, attributes: values, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('error', (error) => {
    throw new PacketXmlError(`dòng ${parser.line}, cột ${parser.column}`, { cause: error });
  });

  function decode(chunk?: Uint8Array): string {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new PacketXmlError('có byte không phải UTF-8', { cause });
    }
  }

  return {
    write(chunk) {
      bytes += chunk.length;
      if (bytes > bounds.packet) throw new PacketXmlError(`lớn hơn ${bounds.packet / 1024 / 1024} MB`);
      parser.write(decode(chunk));
    },
    end() {
      parser.write(decode());
      parser.close();
      if (!root) throw new PacketXmlError('không có nội dung');
      return root;
    },
  };
}
