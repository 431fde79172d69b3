/** Validates every signature of a PDF (EN 319 102-1; EN 319 142-1) and says so in words. */
import { type OpenOptions, openPdf } from '../pdf/openPdf.ts';
import { CLOCK_SKEW } from '../trust/clockSkew.ts';
import type { TrustStore } from '../trust/trustStore.ts';
import { readX509s, type X509 } from '../trust/x509.ts';
import { holdsUntil } from './holdsUntil.ts';
import { type Integrity, integrityOf } from './integrity.ts';
import { judgeSignature } from './judgeSignature.ts';
import { onlineMaterial } from './onlineMaterial.ts';
import { judgeTimestamp, provenTime } from './proofOfExistence.ts';
import type { ValidationReport } from './report.ts';
import { readMaterial } from './revocationInfo.ts';
import { cmsMaterial, emptyMaterial, joinMaterial, storedMaterial } from './securityStore.ts';
import { notesOf } from './sentence.ts';
import { signaturesOf } from './signatureField.ts';
import type { Evidence } from './trustQuestion.ts';
import type { Validation } from './validation.ts';
import { type VariableContent, variableContent } from './variable/variableContent.ts';

export interface ValidateOptions extends OpenOptions {
  trust: TrustStore;
  /** When to validate for; now when left out. */
  at?: Date;
  /** Ask OCSP responders and CRL addresses for what the file does not carry. */
  online?: boolean;
  /** Without word on revocation, conclude nothing (TRY_LATER). Otherwise it is said and passes. */
  requireRevocation?: boolean;
}

/**
 * @throws PdfError and its kinds when the file is not a PDF that can be read; a bad signature is no error but
 * a verdict
 */
export async function validatePdf(pdf: Uint8Array, options: ValidateOptions): Promise<ValidationReport> {
  const file = openPdf(pdf, { ...options, decrypt: true });
  const at = options.at ?? new Date();
  const dss = storedMaterial(file.latest) ?? emptyMaterial();
  const storedCertificates = readX509s(dss.certificates);
  const integrities = signaturesOf(file).map((signature) => integrityOf(file, signature, storedCertificates));
  const carried = joinMaterial(dss, ...integrities.flatMap(materialOf));
  const pool: X509[] = readX509s(carried.certificates);
  const evidence: Evidence = {
    trust: options.trust,
    pool,
    material: {
      ...readMaterial(carried.ocsps, carried.crls),
      until: new Date(Math.max(at.getTime(), Date.now()) + CLOCK_SKEW),
    },
    requireRevocation: options.requireRevocation ?? false,
  };
  if (options.online) await onlineMaterial(evidence, integrities, at);
  let content: VariableContent | undefined;
  const variable = () => {
    content ??= variableContent(file);
    return content;
  };
  const validation: Validation = { file, at, evidence, integrities, proofs: [], later: [], variable };
  collectProofs(validation);
  // The newest first: an earlier signature's verdict asks what the later ones are worth.
  for (const integrity of integrities.toReversed()) {
    validation.later.unshift(judgeSignature(validation, integrity));
  }
  return summarise(validation);
}

const materialOf = ({ signedData, signer }: Integrity) =>
  signedData ? [cmsMaterial(signedData, signer)] : [];

/** Document timestamps from the newest to the oldest, each proven by those after it. */
function collectProofs({ integrities, evidence, proofs, at }: Validation): void {
  for (const { timestamp, failure, covered } of integrities.toReversed()) {
    if (!timestamp || failure || covered.revision === undefined) continue;
    const existed = provenTime(proofs, covered.revision + 1, at);
    const { time } = judgeTimestamp('document', timestamp, evidence, existed, at);
    if (time) proofs.push({ revision: covered.revision, time });
  }
}

function summarise(validation: Validation): ValidationReport {
  const { file, at, later: signatures } = validation;
  const until = holdsUntil(validation);
  const order = ['broken', 'changed', 'untrusted', 'unknown', 'valid'] as const;
  const verdict =
    order.find((item) => signatures.some((signature) => signature.verdict === item)) ?? 'unsigned';
  const worst = signatures.find((signature) => signature.verdict === verdict);
  const all = signatures.length === 1 ? 'Chữ ký' : `Cả ${signatures.length} chữ ký`;
  const sentence =
    verdict === 'unsigned'
      ? 'Tài liệu không có chữ ký số.'
      : verdict === 'valid'
        ? `${all} trên tài liệu hợp lệ${notesOf(validation.variable().varying)}.`
        : worst!.sentence;
  return {
    at: at.toISOString(),
    ...(until ? { holdsUntil: until.toISOString() } : {}),
    revisions: file.revisions.length,
    signatures,
    verdict,
    sentence,
  };
}
