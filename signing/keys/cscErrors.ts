/** What a service's refusals are called (CSC API 2.0, 10.1, 11; RFC 6749, 4.1.2.1), in words for a person. */

/** By `error`. */
const byError: Readonly<Record<string, string>> = {
  invalid_token: 'phiên đăng nhập dịch vụ ký số đã hết hạn hoặc không hợp lệ; hãy đăng ký lại khóa',
  invalid_grant: 'không gia hạn được phiên đăng nhập dịch vụ ký số; hãy đăng ký lại khóa',
  invalid_pin: 'mã PIN không đúng',
  invalid_otp: 'mã dùng một lần (OTP) không đúng hoặc đã hết hạn',
  invalid_authentication_data: 'mã PIN hoặc mã xác thực không đúng',
  access_denied: 'người ký đã từ chối, hoặc không có quyền với khóa này',
  invalid_hash: 'giá trị băm không phải giá trị đã được cấp quyền ký',
  unauthorized_client: 'hệ thống này không được phép dùng dịch vụ',
  invalid_client: 'hệ thống này không được phép dùng dịch vụ',
  server_error: 'dịch vụ gặp lỗi',
  temporarily_unavailable: 'dịch vụ đang quá tải hoặc bảo trì; hãy thử lại sau',
};

/** `invalid_request` says what is wrong in its description only. */
const byDescription: readonly [pattern: RegExp, reason: string, words: string][] = [
  [/credential locked/i, 'credential_locked', 'khóa bị tạm khóa do nhập sai nhiều lần'],
  [/is disabled/i, 'key_disabled', 'khóa đã bị khóa'],
  [/certificate is expired/i, 'certificate_expired', 'chứng thư số đã hết hạn'],
  [/SAD expired|expired SAD/i, 'sad_expired', 'quyền ký đã hết hạn; hãy ký lại'],
  [/not authorized by the SAD/i, 'invalid_hash', byError.invalid_hash!],
  [/signatures is too high/i, 'too_many_signatures', 'quá số chữ ký cho một lần cấp quyền'],
  [/validity_period/i, 'validity_period', 'dịch vụ không giữ kết quả lâu như yêu cầu'],
];

export interface NamedRefusal {
  /** The service's own word, or one for what it only describes. */
  reason: string;
  detail: string;
}

export function namedRefusal(error: string, description: string | undefined): NamedRefusal {
  const known =
    error === 'invalid_request' && byDescription.find(([pattern]) => pattern.test(description ?? ''));
  if (known) return { reason: known[1], detail: `${known[2]} (${description})` };
  const words = byError[error];
  return {
    reason: error,
    detail:
      [words, words && description ? `(${description})` : description].filter(Boolean).join(' ') || error,
  };
}
