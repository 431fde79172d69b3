/** Reads the XML of an ETSI trust list (TS 119 612, 5) piece by piece, within bounds, into what it says. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { TrustListError } from './trustStore.ts';

export interface TslStatus {
  /** URI (5.5.4). */
  status: string;
  start: Date;
}

export interface TslService {
  /** URI (5.5.1). */
  type: string;
  /** Base64 of DER. */
  certificates: string[];
  /** The current one and those of the history, in the order of the file. */
  statuses: TslStatus[];
}

/** Where another list is, and whose signature it must bear (5.3.13). */
export interface TslPointer {
  location: string;
  territory: string;
  /** Base64 of DER. */
  certificates: string[];
}

export interface TslContent {
  operator: string;
  territory: string;
  sequenceNumber: number | undefined;
  issuedAt: Date | undefined;
  nextUpdate: Date | undefined;
  services: TslService[];
  pointers: TslPointer[];
}

const MAX_TSL_BYTES = 64 * 1_048_576;
const MAX_DEPTH = 60;
const MAX_SERVICES = 50_000;
const MAX_POINTERS = 1_000;

type Take = (content: TslContent, value: string, inside: (element: string) => boolean) => void;

const service = ({ services }: TslContent) => services.at(-1);
const pointer = ({ pointers }: TslContent) => pointers.at(-1);
const instant = (value: string): Date | undefined => {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** What is taken from each element's text, by the element's local name. */
const takes: Readonly<Record<string, Take>> = {
  Name(content, value, inside) {
    if (inside('SchemeOperatorName') && !inside('OtherTSLPointer')) content.operator ||= value;
  },
  SchemeTerritory(content, value, inside) {
    if (inside('OtherTSLPointer')) pointer(content)!.territory = value;
    else content.territory = value;
  },
  TSLSequenceNumber(content, value) {
    content.sequenceNumber = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  },
  ListIssueDateTime(content, value) {
    content.issuedAt = instant(value);
  },
  dateTime(content, value, inside) {
    if (inside('NextUpdate')) content.nextUpdate = instant(value);
  },
  TSLLocation(content, value, inside) {
    if (inside('OtherTSLPointer')) pointer(content)!.location = value;
  },
  ServiceTypeIdentifier(content, value, inside) {
    const current = service(content);
    if (current && !inside('ServiceHistoryInstance')) current.type = value;
  },
  X509Certificate(content, value, inside) {
    if (!inside('ServiceDigitalIdentity')) return;
    if (inside('OtherTSLPointer')) pointer(content)!.certificates.push(value);
    else service(content)?.certificates.push(value);
  },
};

/** @throws TrustListError for what is not XML, has a document type, or passes a bound */
export function parseTsl(xml: Uint8Array): TslContent {
  if (xml.length > MAX_TSL_BYTES) throw new TrustListError('quá lớn');
  const content: TslContent = {
    operator: '',
    territory: '',
    sequenceNumber: undefined,
    issuedAt: undefined,
    nextUpdate: undefined,
    services: [],
    pointers: [],
  };
  const parser = new SaxesParser();
  const path: string[] = [];
  let status: { status?: string; start?: Date | undefined } = {};
  let text = '';
  const inside = (element: string) => path.includes(element);

  parser.on('doctype', () => {
    throw new TrustListError('XML có DOCTYPE');
  });
  parser.on('error', (error) => {
    throw new TrustListError(error.message);
  });
  parser.on('opentag', ({ name }: SaxesTagPlain) => {
    const local = name.slice(name.indexOf(':') + 1);
    path.push(local);
    text = '';
    if (path.length > MAX_DEPTH) throw new TrustListError('lồng quá sâu');
    if (inside('Signature')) return;
    if (local === 'TSPService') {
      if (content.services.length >= MAX_SERVICES) throw new TrustListError('quá nhiều dịch vụ');
      content.services.push({ type: '', certificates: [], statuses: [] });
    }
    if (local === 'OtherTSLPointer') {
      if (content.pointers.length >= MAX_POINTERS) throw new TrustListError('trỏ tới quá nhiều danh sách');
      content.pointers.push({ location: '', territory: '', certificates: [] });
    }
    if (local === 'ServiceInformation' || local === 'ServiceHistoryInstance') status = {};
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('closetag', () => {
    const local = path.at(-1)!;
    const value = text.trim();
    text = '';
    path.pop();
    // What the signature carries along says nothing of services.
    if (inside('Signature')) return;
    takes[local]?.(content, value, inside);
    if (local === 'ServiceStatus') status.status = value;
    if (local === 'StatusStartingTime') status.start = instant(value);
    if (local === 'ServiceInformation' || local === 'ServiceHistoryInstance') {
      const { status: uri, start } = status;
      if (uri && start) service(content)?.statuses.push({ status: uri, start });
    }
  });
  parser.write(Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('utf8')).close();
  return content;
}
