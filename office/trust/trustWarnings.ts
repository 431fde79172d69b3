/** What an administrator should look at before trusting a file. */
import type { TrustFile, X509 } from '@congvan/signing';

export interface TrustWarning {
  /** Stable, for machines. */
  code: string;
  /** Vietnamese, for people. */
  message: string;
}

const warning = (code: string, message: string): TrustWarning => ({ code, message });

/** @param inUse fingerprints of certificates that are trusted already, and by what */
export function certificateWarnings(
  certificate: X509,
  purpose: string | undefined,
  inUse: ReadonlyMap<string, string>,
  now: Date,
): TrustWarning[] {
  const warnings: TrustWarning[] = [];
  if (certificate.notAfter < now) warnings.push(warning('EXPIRED', 'Đã hết hạn.'));
  if (certificate.notBefore > now) warnings.push(warning('NOT_YET_VALID', 'Chưa có hiệu lực.'));
  if (!certificate.isAuthority && purpose !== 'timestamps') {
    warnings.push(warning('NOT_AN_AUTHORITY', 'Không phải chứng thư của tổ chức chứng thực.'));
  }
  const { bits } = keyOf(certificate);
  if (bits !== undefined && bits < 2048) {
    warnings.push(warning('WEAK_KEY', `Khóa RSA ${bits} bit là yếu.`));
  }
  if (!certificate.issuer.equals(certificate.subject)) {
    warnings.push(warning('NOT_A_ROOT', 'Không phải chứng thư gốc: do tổ chức khác cấp.'));
  }
  const where = inUse.get(certificate.fingerprint);
  if (where !== undefined) warnings.push(warning('ALREADY_TRUSTED', `Đã được tin cậy theo «${where}».`));
  return warnings;
}

/** @param newest sequence number of the list in use of the same operator and territory */
export function listWarnings(
  { kind, scheme, signature, anchors }: TrustFile,
  newest: number | undefined,
  now: Date,
): TrustWarning[] {
  if (kind === 'certificates') return [];
  const warnings: TrustWarning[] = [];
  if (signature && 'problem' in signature) warnings.push(warning(signature.problem, signature.message));
  if (scheme?.nextUpdate && scheme.nextUpdate < now) {
    warnings.push(warning('LIST_STALE', 'Danh sách đã quá ngày phải phát hành bản mới.'));
  }
  if (newest !== undefined && (scheme?.sequenceNumber ?? 0) <= newest) {
    warnings.push(warning('LIST_OLDER', `Danh sách không mới hơn bản đang dùng (số ${newest}).`));
  }
  if (anchors.length === 0) {
    warnings.push(warning('POINTERS_ONLY', 'Danh sách chỉ trỏ tới các danh sách khác.'));
  }
  return warnings;
}

/** «RSA 2048», «EC prime256v1»; `bits` for RSA only. */
export function keyOf(certificate: X509): { name: string; bits?: number } {
  const { asymmetricKeyType = '', asymmetricKeyDetails } = certificate.key();
  const bits = asymmetricKeyDetails?.modulusLength;
  const detail = bits ?? asymmetricKeyDetails?.namedCurve;
  const name = [asymmetricKeyType.toUpperCase(), detail].flatMap((part) => part ?? []).join(' ');
  return bits === undefined ? { name } : { name, bits };
}
