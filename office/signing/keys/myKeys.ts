import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { ForbiddenError } from '../../errors.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { can } from '../../people/can.ts';
import { auditingDenial } from '../../useCase.ts';
import { findKey, type SigningKeyRow } from '../signingKeys.ts';
import type { KeyKind } from '../tables.ts';

export interface KeyView {
  id: string;
  kind: KeyKind;
  commonName: string;
  notBefore: string;
  notAfter: string;
  serviceUrl: string | null;
  /** Of a key in the server's module. */
  label: string | null;
}

export interface MyKeys {
  own: KeyView | null;
  /** The agency's key, for those who look after it or sign with it. */
  agency: KeyView | null;
  maySaveAgency: boolean;
  /** Whether this person may give out keys of the server's PKCS#11 module. */
  mayGiveModuleKeys: boolean;
  /** Remote signing services to choose from. */
  services: string[];
}

/** The keys that this person signs with or looks after; never what they are protected by. */
export async function myKeys(office: Office, actor: Person): Promise<MyKeys> {
  const { db, keys } = office;
  const own = await findKey(db, actor.id);
  const agency = seesAgencyKey(actor) ? await findKey(db, null) : undefined;
  return {
    own: own ? keyView(own) : null,
    agency: agency ? keyView(agency) : null,
    maySaveAgency: can(actor, 'agency.manage'),
    mayGiveModuleKeys: keys.module !== null && can(actor, 'agency.manage'),
    services: keys.services,
  };
}

const seesAgencyKey = (actor: Person): boolean =>
  can(actor, 'agency.manage') || actor.roles.includes('clerk');

const keyView = ({
  id: known,
  kind,
  commonName,
  notBefore,
  notAfter,
  serviceUrl,
  label,
}: SigningKeyRow): KeyView => ({
  ...{ id: known, kind, commonName, serviceUrl, label },
  notBefore: notBefore.toISOString(),
  notAfter: notAfter.toISOString(),
});

export const keyImageInput = z.object({ keyId: id });

/** The picture of one's own signature, or of the agency's seal. */
export async function keyImage(
  office: Office,
  actor: Person,
  input: z.input<typeof keyImageInput>,
): Promise<{ sha256: string; size: number }> {
  const { keyId } = keyImageInput.parse(input);
  const { imageSha256: sha256 } = await usableKey(office, actor, keyId);
  return { sha256, size: (await office.files.get(sha256)).length };
}

/** A key that this person signs with: their own, or for those who sign with it the agency's. @throws {ForbiddenError} */
export async function usableKey(office: Office, actor: Person, keyId: string): Promise<SigningKeyRow> {
  const row = await office.db
    .selectFrom('office.signingKeys')
    .selectAll()
    .where('id', '=', keyId)
    .executeTakeFirst();
  const mine = row && (row.userId === null ? seesAgencyKey(actor) : row.userId === actor.id);
  await auditingDenial(office, actor, {}, async () => {
    if (!mine) throw new ForbiddenError('agency.manage');
  });
  return row!;
}
