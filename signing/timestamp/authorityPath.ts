/** Completes the path of a timestamp's authority inside its token. */
import { children, context, expectTag, readDer, sequence, Tag } from '../cms/der.ts';
import { isSelfIssued } from '../keys/certificate.ts';
import { findIssuer } from '../revocation/findIssuer.ts';
import type { X509 } from '../trust/x509.ts';

/** A token carries its authority's own chain, of a size that is not known before. */
export const TOKEN_ROOM = 12_288;
const MAX_ISSUERS = 8;

/**
 * Authorities may send their own certificate alone (RFC 3161, 2.4.1), and a validator that has only the root then finds
 * no way to it. SignedData.certificates is not signed and may hold whole paths (RFC 5652, 5.1): what is missing goes in there, up to
 * the root, which stays out.
 * @param known certificates at hand, among which issuers may be; others are fetched where their certificates say
 * @returns the token as it came when nothing is missing, or would not fit
 */
export async function withAuthorityPath(
  token: Buffer,
  authority: X509,
  sent: readonly X509[],
  known: readonly X509[],
): Promise<Buffer> {
  const missing: X509[] = [];
  let current = authority;
  for (let step = 0; step < MAX_ISSUERS && !isSelfIssued(current); step++) {
    const issuer = await findIssuer(current, [...sent, ...known]);
    if (!issuer || isSelfIssued(issuer)) break;
    if (!sent.some(({ fingerprint }) => fingerprint === issuer.fingerprint)) missing.push(issuer);
    current = issuer;
  }
  if (missing.length === 0) return token;
  const completed = addCertificates(token, missing);
  return completed.length > TOKEN_ROOM ? token : completed;
}

function addCertificates(token: Buffer, added: X509[]): Buffer {
  const [type, wrapper] = children(expectTag(readDer(token), Tag.sequence));
  const signedData = children(expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.sequence));
  const fields = signedData.map((field) => {
    if (field.tag !== 0xa0) return field.raw;
    const all = [...children(field), ...added].map(({ raw }) => raw);
    return context(0, ...all.sort(Buffer.compare));
  });
  return sequence(type!.raw, context(0, sequence(...fields)));
}
