import { type PdfLayout, pdfLayout, type SigningSession } from '@congvan/signing';
import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { findDocument } from '../../documents/documentRow.ts';
import { labelOf } from '../../documents/label.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { findSession, type SessionRow } from './sessionRow.ts';

export interface SessionView {
  id: string;
  kind: 'plugin' | 'token';
  taskId: string;
  state: 'open' | 'signed' | 'refused' | 'replaced' | 'expired';
  /** Why what came back was not taken. */
  reason: string | null;
  expiresAt: string;
  /** What a token signs, base64: the bytes, or their digest for one that does not hash; and where it will stand. */
  token:
    | (Pick<SigningSession, 'toBeSigned' | 'digest' | 'hash' | 'algorithm'> & { place: PreparedPlace })
    | null;
  /** Where the plug-in listens and what it is sent; told once, when the session begins. */
  plugin: { url: string; message: PluginMessage } | null;
}

type PreparedPlace = NonNullable<PdfLayout['signatureFields'][number]['place']>;

/** The request of the token plug-in (docs/signing-plugin.md). */
export interface PluginMessage {
  FileUploadHandler: string;
  SessionId: string;
  FileName: string;
  MetaData: { Key: string; Value: string }[];
  DocNumber?: string;
  IssuedDate?: string;
}

export const sessionInput = z.object({ sessionId: id });

/** A session of one's own: what is to be signed, or what became of it. */
export async function getSession(
  office: Office,
  actor: Person,
  input: z.input<typeof sessionInput>,
): Promise<SessionView> {
  return presentSession(office, actor, sessionInput.parse(input).sessionId);
}

/** The open session of a task, to go on with after the page was closed. */
export async function openSession(
  office: Office,
  actor: Person,
  taskId: string,
): Promise<SessionView | null> {
  const row = await office.db
    .selectFrom('office.signingSessions')
    .select('id')
    .where('taskId', '=', taskId)
    .where('userId', '=', actor.id)
    .where('state', '=', 'open')
    .where('expiresAt', '>', office.clock.now())
    .executeTakeFirst();
  return row ? presentSession(office, actor, row.id) : null;
}

export async function presentSession(
  office: Office,
  actor: Person,
  sessionId: string,
  token?: string,
): Promise<SessionView> {
  const row = await findSession(office.db, actor, sessionId);
  const { id: known, kind, taskId, state, reason, expiresAt, session } = row;
  const isOver = state === 'open' && expiresAt <= office.clock.now();
  const isOpen = state === 'open' && !isOver;
  const { toBeSigned, digest, hash, algorithm } = session ?? {};
  return {
    ...{ id: known, kind, taskId, reason },
    state: isOver ? 'expired' : state,
    expiresAt: expiresAt.toISOString(),
    token:
      isOpen && session
        ? {
            ...{ toBeSigned: toBeSigned!, digest: digest!, hash: hash!, algorithm: algorithm! },
            place: await preparedPlace(office, row),
          }
        : null,
    plugin: isOpen && token ? await pluginCall(office, row, token) : null,
  };
}

/** A token's field was laid with its place before the session began. */
async function preparedPlace(
  { files }: Office,
  { field, preparedSha256 }: SessionRow,
): Promise<PreparedPlace> {
  const { signatureFields } = pdfLayout(await files.get(preparedSha256));
  return signatureFields.find(({ name }) => name === field)!.place!;
}

async function pluginCall(office: Office, row: SessionRow, token: string): Promise<SessionView['plugin']> {
  const { pluginUrl, publicUrl } = office.keys;
  const address = `${publicUrl.replace(/\/$/, '')}/api/signing/plugin/${token}`;
  const document = await findDocument(office.db, row.documentId);
  const isSeal = document.state === 'toSeal';
  return {
    // «SignIssued» is the clerk's function: it may stamp number and date, which the page shows already.
    url: `${pluginUrl}/${isSeal ? 'SignIssued' : 'SignApproved'}`,
    message: {
      FileUploadHandler: `${address}/upload`,
      SessionId: '',
      FileName: `${address}/file.pdf`,
      MetaData: [{ Key: 'session', Value: row.id }],
      ...(isSeal && document.number !== null
        ? { DocNumber: labelOf(document), IssuedDate: document.issuedDate ?? '' }
        : {}),
    },
  };
}
