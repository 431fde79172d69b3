/** Whether a certificate may be believed at a time: path, sound algorithms, revocation (EN 319 102-1, 5.2.6). */
import { readDer } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { nameAttribute } from '../keys/certificate.ts';
import { type CertificatePath, certificatePath, type PathProblem } from '../trust/certificatePath.ts';
import { CLOCK_SKEW } from '../trust/clockSkew.ts';
import { type TrustPurpose, type TrustStore, trustFor } from '../trust/trustStore.ts';
import type { X509 } from '../trust/x509.ts';
import type { Reason, SubIndication } from './report.ts';
import { type RevocationMaterial, type RevocationStatus, revocationStatus } from './revocationInfo.ts';
import { vietnameseTime } from './sentence.ts';

export interface Evidence {
  trust: TrustStore;
  pool: readonly X509[];
  material: RevocationMaterial;
  requireRevocation: boolean;
}

export interface TrustAnswer {
  path: CertificatePath;
  subIndication?: SubIndication;
  reasons: Reason[];
  revocation: 'good' | 'revoked' | 'not-checked';
}

/**
 * @param purpose what the certificate was used for; anchors of another purpose do not count
 * @param at the time that counts: of the proof of existence, or of the validation when there is none
 * @param proven there is such a proof, so what happened after `at` does not matter
 */
export function trustQuestion(
  certificate: X509,
  evidence: Evidence,
  purpose: TrustPurpose,
  at: Date,
  proven: boolean,
): TrustAnswer {
  const path = certificatePath(certificate, evidence.pool, trustFor(evidence.trust, purpose), at);
  const answer: TrustAnswer = { path, reasons: [], revocation: 'not-checked' };
  if (!path.problem) return checkRevocation(answer, evidence, at, proven);
  const explained = explainProblem(path.problem, path.at ?? certificate, certificate, proven);
  const known = explained.subIndication === 'OUT_OF_BOUNDS_NO_POE' && isKnownGood(path, evidence);
  return { ...answer, ...explained, ...(known ? { subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED' } : {}) };
}

/** Its issuer said while it lasted that it had not been revoked (EN 319 102-1, table 6). */
function isKnownGood({ certificates: [leaf, issuer], anchor }: CertificatePath, evidence: Evidence): boolean {
  if (!leaf || !issuer || !anchor) return false;
  const status = revocationStatus(leaf, issuer, evidence.material, evidence.pool);
  return status?.status === 'good' && speaksOfExpired(status, leaf);
}

const constraints = {
  NOT_AN_AUTHORITY: 'không được phép cấp chứng thư',
  KEY_USAGE: 'không được phép dùng như vậy',
  UNKNOWN_CRITICAL_EXTENSION: 'có phần mở rộng bắt buộc mà không rõ nghĩa',
  NAME_CONSTRAINTS: 'nằm ngoài những tên mà nơi cấp được phép cấp',
  POLICIES: 'không theo chính sách chứng thư mà nơi cấp đòi hỏi',
} satisfies Partial<Record<PathProblem, string>>;

function explainProblem(
  problem: PathProblem,
  at: X509,
  leaf: X509,
  proven: boolean,
): { subIndication: SubIndication; reasons: Reason[] } {
  const whose = at === leaf ? 'Chứng thư của người ký' : `Chứng thư «${at.commonName}»`;
  const day = (date: Date) => vietnameseTime(date.toISOString()).slice(11);
  const say = (subIndication: SubIndication, message: string) => ({
    subIndication,
    reasons: [
      {
        code: `CERTIFICATE_${problem}`,
        message,
        values: { name: at.commonName, issuer: issuerName(at), day: day(at.notAfter) },
      },
    ],
  });
  switch (problem) {
    case 'NO_CHAIN':
      return say(
        'NO_CERTIFICATE_CHAIN_FOUND',
        `Chứng thư do «${issuerName(at)}» cấp không dẫn tới tổ chức chứng thực nào trong danh sách tin cậy.`,
      );
    case 'ANCHOR_NOT_IN_FORCE':
      return say(
        'NO_CERTIFICATE_CHAIN_FOUND',
        `«${at.commonName}» không có hiệu lực trong danh sách tin cậy vào lúc ký.`,
      );
    case 'EXPIRED':
      // Even a timestamp after the end says only that the signature is older than the timestamp.
      return say(
        'OUT_OF_BOUNDS_NO_POE',
        `${whose} đã hết hạn ngày ${day(at.notAfter)} và không có gì chứng minh chữ ký có từ trước.`,
      );
    case 'NOT_YET_VALID':
      return proven
        ? say(
            at === leaf ? 'NOT_YET_VALID' : 'CHAIN_CONSTRAINTS_FAILURE',
            `${whose} chưa có hiệu lực vào lúc ký.`,
          )
        : say('OUT_OF_BOUNDS_NO_POE', `${whose} chưa có hiệu lực.`);
    case 'PATH_TOO_LONG':
      return say('CHAIN_CONSTRAINTS_FAILURE', 'Đường dẫn chứng thư dài hơn mức cho phép.');
    default:
      return say('CHAIN_CONSTRAINTS_FAILURE', `${whose} ${constraints[problem]}.`);
  }
}

function checkRevocation(answer: TrustAnswer, evidence: Evidence, at: Date, proven: boolean): TrustAnswer {
  const { certificates } = answer.path;
  const { material, pool, requireRevocation } = evidence;
  let checked = certificates.length > 1;
  for (const [index, certificate] of certificates.slice(0, -1).entries()) {
    // RFC 6960, 4.2.2.2.1: such a certificate is trusted for its lifetime.
    if (certificate.extensions.has('1.3.6.1.5.5.7.48.1.5')) continue;
    const known = [...pool, ...certificates];
    const status = revocationStatus(certificate, certificates[index + 1]!, material, known);
    if (status?.status === 'revoked' && counts(status, at, proven)) {
      return { ...answer, ...revoked(certificate, status, index) };
    }
    if (!status || !isFresh(status, at) || !speaksOfExpired(status, certificate)) checked = false;
  }
  if (checked) return { ...answer, revocation: 'good' };
  if (!requireRevocation) return answer;
  const message = 'Không có thông tin về tình trạng thu hồi của chứng thư.';
  return { ...answer, subIndication: 'TRY_LATER', reasons: [{ code: 'REVOCATION_UNKNOWN', message }] };
}

/** A revocation after the proven time takes nothing back; a hold that ended is listed as reason 8. */
const counts = (status: RevocationStatus, at: Date, proven: boolean): boolean =>
  status.reason !== 8 && (!proven || status.revokedAt === undefined || status.revokedAt <= at);

/** Said at or after the time in question, or before it and still in force then. An answer of now has whole seconds. */
const isFresh = (status: RevocationStatus, at: Date): boolean =>
  status.thisUpdate.getTime() >= at.getTime() - CLOCK_SKEW ||
  (status.nextUpdate !== undefined && status.nextUpdate >= at);

/** Authorities may forget what has expired, so «good» counts only from before, or where they say that they keep it. */
const speaksOfExpired = ({ status, thisUpdate, keptSince }: RevocationStatus, { notAfter }: X509): boolean =>
  status === 'revoked' || thisUpdate <= notAfter || (keptSince !== undefined && keptSince <= notAfter);

const HOLD = 6;

/** Without proof of when it was signed; a timestamp says only that it was not later (EN 319 102-1, table 5). */
function revoked(certificate: X509, status: RevocationStatus, index: number) {
  const when = status.revokedAt ? ` từ ${vietnameseTime(status.revokedAt.toISOString())}` : '';
  const whose = index === 0 ? 'Chứng thư của người ký' : `Chứng thư «${certificate.commonName}»`;
  const say = (subIndication: SubIndication, code: string, what: string) => ({
    subIndication,
    reasons: [
      {
        code,
        message: `${whose} ${what}${when}.`,
        values: { name: certificate.commonName, when: status.revokedAt?.toISOString() ?? '' },
      },
    ],
    revocation: 'revoked' as const,
  });
  // 5.2.6.4: what is suspended may be taken up again.
  if (status.reason === HOLD) return say('TRY_LATER', 'CERTIFICATE_SUSPENDED', 'đang bị tạm dừng');
  const subIndication = index === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE';
  return say(subIndication, 'CERTIFICATE_REVOKED', 'đã bị thu hồi');
}

const issuerName = (certificate: X509): string => {
  const name = readDer(certificate.issuer);
  return nameAttribute(name, Oid.commonName) ?? nameAttribute(name, Oid.organization) ?? '';
};
