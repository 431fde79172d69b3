import { join } from 'node:path';
import { type Office, saveSigningKey, system } from '@congvan/office';
import { demonstrationSeal, demonstrationSignature } from '@congvan/signing';
import type { TestAuthority } from '@congvan/signing/authority';
import { localFileStore } from '@congvan/storage';
import { loadOrganisation, userIdOf } from '../../server/organisation.ts';
import { openOffice } from '../../server/parts/office.ts';
import type { Layout, Place } from './layout.ts';
import { organisations, PASSWORD, PIN, paperAgencies } from './organisations.ts';

/** Loads an agency's people, registers, address book, keys and certificates, unless that was done before. */
export async function provision(
  layout: Layout,
  place: Place,
  { databaseUrl, authority }: { databaseUrl: string; authority: TestAuthority },
): Promise<void> {
  const files = localFileStore({ folder: join(place.folder, 'files') });
  const { office, close } = await openOffice({ databaseUrl, files, trustedRoots: [], timestampUrls: [] });
  try {
    if (await isProvisioned(office)) return;
    const { people, ...organisation } = organisations[place.organId];
    await loadOrganisation(office, {
      ...organisation,
      demonstration: true,
      people: people.map(({ signs: _, ...person }) => ({ ...person, password: PASSWORD })),
      partners: partnersOf(layout, place),
    });
    for (const { username, fullName, signs } of people) {
      if (!signs) continue;
      const issued = await authority.issuePerson({ commonName: fullName, organization: organisation.name });
      const userId = userIdOf(place.organId, username);
      const image = demonstrationSignature(fullName);
      await saveSigningKey(
        office,
        system,
        { userId, passphrase: PIN },
        { pkcs12: issued.pkcs12(PIN), image },
      );
    }
    const seal = await authority.issueAgencySeal({
      commonName: organisation.name,
      organization: organisation.name,
    });
    const image = demonstrationSeal(organisation.name.toLocaleUpperCase('vi'));
    await saveSigningKey(
      office,
      system,
      { userId: null, passphrase: PIN },
      { pkcs12: seal.pkcs12(PIN), image },
    );
  } finally {
    await close();
  }
}

/** The agency's own key is loaded last. */
async function isProvisioned({ db }: Office): Promise<boolean> {
  const key = await db
    .selectFrom('office.signingKeys')
    .select('id')
    .where('userId', 'is', null)
    .executeTakeFirst();
  return key !== undefined;
}

/** Each knows the other over the exchange, and some agencies that are reached on paper. */
function partnersOf({ places }: Layout, self: Place) {
  const electronic = Object.values(places)
    .filter(({ organId }) => organId !== self.organId)
    .map(({ organId, exchangePort }) => ({
      organId,
      name: organisations[organId].name,
      endpoint: `https://localhost:${exchangePort}`,
      systemId: organId,
    }));
  return [...electronic, ...paperAgencies];
}
