/** Signs with a key that lives elsewhere: in the caller's thread the key is asked, and nothing else is done. */
import { randomUUID } from 'node:crypto';
import type { SignOptions } from '../sign/signPdf.ts';
import type { DocumentPool } from './documentPool.ts';

/** Does what `signPdf` does, and throws what it throws, or `SignatureMismatchError` for a value that is not the key's. */
export async function signElsewhere(
  documents: Pick<DocumentPool, 'begin' | 'finish'>,
  pdf: Uint8Array,
  { key, ...options }: SignOptions,
): Promise<Buffer> {
  const userId = randomUUID();
  const { session, prepared } = await documents.begin(pdf, { ...options, signer: key, userId });
  const { toBeSigned, hash, documentSha256 } = session;
  const signature = await key.sign(Buffer.from(toBeSigned, 'base64'), hash);
  const { timestampUrls = [] } = options;
  return documents.finish(session, prepared, { userId, documentSha256, signature, timestampUrls });
}
