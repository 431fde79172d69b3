/** Looks for the issuer of a certificate among those at hand, then where the certificate says (RFC 5280, 4.2.2.1). */
import { Oid } from '../cms/oids.ts';
import { accessAddresses } from '../keys/certificate.ts';
import { isSignedBy, readX509s, type X509 } from '../trust/x509.ts';
import { getBounded } from './http.ts';

const MINUTE = 60_000;
const MAX_ADDRESSES = 200;
const answers = new Map<string, { certificates: Promise<X509[]>; until: number }>();

/** An issuer that cannot be had is not fatal: the path may end at a root that the relying party has. */
export async function findIssuer(
  certificate: X509,
  known: readonly X509[],
  now = Date.now(),
): Promise<X509 | undefined> {
  const find = (from: readonly X509[]) => from.find((item) => isSignedBy(certificate, item));
  const atHand = find(known);
  if (atHand) return atHand;
  for (const url of accessAddresses(certificate, Oid.caIssuers).slice(0, 2)) {
    const issuer = find(await certificatesAt(url, now));
    if (issuer) return issuer;
  }
  return undefined;
}

/** Asked once in an hour, or in ten minutes where nothing came: a batch asks for the same one many times. */
function certificatesAt(url: string, now: number): Promise<X509[]> {
  const known = answers.get(url);
  if (known && known.until > now) return known.certificates;
  if (answers.size >= MAX_ADDRESSES) answers.clear();
  const entry = { certificates: Promise.resolve<X509[]>([]), until: now + 60 * MINUTE };
  entry.certificates = getBounded(url).then(
    (bytes) => readX509s([bytes]),
    () => {
      entry.until = now + 10 * MINUTE;
      return [];
    },
  );
  answers.set(url, entry);
  return entry.certificates;
}
