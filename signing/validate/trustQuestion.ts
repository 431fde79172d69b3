/** Whether a certificate may be believed at a time: path, sound algorithms, revocation (EN 319 102-1, 5.2.6). */
import { readDer } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { nameAttribute } from '../keys/certificate.ts';
import { type CertificatePath, certificatePath, type PathProblem } from '../trust/certificatePath.ts';
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
  if (path.problem)
    return { ...answer, ...explainProblem(path.problem, path.at ?? certificate, certificate, proven) };
  return checkRevocation(answer, evidence, at, proven);
}

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
    reasons: [{ code: `CERTIFICATE_${problem}`, message }],
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
      return proven
        ? say(
            at === leaf ? 'EXPIRED' : 'CHAIN_CONSTRAINTS_FAILURE',
            `${whose} đã hết hạn ngày ${day(at.notAfter)}, trước khi ký.`,
          )
        : say(
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
    default:
      return say('CHAIN_CONSTRAINTS_FAILURE', `${whose} không được phép dùng như vậy (${problem}).`);
  }
}

function checkRevocation(answer: TrustAnswer, evidence: Evidence, at: Date, proven: boolean): TrustAnswer {
  const { certificates } = answer.path;
  const { material, pool, requireRevocation } = evidence;
  let checked = certificates.length > 1;
  for (const [index, certificate] of certificates.slice(0, -1).entries()) {
    // RFC 6960, 4.2.2.2.1: such a certificate is trusted for its lifetime.
    if (certificate.extensions.has('1.3.6.1.5.5.7.48.1.5')) continue;
    const status = revocationStatus(certificate, certificates[index + 1]!, material, pool);
    if (status?.status === 'revoked' && counts(status, at, proven)) {
      return { ...answer, ...revoked(certificate, status, index, proven) };
    }
    if (!status || !isFresh(status, at)) checked = false;
  }
  if (checked) return { ...answer, revocation: 'good' };
  if (!requireRevocation) return answer;
  const message = 'Không có thông tin về tình trạng thu hồi của chứng thư.';
  return { ...answer, subIndication: 'TRY_LATER', reasons: [{ code: 'REVOCATION_UNKNOWN', message }] };
}

/** A revocation after the proven time takes nothing back; a hold that ended is listed as reason 8. */
const counts = (status: RevocationStatus, at: Date, proven: boolean): boolean =>
  status.reason !== 8 && (!proven || status.revokedAt === undefined || status.revokedAt <= at);

/** Said at or after the time in question, or before it and still in force then. */
const isFresh = (status: RevocationStatus, at: Date): boolean =>
  status.thisUpdate >= at || (status.nextUpdate !== undefined && status.nextUpdate >= at);

function revoked(certificate: X509, status: RevocationStatus, index: number, proven: boolean) {
  const when = status.revokedAt ? ` từ ${vietnameseTime(status.revokedAt.toISOString())}` : '';
  const whose = index === 0 ? 'Chứng thư của người ký' : `Chứng thư «${certificate.commonName}»`;
  const subIndication: SubIndication = proven
    ? index === 0
      ? 'REVOKED'
      : 'CHAIN_CONSTRAINTS_FAILURE'
    : index === 0
      ? 'REVOKED_NO_POE'
      : 'REVOKED_CA_NO_POE';
  const reasons: Reason[] = [{ code: 'CERTIFICATE_REVOKED', message: `${whose} đã bị thu hồi${when}.` }];
  return { subIndication, reasons, revocation: 'revoked' as const };
}

const issuerName = (certificate: X509): string => {
  const name = readDer(certificate.issuer);
  return nameAttribute(name, Oid.commonName) ?? nameAttribute(name, Oid.organization) ?? '';
};
