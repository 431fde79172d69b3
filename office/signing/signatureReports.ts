import type { Change, Reason, SignatureReport, ValidationReport } from '@congvan/signing';
import type { z } from 'zod';
import type { Person } from '../actor.ts';
import type { Office } from '../office.ts';
import { FileRejectedError } from '../records/errors.ts';
import type { FileView } from '../records/listFiles.ts';
import { readFile, readFileInput } from '../records/readFile.ts';
import { reportOn } from './reportOn.ts';

export const signatureReportsInput = readFileInput;

export interface SignatureView {
  field: string;
  kind: SignatureReport['kind'];
  verdict: SignatureReport['verdict'];
  sentence: string;
  signer: { name: string; organization?: string; capacity?: string };
  signedAt: string | null;
  signedAtSource: 'timestamp' | 'claimed' | null;
  /** «not-checked»: nobody could say whether the certificate was revoked. */
  revocation: SignatureReport['revocation'];
  level: string | null;
  coverage: string;
  /** What came after the signature. */
  changes: Change[];
  reasons: Reason[];
}

/** The signatures on a PDF of a document, in words. */
export async function signatureReports(
  office: Office,
  actor: Person,
  input: z.input<typeof readFileInput>,
): Promise<{ file: FileView; sentence: string; items: SignatureView[] }> {
  const file = await readFile(office, actor, input);
  if (file.mediaType !== 'application/pdf') {
    throw new FileRejectedError('file-type', file.name, 'chỉ kiểm tra được chữ ký trên tệp PDF.');
  }
  const report: ValidationReport = await reportOn(office, file.sha256);
  return { file, sentence: report.sentence, items: report.signatures.map(signatureView) };
}

function signatureView(report: SignatureReport): SignatureView {
  const { field, kind, verdict, sentence, signer, signedAt, signedAtSource, level, coverage } = report;
  const { revocation, changes, reasons } = report;
  const { organization, title } = signer ?? {};
  return {
    ...{ field, kind, verdict, sentence, level, coverage, revocation, changes, reasons },
    signer: {
      name: signer?.commonName ?? 'Không rõ',
      ...(organization ? { organization } : {}),
      ...(title ? { capacity: title } : {}),
    },
    signedAt: signedAt ?? null,
    signedAtSource: signedAtSource ?? null,
  };
}
