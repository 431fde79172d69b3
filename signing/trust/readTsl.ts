/** Reads an ETSI trust list (TS 119 612) in XML: which authorities, for what, from when until when. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Anchor, TrustListError, type TrustStore } from './trustStore.ts';
import { readX509s, type X509 } from './x509.ts';

export interface TslOptions {
  source?: string;
  /** Service types taken; all that certify people, agencies and timestamps when left out. */
  serviceTypes?: readonly string[];
}

/** URIs of TS 119 612, 5.5.1. */
const TYPE = 'http://uri.etsi.org/TrstSvc/Svctype/';
export const tslServiceTypes: readonly string[] = [
  'CA/QC',
  'CA/PKC',
  'TSA',
  'TSA/QTST',
  'TSA/TSS-QC',
  'NationalRootCA-QC',
].map((type) => TYPE + type);

/** Statuses (5.5.4) that mean «in force»; every other ends it. */
const inForce =
  /\/(granted|undersupervision|accredited|supervisionincessation|recognisedatnationallevel|setbynationallaw)$/i;

const MAX_BYTES = 64 * 1_048_576;
const MAX_DEPTH = 60;
const MAX_SERVICES = 50_000;

interface Status {
  status: string;
  start: Date;
}

interface Service {
  type: string;
  certificates: string[];
  statuses: Status[];
}

/** @throws TrustListError */
export function readTsl(xml: Uint8Array, options: TslOptions = {}): TrustStore {
  if (xml.length > MAX_BYTES) throw new TrustListError('quá lớn');
  const { source = 'TSL', serviceTypes = tslServiceTypes } = options;
  const services = readServices(Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('utf8'));
  const anchors = services
    .filter((service) => serviceTypes.includes(service.type))
    .flatMap((service) => {
      const certificates = readX509s(service.certificates.map((text) => Buffer.from(text, 'base64')));
      return certificates.flatMap((certificate) => periods(service.statuses, certificate, source));
    });
  if (!anchors.length) throw new TrustListError('không có dịch vụ chứng thực nào');
  return { anchors };
}

/** Each time that the service was in force is an anchor of its own. */
function periods(statuses: Status[], certificate: X509, source: string): Anchor[] {
  const ordered = statuses.toSorted((a, b) => a.start.getTime() - b.start.getTime());
  return ordered.flatMap(({ status, start }, index) => {
    const until = ordered[index + 1]?.start;
    return inForce.test(status) ? [{ certificate, source, from: start, ...(until ? { until } : {}) }] : [];
  });
}

function readServices(xml: string): Service[] {
  const parser = new SaxesParser();
  const services: Service[] = [];
  const path: string[] = [];
  let service: Service | undefined;
  let status: { status?: string; start?: Date } = {};
  let text = '';
  const inHistory = () => path.includes('ServiceHistoryInstance');

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
    if (local === 'TSPService') {
      if (services.length >= MAX_SERVICES) throw new TrustListError('quá nhiều dịch vụ');
      service = { type: '', certificates: [], statuses: [] };
      services.push(service);
    }
    if (local === 'ServiceInformation' || local === 'ServiceHistoryInstance') status = {};
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('closetag', () => {
    const local = path.at(-1);
    const value = text.trim();
    text = '';
    if (service) {
      if (local === 'ServiceTypeIdentifier' && !inHistory()) service.type = value;
      if (local === 'X509Certificate' && path.includes('ServiceDigitalIdentity'))
        service.certificates.push(value);
      if (local === 'ServiceStatus') status.status = value;
      if (local === 'StatusStartingTime') status.start = new Date(value);
      if (local === 'ServiceInformation' || local === 'ServiceHistoryInstance') {
        const { status: uri, start } = status;
        if (uri && start && !Number.isNaN(start.getTime())) service.statuses.push({ status: uri, start });
      }
    }
    path.pop();
  });
  parser.write(xml).close();
  return services;
}
