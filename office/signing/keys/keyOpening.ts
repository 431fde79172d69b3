/** What a key is opened with for signing. */
export interface KeyOpening {
  /** Empty for a remote key that asks for no PIN. */
  passphrase: string;
  /** One-time code of a remote key: good for one authorisation. */
  otp?: string | undefined;
}
