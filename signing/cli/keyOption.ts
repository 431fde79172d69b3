/** The key that `congvan sign` signs with: of a PKCS#12 file, or on a PKCS#11 token. */
import { openPkcs11Key } from '../keys/pkcs11.ts';
import { readPkcs12 } from '../keys/readPkcs12.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { UsageError } from './arguments.ts';
import { readParameterFile } from './files.ts';

export const keyOptions = {
  p12: { type: 'string' },
  'passphrase-file': { type: 'string' },
  pkcs11: { type: 'string' },
  token: { type: 'string' },
  key: { type: 'string' },
  'pin-file': { type: 'string' },
  chain: { type: 'string' },
  pss: { type: 'boolean' },
} as const;

type Values = { [key in Exclude<keyof typeof keyOptions, 'pss'>]?: string | undefined } & {
  pss?: boolean | undefined;
};

/** A key that may have to be given back. */
export interface OpenedKey {
  key: SigningKey;
  close(): void;
}

/** @throws UsageError, Pkcs12FormatError, WrongPassphraseError, NoSigningKeyError, Pkcs11TokenError */
export async function openKey(values: Values): Promise<OpenedKey> {
  const { p12, pkcs11: module, token, key: label, chain, pss = false } = values;
  if ((p12 === undefined) === (module === undefined)) throw new UsageError('cần một trong --p12 và --pkcs11');
  if (p12 !== undefined) {
    if (token ?? label ?? values['pin-file'] ?? chain)
      throw new UsageError('--token, --key, --pin-file và --chain chỉ dùng với --pkcs11');
    const passphrase = await secret(values, 'passphrase-file', 'CONGVAN_PASSPHRASE');
    return { key: readPkcs12(await readParameterFile(p12), passphrase, { pss }), close: () => undefined };
  }
  if (values['passphrase-file']) throw new UsageError('--passphrase-file chỉ dùng với --p12');
  const issuers =
    chain === undefined ? [] : trustFromPem(await readParameterFile(chain), { source: chain }).anchors;
  return openPkcs11Key({
    ...{ module: module!, pin: await secret(values, 'pin-file', 'CONGVAN_PIN'), pss },
    ...(token === undefined ? {} : { tokenLabel: token }),
    ...(label === undefined ? {} : { label }),
    ...(issuers.length ? { chain: issuers.map(({ certificate }) => certificate.raw) } : {}),
  });
}

/** Never a parameter: others on the machine could read it there. */
async function secret(
  values: Values,
  option: 'passphrase-file' | 'pin-file',
  variable: string,
): Promise<string> {
  const file = values[option];
  const said = file
    ? (await readParameterFile(file)).toString().replace(/\r?\n$/, '')
    : process.env[variable];
  if (said === undefined) throw new UsageError(`cần --${option} hoặc biến môi trường ${variable}`);
  return said;
}
