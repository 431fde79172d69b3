import {
  type CscAccount,
  type CscKey,
  type CscWaiting,
  cscKey,
  RemoteSigningError,
  refreshedToken,
} from '@congvan/signing';
import type { Office } from '../../office.ts';
import { openSecret, sealSecret } from '../sealedSecret.ts';
import type { SigningKeyRow } from '../signingKeys.ts';
import type { KeyOpening } from './keyOpening.ts';

/** The account of a remote key, whose access token is refreshed where the key was given what for. */
export function accountOf(office: Office, row: SigningKeyRow): CscAccount {
  const accessToken = openSecret(office.keys.secret, row.accessToken!);
  const refresh = () => refreshed(office, row.id, accessToken);
  return { baseUrl: row.serviceUrl!, accessToken, ...(row.refreshToken ? { refresh } : {}) };
}

/** @throws {RemoteSigningError} */
export function remoteKey(
  office: Office,
  row: SigningKeyRow,
  { passphrase: pin, otp }: KeyOpening,
  waiting: CscWaiting,
): Promise<CscKey> {
  const { address, notified } = office.keys.notices.open();
  const { publicUrl } = office.keys;
  return cscKey({
    ...accountOf(office, row),
    credentialId: row.credentialId!,
    ...{ pin, ...(otp === undefined ? {} : { otp }) },
    // A service calls no address that is not protected.
    ...(publicUrl.startsWith('https:') ? { responseUri: `${publicUrl}${address}` } : {}),
    waiting: { ...waiting, notified },
  });
}

/**
 * One refresh at a time, on whatever server: a service may take each refresh token once.
 * @param known the access token that is no longer taken; another that is kept by now is the answer
 */
function refreshed({ db, keys }: Office, keyId: string, known: string): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('office.signingKeys')
      .select(['serviceUrl', 'accessToken', 'refreshToken'])
      .where('id', '=', keyId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const kept = openSecret(keys.secret, row.accessToken!);
    if (kept !== known) return kept;
    const client = keys.clients.find(({ serviceUrl }) => serviceUrl === row.serviceUrl);
    if (!client)
      throw new RemoteSigningError('invalid_client', 'hệ thống này chưa được đăng ký với dịch vụ ký số');
    const { tokenUrl, clientId, clientSecret } = client;
    const refreshToken = openSecret(keys.secret, row.refreshToken!);
    const next = await refreshedToken({ tokenUrl, clientId, clientSecret, refreshToken });
    await trx
      .updateTable('office.signingKeys')
      .set({
        accessToken: sealSecret(keys.secret, next.accessToken),
        refreshToken: sealSecret(keys.secret, next.refreshToken),
      })
      .where('id', '=', keyId)
      .execute();
    return next.accessToken;
  });
}
