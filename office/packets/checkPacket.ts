import { PdfError } from '@congvan/signing';
import { OfficeError } from '../errors.ts';
import type { Office } from '../office.ts';
import { reportOn } from '../signing/reportOn.ts';

export interface PacketCheck {
  /** Why it can only be returned; null: it may be received. */
  problem: { code: string; sentence: string } | null;
  /** Validity of the signatures in one sentence. */
  signatures: string;
}

/** Decree 30, art. 21.2: authenticity and integrity of an electronic document are checked on receipt. */
export async function checkPacket(
  office: Office,
  documentId: string,
  known: { problemCode: string | null; problem: string | null },
): Promise<PacketCheck> {
  const told = known.problemCode ? { code: known.problemCode, sentence: known.problem ?? '' } : null;
  const main = await office.db
    .selectFrom('office.documentFiles')
    .select(['sha256', 'mediaType'])
    .where('documentId', '=', documentId)
    .where('role', '=', 'main')
    .orderBy('version', 'desc')
    .executeTakeFirst();
  if (main?.mediaType !== 'application/pdf') {
    return { problem: told, signatures: 'Không có tệp PDF để kiểm tra chữ ký.' };
  }
  try {
    const report = await reportOn(office, main.sha256);
    const bad = report.signatures.find(({ verdict }) => verdict === 'broken' || verdict === 'changed');
    const problem = bad ? { code: `signature-${bad.verdict}`, sentence: bad.sentence } : null;
    return { problem: told ?? problem, signatures: report.sentence };
  } catch (error) {
    if (!(error instanceof OfficeError) || !(error.cause instanceof PdfError)) throw error;
    return { problem: told ?? { code: error.code, sentence: error.message }, signatures: error.message };
  }
}
