/** Reads a trust list of either form: certificates in PEM or DER, or an ETSI list in XML. */
import { readTsl } from './readTsl.ts';
import { type TrustStore, trustFromPem } from './trustStore.ts';

/** @throws TrustListError */
export function readTrust(bytes: Uint8Array, source: string): TrustStore {
  const head = Buffer.from(bytes.subarray(0, 400)).toString('utf8').trimStart();
  return head.startsWith('<') || head.startsWith('\uFEFF<')
    ? readTsl(bytes, { source })
    : trustFromPem(bytes, { source });
}
