import type { PdfFile } from '../pdf/pdfFile.ts';
import type { Integrity } from './integrity.ts';
import type { Proof } from './proofOfExistence.ts';
import type { SignatureReport } from './report.ts';
import type { Evidence } from './trustQuestion.ts';
import type { VariableContent } from './variable/variableContent.ts';

/** What all signatures of one file are judged with. */
export interface Validation {
  file: PdfFile;
  at: Date;
  evidence: Evidence;
  integrities: Integrity[];
  proofs: Proof[];
  /** Judged already: signatures of later revisions. */
  later: SignatureReport[];
  /** Looked for when a signature would be valid. */
  variable(): VariableContent;
}
