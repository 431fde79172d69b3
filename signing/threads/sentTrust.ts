/** Trust as it goes between threads: certificates as DER, because what is read of them holds functions. */
import { setImmediate as otherWork } from 'node:timers/promises';
import type { TrustFile } from '../trust/readTrust.ts';
import type { Anchor } from '../trust/trustStore.ts';
import { readX509, type X509 } from '../trust/x509.ts';

export type SentAnchor = Omit<Anchor, 'certificate'> & { certificate: Uint8Array };

export type SentTrustFile = Omit<TrustFile, 'anchors' | 'pointers' | 'signature'> & {
  anchors: SentAnchor[];
  pointers: (Omit<TrustFile['pointers'][number], 'certificates'> & { certificates: Uint8Array[] })[];
  signature?: { operator: Uint8Array } | Exclude<TrustFile['signature'], { operator: X509 } | undefined>;
};

export const sentAnchor = ({ certificate, ...anchor }: Anchor): SentAnchor => ({
  ...anchor,
  certificate: certificate.raw,
});

/** Certificates read between two looks at other work: about a millisecond's. */
const AT_ONCE = 16;

/** Reads again what a thread has read, a few certificates at a time: a list of lists has thousands. */
export async function receivedTrust({
  anchors,
  pointers,
  signature,
  ...file
}: SentTrustFile): Promise<TrustFile> {
  let count = 0;
  const read = async (raw: Uint8Array): Promise<X509> => {
    if (++count % AT_ONCE === 0) await otherWork();
    return readX509(raw);
  };
  const received: TrustFile = { ...file, anchors: [], pointers: [] };
  for (const { certificate, ...anchor } of anchors) {
    received.anchors.push({ ...anchor, certificate: await read(certificate) });
  }
  for (const { certificates, ...pointer } of pointers) {
    const own: X509[] = [];
    for (const certificate of certificates) own.push(await read(certificate));
    received.pointers.push({ ...pointer, certificates: own });
  }
  if (signature) {
    received.signature = 'operator' in signature ? { operator: await read(signature.operator) } : signature;
  }
  return received;
}
