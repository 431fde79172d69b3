/** What an ETSI trust list (TS 119 612) makes trusted: which authorities, for what, from when until when. */
import { parseTsl, type TslContent, type TslService, type TslStatus } from './parseTsl.ts';
import { type Anchor, TrustListError, type TrustStore } from './trustStore.ts';
import { readX509s, type X509 } from './x509.ts';

export interface TslOptions {
  source?: string;
  /** Service types taken; all that certify people, agencies and timestamps when left out. */
  serviceTypes?: readonly string[];
}

/** URIs of TS 119 612, 5.5.1. */
const TYPE = 'http://uri.etsi.org/TrstSvc/Svctype/';
const tslServiceTypes: readonly string[] = [
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

/** @throws TrustListError, also for a list without a service that was ever in force */
export function readTsl(xml: Uint8Array, options: TslOptions = {}): TrustStore {
  const anchors = tslAnchors(parseTsl(xml), options);
  if (!anchors.length) throw new TrustListError('không có dịch vụ chứng thực nào');
  return { anchors };
}

export function tslAnchors(
  { services }: Pick<TslContent, 'services'>,
  { source = 'TSL', serviceTypes = tslServiceTypes }: TslOptions = {},
): Anchor[] {
  return services
    .filter((service) => serviceTypes.includes(service.type))
    .flatMap((service) => {
      const certificates = readX509s(service.certificates.map((text) => Buffer.from(text, 'base64')));
      return certificates.flatMap((certificate) => periods(service, certificate, source));
    });
}

/** Each time that the service was in force is an anchor of its own. */
function periods({ statuses, type }: TslService, certificate: X509, source: string): Anchor[] {
  const ordered = statuses.toSorted((a: TslStatus, b: TslStatus) => a.start.getTime() - b.start.getTime());
  // A timestamping unit named by itself vouches for no person's signature.
  const purpose = type.startsWith(`${TYPE}TSA`) ? { purpose: 'timestamps' as const } : {};
  return ordered.flatMap(({ status, start }, index) => {
    const until = ordered[index + 1]?.start;
    if (!inForce.test(status)) return [];
    return [{ certificate, source, from: start, ...(until ? { until } : {}), ...purpose }];
  });
}
