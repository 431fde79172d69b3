/** Timestamps as proofs that a signature existed (EN 319 102-1, 5.4 and 5.6.2): the newest is judged first. */
import type { DerNode } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { CLOCK_SKEW } from '../trust/clockSkew.ts';
import { readable } from '../trust/malformed.ts';
import { weakness } from './algorithmPolicy.ts';
import type { Integrity } from './integrity.ts';
import type { Reason, SubIndication, TimestampReport } from './report.ts';
import { checkTimestamp, readTimestampToken, type TimestampCheck } from './timestampToken.ts';
import { type Evidence, type TrustAnswer, trustQuestion } from './trustQuestion.ts';

export interface Proof {
  /** Everything up to this revision existed at the time. */
  revision: number;
  time: Date;
}

interface Existed {
  time: Date;
  proven: boolean;
}

export interface JudgedTimestamp {
  report: TimestampReport;
  answer?: TrustAnswer;
  time?: Date;
  /** Why it proves nothing although it is signed by an authority that is trusted. */
  subIndication?: SubIndication;
}

/** The earliest time at which this revision is proven to have existed, or else `at`. */
export function provenTime(
  proofs: readonly Proof[],
  revision: number,
  at: Date,
): { time: Date; proven: boolean } {
  let earliest: Date | undefined;
  for (const proof of proofs) {
    if (proof.revision >= revision && (!earliest || proof.time < earliest)) earliest = proof.time;
  }
  return earliest ? { time: earliest, proven: true } : { time: at, proven: false };
}

export function judgeTimestamp(
  kind: TimestampReport['kind'],
  check: TimestampCheck,
  evidence: Evidence,
  existed: { time: Date; proven: boolean },
  at: Date,
): JudgedTimestamp {
  const { token, authority, failure } = check;
  const report = (reasons: Reason[]): TimestampReport => ({
    kind,
    time: token.time.toISOString(),
    authority: authority?.commonName ?? '',
    valid: reasons.length === 0,
    reasons,
  });
  if (failure || !authority) return { report: report(failure ? [failure] : []) };
  const fails = (subIndication: SubIndication, reason: Reason) => ({
    report: report([reason]),
    subIndication,
  });
  if (token.time.getTime() > at.getTime() + CLOCK_SKEW) {
    const message = 'Dấu thời gian ở tương lai.';
    return fails('SIG_CONSTRAINTS_FAILURE', { code: 'TIMESTAMP_IN_FUTURE', message });
  }
  // Its authority did not exist as such when the token says that it was made.
  if (token.time < authority.notBefore || token.time > authority.notAfter) {
    const message = 'Dấu thời gian nêu một lúc mà chứng thư của nó không có hiệu lực.';
    return fails('SIG_CONSTRAINTS_FAILURE', { code: 'TIMESTAMP_OUTSIDE_VALIDITY', message });
  }
  const weak = weakness(token.signer.algorithm, token.hash, authority.key(), existed.time);
  if (weak) {
    return fails(existed.proven ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', {
      code: 'TIMESTAMP_WEAK',
      message: `Dấu thời gian dùng thuật toán đã yếu (${weak}).`,
      values: { algorithm: weak },
    });
  }
  const pool = [...token.certificates, ...evidence.pool];
  const answer = trustQuestion(authority, { ...evidence, pool }, 'timestamps', existed.time, existed.proven);
  const reasons = answer.reasons.map(({ code, message, ...values }) => ({
    ...values,
    code: `TIMESTAMP_${code}`,
    message: `Dấu thời gian: ${message[0]!.toLowerCase()}${message.slice(1)}`.replace(
      'của người ký',
      'của cơ quan cấp',
    ),
  }));
  return { report: report(reasons), answer, ...(reasons.length ? {} : { time: token.time }) };
}

const MAX_TOKENS = 10;

/** signature-time-stamp attributes (EN 319 122-1, 5.3) of one signature. */
export function signatureTimestamps(
  { signer }: Integrity,
  evidence: Evidence,
  existed: Existed,
  at: Date,
): JudgedTimestamp[] {
  const values = signer?.unsigned.get(Oid.signatureTimeStampToken) ?? [];
  const stamped = { kind: 'signature', data: signer ? [signer.signature] : [] } as const;
  return values.slice(0, MAX_TOKENS).map((value) => judgeToken(value, stamped, evidence, existed, at));
}

/** content-time-stamp attributes (EN 319 122-1, 5.2.8): the content existed; the signature may be younger. */
export function contentTimestamps(
  { signer, covered, failure }: Integrity,
  evidence: Evidence,
  existed: Existed,
  at: Date,
): JudgedTimestamp[] {
  const values = failure ? [] : (signer?.attributes.get(Oid.contentTimeStamp) ?? []);
  const stamped = { kind: 'content', data: covered.parts ?? [] } as const;
  return values.slice(0, MAX_TOKENS).map((value) => judgeToken(value, stamped, evidence, existed, at));
}

function judgeToken(
  value: DerNode,
  { kind, data }: { kind: TimestampReport['kind']; data: readonly Uint8Array[] },
  evidence: Evidence,
  existed: Existed,
  at: Date,
): JudgedTimestamp {
  const token = readable(() => readTimestampToken(value.raw));
  const check = token && readable(() => checkTimestamp(token, data, evidence.pool));
  if (check) return judgeTimestamp(kind, check, evidence, existed, at);
  const reasons = [{ code: 'TIMESTAMP_FORMAT', message: 'Dấu thời gian không đọc được.' }];
  return { report: { kind, time: '', authority: '', valid: false, reasons } };
}
