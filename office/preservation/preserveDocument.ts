import { archiveExpiry, type ValidationReport } from '@congvan/signing';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDocument } from '../documents/documentRow.ts';
import { DocumentChangedError, OfficeError } from '../errors.ts';
import { id } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import { keepFile, storeFile } from '../records/keepFile.ts';
import { type DocumentFileRow, mainFile } from '../records/mainFile.ts';
import { refusing } from '../signing/errors.ts';
import type { PreservationTable } from '../tables.ts';
import { type TrustInForce, trustInForce } from '../trust/trustInForce.ts';
import { authorizeSystem, inTransaction } from '../useCase.ts';
import { PreservationFailedError } from './errors.ts';

export const preserveDocumentInput = z.object({ documentId: id });

/** `kept`: at B-LTA until renewal is due; `later`: to be tried again; `refused`: there is nothing worth keeping. */
export type PreservationOutcome = 'kept' | 'later' | 'refused';
type Row = Selectable<PreservationTable>;
type Change = Omit<Row, 'documentId' | 'triedAt'>;

const DAY_MS = 86_400_000;
/** Quiet attempts before somebody is called. */
const MAX_ATTEMPTS = 3;
const CALL_AGAIN_DAYS = 7;

/**
 * Raises the signatures of a document in force to B-LTA, or renews their archive timestamp when its certificate ends
 * within the days of the policy (EN 319 142-1, 5.4.3). The file is validated before and after; what is kept is a new
 * version of it. Authorities that do not answer are asked again the next day, three times; then the job fails, and its
 * incident calls an administrator.
 * @throws {PreservationFailedError}
 */
export async function preserveDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof preserveDocumentInput>,
): Promise<{ outcome: PreservationOutcome }> {
  const { documentId } = preserveDocumentInput.parse(input);
  authorizeSystem(actor, 'preservation.preserve');
  const row = await office.db
    .selectFrom('office.preservation')
    .selectAll()
    .where('documentId', '=', documentId)
    .executeTakeFirst();
  if (!row?.dueAt || row.dueAt > office.clock.now()) return { outcome: 'kept' };
  const file = await mainFile(office.db, documentId);
  try {
    return await attempt(office, actor, row, file);
  } catch (error) {
    // Another run, or somebody with a new version, was faster: it is looked at again when it is due.
    if (error instanceof DocumentChangedError) return { outcome: 'later' };
    if (!(error instanceof OfficeError)) throw error;
    return { outcome: await postpone(office, actor, row, error) };
  }
}

async function attempt(
  office: Office,
  actor: Actor,
  { documentId }: Row,
  file: DocumentFileRow,
): Promise<{ outcome: PreservationOutcome }> {
  const nothing = { level: null, archiveEnds: null, attempts: 0, dueAt: null };
  if (file.mediaType !== 'application/pdf') {
    await settle(office, actor, documentId, { ...nothing, state: 'unsigned', problem: null });
    return { outcome: 'refused' };
  }
  const trusted = await trustInForce(office);
  const bytes = await office.files.get(file.sha256);
  const before = await validate(office, trusted, bytes);
  if (before.signatures.length === 0) {
    await settle(office, actor, documentId, { ...nothing, state: 'unsigned', problem: null });
    return { outcome: 'refused' };
  }
  if (before.verdict === 'broken' || before.verdict === 'changed') {
    const change = { ...nothing, state: 'refused' as const, problem: before.sentence };
    await settle(office, actor, documentId, change, 'document.preserveRefused');
    return { outcome: 'refused' };
  }
  if (before.verdict !== 'valid') throw new PreservationFailedError(before.sentence);
  const held = heldUntil(office, trusted, before, bytes);
  const kept = held ? undefined : await extended(office, trusted, before, bytes);
  const { archiveEnds, dueAt } = held ?? heldUntil(office, trusted, kept!.report, kept!.pdf) ?? tooShort();
  const change = { state: 'kept' as const, level: 'B-LTA', archiveEnds, dueAt, problem: null, attempts: 0 };
  const { role, name, mediaType } = file;
  const stored = kept && (await storeFile(office, { role, name, mediaType }, kept.pdf));
  await settle(office, actor, documentId, change, stored && 'document.preserve', async (trx) => {
    if (!stored) return {};
    await lockDocument(trx, documentId);
    if ((await mainFile(trx, documentId)).sha256 !== file.sha256) throw new DocumentChangedError();
    const { version } = await keepFile(office, trx, documentId, stored, null);
    return { version, sha256: stored.sha256 };
  });
  return { outcome: 'kept' };
}

const validate = (
  office: Office,
  { trust, policy }: TrustInForce,
  pdf: Uint8Array,
): Promise<ValidationReport> =>
  refusing(() => office.validate(pdf, { trust, at: office.clock.now(), online: policy.online }));

/** @returns undefined when the file is not at B-LTA yet, or its renewal is due */
function heldUntil(
  { clock }: Office,
  { policy }: TrustInForce,
  { signatures }: ValidationReport,
  pdf: Uint8Array,
) {
  const isArchived = signatures.every(
    ({ kind, level }) => kind === 'document-timestamp' || level === 'B-LTA',
  );
  const archiveEnds = archiveExpiry(pdf);
  if (!isArchived || !archiveEnds) return undefined;
  const dueAt = new Date(archiveEnds.getTime() - policy.renewDays * DAY_MS);
  return dueAt > clock.now() ? { archiveEnds, dueAt } : undefined;
}

async function extended(office: Office, trusted: TrustInForce, before: ValidationReport, bytes: Uint8Array) {
  const { timestampUrls } = office.signing;
  const pdf = await refusing(() => office.documents.extend(bytes, { level: 'B-LTA', timestampUrls }));
  const report = await validate(office, trusted, pdf);
  const worse = report.signatures.find(({ verdict }) => verdict !== 'valid');
  if (worse || report.signatures.length <= before.signatures.length) {
    throw new PreservationFailedError(`bản nâng cấp không hợp lệ. ${worse?.sentence ?? report.sentence}`);
  }
  return { pdf, report };
}

function tooShort(): never {
  throw new PreservationFailedError(
    'chứng thư của cơ quan cấp dấu thời gian hết hạn trước ngày phải gia hạn; hãy dùng cơ quan khác.',
  );
}

async function settle(
  office: Office,
  actor: Actor,
  documentId: string,
  change: Change,
  action?: 'document.preserve' | 'document.preserveRefused' | 'document.preserveFailed',
  work: (trx: Trx) => Promise<Record<string, unknown>> = async () => ({}),
): Promise<void> {
  await inTransaction(office, actor, { documentId }, async (trx) => {
    const done = await work(trx);
    await trx
      .updateTable('office.preservation')
      .set({ ...change, triedAt: office.clock.now() })
      .where('documentId', '=', documentId)
      .execute();
    if (!action) return;
    const { level, archiveEnds, problem } = change;
    await writeAudit(office, trx, actor, {
      action,
      documentId,
      details: { level, archiveEnds, problem, ...done },
    });
  });
}

/** The next day again; somebody is called when that did not help, or the archive timestamp ends soon. */
async function postpone(office: Office, actor: Actor, row: Row, error: OfficeError): Promise<'later'> {
  const now = office.clock.now();
  const attempts = row.attempts + 1;
  const endsSoon = row.archiveEnds !== null && row.archiveEnds.getTime() - now.getTime() < 14 * DAY_MS;
  const calls = attempts >= MAX_ATTEMPTS || endsSoon;
  const dueAt = new Date(now.getTime() + (calls ? CALL_AGAIN_DAYS : 1) * DAY_MS);
  const { level, archiveEnds } = row;
  const change = { state: 'failing' as const, dueAt, level, archiveEnds, problem: error.message, attempts };
  await settle(office, actor, row.documentId, change, 'document.preserveFailed');
  if (!calls) return 'later';
  throw error instanceof PreservationFailedError
    ? error
    : new PreservationFailedError(error.message, { cause: error });
}
