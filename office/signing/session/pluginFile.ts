/** What the token plug-in does without a session of ours: fetch the file, and bring it back signed. */
import type { Office } from '../../office.ts';
import { findActor } from '../../people/findActor.ts';
import { trustInForce } from '../../trust/trustInForce.ts';
import { refusing } from '../errors.ts';
import { keepSignature } from '../keepSignature.ts';
import { ReturnedTooLargeError, SessionNotFoundError } from './errors.ts';
import {
  endSigned,
  requireUsable,
  type SessionRow,
  sessionOfToken,
  signingOf,
  tellRefusal,
} from './sessionRow.ts';

/** Room for the signature, its picture and its certificates. */
const SIGNATURE_ROOM = 16 * 1024 * 1024;

export interface FileToSign {
  name: string;
  sha256: string;
  size: number;
}

/** @throws {SessionNotFoundError} {@link SessionEndedError} */
export async function fileToSign(office: Office, token: string): Promise<FileToSign> {
  const row = await sessionOfToken(office.db, token);
  requireUsable(office, row);
  return { name: `${row.documentId}.pdf`, sha256: row.preparedSha256, size: row.preparedSize };
}

/** The most that may come back for a token. */
export async function returnedLimit(office: Office, token: string): Promise<number> {
  const row = await sessionOfToken(office.db, token);
  requireUsable(office, row);
  return row.preparedSize + SIGNATURE_ROOM;
}

/**
 * Takes back what the plug-in signed, once: the document as it was given out, with one valid signature of the
 * session's certificate and nothing else.
 * @throws {SigningRefusedError} with the code of what is wrong (`RETURNED_…`); the session is then over
 */
export async function acceptFromPlugin(
  office: Office,
  { token, content, ip }: { token: string; content: Uint8Array; ip: string | null },
): Promise<{ name: string }> {
  const row = await sessionOfToken(office.db, token);
  requireUsable(office, row);
  try {
    await accept(office, row, content, ip);
  } catch (error) {
    await tellRefusal(office, row.id, error, { ends: true });
    throw error;
  }
  return { name: `${row.documentId}.pdf` };
}

async function accept(
  office: Office,
  row: SessionRow,
  content: Uint8Array,
  ip: string | null,
): Promise<void> {
  if (content.length > row.preparedSize + SIGNATURE_ROOM) throw new ReturnedTooLargeError();
  const actor = await findActor(office, row.userId, ip);
  if (!actor) throw new SessionNotFoundError();
  const signing = await signingOf(office, actor, row);
  const original = await office.files.get(row.preparedSha256);
  const { certificate } = row;
  const { trust } = await trustInForce(office);
  const { field } = await refusing(() =>
    office.documents.acceptSigned(original, content, { trust, certificate }),
  );
  const { note } = row.step;
  await keepSignature(office, signing, { pdf: content, field, keyKind: 'plugin', note }, (trx) =>
    endSigned(office, trx, row.id),
  );
}
