import { createHash, X509Certificate } from 'node:crypto';
import type { TokenKey } from '@congvan/signing';
import type { Actor } from '../../actor.ts';
import type { Office } from '../../office.ts';
import { auditingDenial, authorize } from '../../useCase.ts';
import { ModuleKeyMissingError, refusing } from '../errors.ts';
import { commonNameOf } from './putKey.ts';

export interface ModuleKeyView {
  label: string;
  /** SHA-256 of the certificate, hexadecimal. */
  fingerprint: string;
  commonName: string;
  issuer: string;
  notBefore: string;
  notAfter: string;
}

/** The keys of the server's PKCS#11 module, for an administrator to give to the agency or to a person. */
export async function moduleKeys(office: Office, actor: Actor): Promise<ModuleKeyView[]> {
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'agency.manage'));
  return (await keysInModule(office)).map(({ label, key }) => {
    const certificate = new X509Certificate(key.certificate);
    return {
      label,
      fingerprint: fingerprintOf(key.certificate),
      commonName: commonNameOf(certificate),
      issuer: certificate.issuer.replaceAll('\n', ', '),
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
    };
  });
}

/** @throws {ModuleKeyMissingError} {@link SigningRefusedError} when the module or its device does not answer */
export async function moduleKey(office: Office, fingerprint: string): Promise<TokenKey> {
  const keys = await keysInModule(office);
  const found = keys.find(({ key }) => fingerprintOf(key.certificate) === fingerprint);
  if (!found) throw new ModuleKeyMissingError();
  return found;
}

export const fingerprintOf = (certificate: Uint8Array): string =>
  createHash('sha256').update(certificate).digest('hex');

async function keysInModule({ keys }: Office): Promise<TokenKey[]> {
  const { module } = keys;
  return module ? refusing(() => module.keys()) : [];
}
