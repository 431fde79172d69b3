/** The keys of a PKCS#11 module that a server keeps open: an HSM, or a token in its own machine. */
import {
  type OpenToken,
  openPkcs11Token,
  type Pkcs11Options,
  Pkcs11TokenError,
  type TokenKey,
} from './pkcs11.ts';

export interface Pkcs11Module {
  /** What can be signed with now; opens the module when it is not. @throws Pkcs11TokenError */
  keys(): Promise<TokenKey[]>;
  close(): Promise<void>;
}

/** Opened when it is first asked, and once more when its device was away meanwhile. */
export function pkcs11Module(options: Omit<Pkcs11Options, 'label'>): Pkcs11Module {
  let opening: Promise<OpenToken> | undefined;

  function open(): Promise<OpenToken> {
    opening ??= openPkcs11Token(options).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function close(): Promise<void> {
    const opened = opening;
    opening = undefined;
    (await opened)?.close({ finalize: true });
  }

  return {
    async keys() {
      const token = await open();
      try {
        return token.keys();
      } catch (error) {
        if (!(error instanceof Pkcs11TokenError && error.reason === 'device')) throw error;
        await close();
        return (await open()).keys();
      }
    },
    close,
  };
}
