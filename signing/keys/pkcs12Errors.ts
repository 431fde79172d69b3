/** Why a key file cannot be used: each is something that its owner can act on. */

/** The bytes are not a PKCS#12 file that can be read. */
export class Pkcs12FormatError extends Error {
  readonly code: string = 'PKCS12_FORMAT';
  constructor(detail: string, options?: ErrorOptions) {
    super(`Tệp khóa PKCS#12 không đọc được: ${detail}`, options);
    this.name = 'Pkcs12FormatError';
  }
}

export class WrongPassphraseError extends Error {
  readonly code = 'PKCS12_WRONG_PASSPHRASE';
  constructor() {
    super('Mật khẩu của tệp khóa không đúng.');
    this.name = 'WrongPassphraseError';
  }
}

export class NoSigningKeyError extends Error {
  readonly code = 'PKCS12_NO_KEY';
  constructor() {
    super('Tệp khóa không có khóa bí mật cùng chứng thư số của nó.');
    this.name = 'NoSigningKeyError';
  }
}
