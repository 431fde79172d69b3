/** Puts the building blocks together to one signature's report (EN 319 102-1, 5.3 to 5.6). */
import { PdfError } from '../pdf/errors.ts';
import { shownName } from '../pdf/fields.ts';
import type { PdfDict } from '../pdf/objects.ts';
import type { PdfFile, PdfView } from '../pdf/pdfFile.ts';
import { readable } from '../trust/malformed.ts';
import type { X509 } from '../trust/x509.ts';
import { weakness } from './algorithmPolicy.ts';
import { changeOf } from './difference/changeWords.ts';
import { differences } from './difference/differences.ts';
import { certification, permissionsAt, transformsOf } from './difference/permissions.ts';
import type { Integrity } from './integrity.ts';
import { untrustedAddition } from './laterSignatures.ts';
import { levelOf } from './level.ts';
import {
  contentTimestamps,
  type JudgedTimestamp,
  judgeTimestamp,
  provenTime,
  signatureTimestamps,
} from './proofOfExistence.ts';
import type { Change, Indication, Reason, SignatureReport, SubIndication, Verdict } from './report.ts';
import { readMaterial } from './revocationInfo.ts';
import { storedMaterial, storeWritten } from './securityStore.ts';
import { sentenceOf, verdictOf } from './sentence.ts';
import { pdfDate, textEntry } from './signatureField.ts';
import { claimedRolesOf, signerReport } from './signer.ts';
import { statementsOf } from './statements.ts';
import { type TrustAnswer, trustQuestion } from './trustQuestion.ts';
import type { Validation } from './validation.ts';

export function judgeSignature(validation: Validation, integrity: Integrity): SignatureReport {
  const { evidence, proofs, at } = validation;
  const { signature, signer, certificate, covered } = integrity;
  const isTimestamp = signature.kind === 'document-timestamp';
  const own = covered.revision ?? signature.revision;
  // A document timestamp cannot prove itself.
  const existed = provenTime(proofs, isTimestamp ? own + 1 : own, at);
  const timestamps = timestampsOf(validation, integrity, existed);
  const times = timestamps.flatMap((item) => item.time ?? []);
  const proven = existed.proven || (!isTimestamp && times.length > 0);
  const best = new Date(Math.min(existed.time.getTime(), ...(isTimestamp ? [] : times.map(Number))));
  const purpose = isTimestamp ? 'timestamps' : 'signing';
  const answer = certificate && trustQuestion(certificate, evidence, purpose, best, proven);
  const found = conclude(integrity, answer, best, proven);
  const changes = integrity.failure ? [] : changesAfter(validation, integrity);
  const ofContent = isTimestamp ? [] : contentTimestamps(integrity, evidence, existed, at);
  const stamps = [...timestamps, ...ofContent].map((item) => item.report);
  const reasons = [...found.reasons, ...stamps.flatMap((item) => item.reasons)];
  // A document timestamp is worth what it proves.
  const [self] = isTimestamp ? timestamps : [];
  let { subIndication = self?.subIndication } = found;
  let verdict: Verdict = verdictOf(subIndication);
  const unsafe =
    verdict === 'valid' && !isTimestamp ? untrustedAddition(validation, integrity, changes) : undefined;
  if (unsafe) changes.push(unsafe);
  const change = changes.find((item) => !item.allowed);
  if (change && !integrity.failure) {
    verdict = 'changed';
    subIndication = 'FORMAT_FAILURE';
    reasons.unshift({
      code: `CHANGED_${change.kind.toUpperCase().replaceAll('-', '_')}`,
      message: `${change.message}.`,
      ...(change.values ? { values: change.values } : {}),
    });
  }
  const shown = verdict === 'valid' && !isTimestamp ? validation.variable() : undefined;
  const [unsettled] = shown?.unsettled ?? [];
  if (unsettled) {
    verdict = 'unknown';
    // EN 319 102-1, table 6: what is shown is not all there to be verified.
    subIndication = 'SIGNED_DATA_NOT_FOUND';
  }
  reasons.push(...(shown?.unsettled ?? []).map(asSentence));
  const varying = verdict === 'valid' ? (shown?.varying ?? []) : [];
  if (verdict === 'valid' && answer?.revocation === 'not-checked') {
    reasons.push({
      code: 'REVOCATION_NOT_CHECKED',
      message: 'Chưa kiểm tra được tình trạng thu hồi của chứng thư.',
    });
  }
  reasons.push(...varying.map(asSentence));
  const claimed = pdfDate(textEntry(signature.dict, 'M')) ?? signer?.signingTime;
  const signedAt = isTimestamp ? integrity.timestamp?.token.time : proven ? best : claimed;
  const docMdp = certificationOf(validation, integrity);
  const reasonGiven = textEntry(signature.dict, 'Reason');
  const location = textEntry(signature.dict, 'Location');
  const report: Omit<SignatureReport, 'sentence'> = {
    field: signature.field.name,
    kind: signature.kind,
    verdict,
    indication: indicationOf(subIndication),
    ...(subIndication ? { subIndication } : {}),
    level: levelOf(integrity, levelFacts(validation, integrity, answer, timestamps)),
    ...(certificate
      ? { signer: signerReport(certificate, signer && readable(() => claimedRolesOf(signer))) }
      : {}),
    ...(signedAt
      ? { signedAt: signedAt.toISOString(), signedAtSource: proven || isTimestamp ? 'timestamp' : 'claimed' }
      : {}),
    coverage: covered.coverage,
    ...(covered.revision === undefined ? {} : { revision: covered.revision + 1 }),
    ...(docMdp ? { certified: { permission: docMdp } } : {}),
    ...(signer ? { digest: signer.digest, algorithm: signer.algorithm.scheme } : {}),
    ...(signer && readable(() => statementsOf(signer))),
    ...(reasonGiven ? { reasonGiven } : {}),
    ...(location ? { location } : {}),
    ...(answer?.path.anchor && !answer.path.problem
      ? { trustedBy: answer.path.anchor.certificate.commonName }
      : {}),
    revocation: answer?.revocation ?? 'not-checked',
    timestamps: stamps,
    changes,
    reasons,
  };
  return { ...report, sentence: sentenceOf(report, reasons, varying) };
}

const asSentence = (reason: Reason): Reason => ({ ...reason, message: `${reason.message}.` });

function timestampsOf(
  { evidence, at }: Validation,
  integrity: Integrity,
  existed: { time: Date; proven: boolean },
): JudgedTimestamp[] {
  const { timestamp } = integrity;
  if (timestamp) return [judgeTimestamp('document', timestamp, evidence, existed, at)];
  return integrity.signer ? signatureTimestamps(integrity, evidence, existed, at) : [];
}

interface Conclusion {
  subIndication?: SubIndication;
  reasons: Reason[];
}

function conclude(
  { failure, certificate, signer, signature }: Integrity,
  answer: TrustAnswer | undefined,
  at: Date,
  proven: boolean,
): Conclusion {
  if (failure) {
    const { subIndication, ...reason } = failure;
    return { subIndication, reasons: [reason] };
  }
  if (answer?.subIndication) return { subIndication: answer.subIndication, reasons: answer.reasons };
  // EN 319 142-1, 6.3: content type, message digest and the certificate's reference are signed.
  if (signature.subFilter === 'ETSI.CAdES.detached' && !signer?.signedAttributes) {
    const message = 'Chữ ký thiếu các thuộc tính được ký mà PAdES đòi hỏi.';
    return { subIndication: 'SIG_CONSTRAINTS_FAILURE', reasons: [{ code: 'SIGNED_ATTRIBUTES', message }] };
  }
  const usage = signature.kind === 'signature' && usageFault(certificate!);
  if (usage) return { subIndication: 'SIG_CONSTRAINTS_FAILURE', reasons: [usage] };
  // ISO 32000-1, 12.8.3.3.1: what is signed is the SHA-1 of the file.
  const ofFile = signature.subFilter === 'adbe.pkcs7.sha1' ? 'sha1' : signer!.digest;
  const weak =
    weakestOf(certificate!, answer!, signer!, at) ??
    weakness(signer!.algorithm, ofFile, certificate!.key(), at);
  if (!weak) return { reasons: [] };
  return {
    subIndication: proven ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    reasons: [
      {
        code: 'ALGORITHM_WEAK',
        message: `Chữ ký dùng thuật toán đã yếu (${weak}).`,
        values: { algorithm: weak },
      },
    ],
  };
}

function weakestOf(
  certificate: X509,
  answer: TrustAnswer,
  signer: NonNullable<Integrity['signer']>,
  at: Date,
): string | undefined {
  const own = weakness(signer.algorithm, signer.digest, certificate.key(), at);
  if (own) return own;
  const { certificates } = answer.path;
  for (const [index, item] of certificates.slice(0, -1).entries()) {
    const weak = item.algorithm && weakness(item.algorithm, undefined, certificates[index + 1]!.key(), at);
    if (weak) return weak;
  }
  return undefined;
}

/** RFC 5280, 4.2.1.3 and 4.2.1.12: a certificate that says what it is for must be for signing. */
function usageFault(certificate: X509): Reason | undefined {
  const { keyUsage, extendedKeyUsage } = certificate;
  const message = 'Chứng thư của người ký không dùng để ký văn bản.';
  if (keyUsage && !keyUsage.has(0) && !keyUsage.has(1)) return { code: 'KEY_USAGE', message };
  const others = ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.9', '1.3.6.1.5.5.7.3.1'];
  if (extendedKeyUsage?.length && extendedKeyUsage.every((use) => others.includes(use))) {
    return { code: 'EXTENDED_KEY_USAGE', message };
  }
  return undefined;
}

function changesAfter({ file, integrities }: Validation, integrity: Integrity): Change[] {
  const { covered, signature } = integrity;
  const before = file.at(covered.revision!);
  const earlier = integrities
    .filter((item) => item !== integrity && item.signature.revision < signature.revision)
    .map((item) => item.signature.dict);
  const changes = readableDifferences(file, before, [...earlier, signature.dict]);
  if (!existedThen(signature, before)) {
    changes.unshift(
      changeOf('structure', false, 'SIGNATURE_ATTACHED', { field: shownName(signature.field) }),
    );
  }
  return changes;
}

function readableDifferences(file: PdfFile, before: PdfView, signatures: PdfDict[]): Change[] {
  try {
    return differences(file, before.revision, permissionsAt(before, signatures));
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    return [changeOf('structure', false, 'UPDATE_UNREADABLE', { error: error.message })];
  }
}

/** The field must show the signature already in the revision that it signs. */
function existedThen({ num, field }: Integrity['signature'], before: PdfView): boolean {
  if (num === undefined || !field.ref) return true;
  const then = before.dict(field.ref);
  if (!then) return false;
  const value = then.entries.get('V') ?? field.value;
  return typeof value === 'object' && value !== null && 'num' in value && value.num === num;
}

function certificationOf({ file }: Validation, { signature, covered }: Integrity): 1 | 2 | 3 | undefined {
  if (covered.revision === undefined || signature.kind === 'document-timestamp') return undefined;
  const view = file.at(covered.revision);
  const found = certification(view);
  return found?.signature === signature.dict ? found.level : transformsOf(view, signature.dict).docMdp;
}

function levelFacts(
  { file, integrities, evidence }: Validation,
  integrity: Integrity,
  answer: TrustAnswer | undefined,
  timestamps: JudgedTimestamp[],
) {
  const revision = integrity.covered.revision ?? integrity.signature.revision;
  const archives = integrities.filter(
    (item) => item.timestamp && !item.failure && (item.covered.revision ?? -1) > revision,
  );
  const store = storedMaterial(file.latest);
  return {
    hasTimestamp: archives.length > 0 || timestamps.some((item) => item.report.time !== ''),
    paths: [answer, ...timestamps.map((item) => item.answer)].flatMap((item) =>
      item ? [item.path.certificates] : [],
    ),
    // EN 319 142-1, 5.4.1: material is added to a signature that is there.
    stored: store && storeWritten(file, revision) ? readMaterial(store.ocsps, store.crls) : undefined,
    pool: evidence.pool,
    isArchived: archives.some((item) => storedMaterial(file.at(item.covered.revision!)) !== undefined),
  };
}

function indicationOf(subIndication: SubIndication | undefined): Indication {
  if (!subIndication) return 'TOTAL-PASSED';
  const failed = [
    'FORMAT_FAILURE',
    'HASH_FAILURE',
    'SIG_CRYPTO_FAILURE',
    'REVOKED',
    'EXPIRED',
    'NOT_YET_VALID',
  ];
  return failed.includes(subIndication) ? 'TOTAL-FAILED' : 'INDETERMINATE';
}
