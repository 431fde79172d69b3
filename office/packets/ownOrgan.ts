import type { Organ } from '@congvan/exchange';
import type { Agency } from '../people/ownAgency.ts';

/** This agency as a packet names it. */
export function ownOrgan({ organId, name, superior, contact }: Agency): Organ {
  return {
    organId,
    organName: name,
    organizationInCharge: superior ?? undefined,
    organAdd: contact.address,
    email: contact.email,
    telephone: contact.telephone,
    website: contact.website,
  };
}
