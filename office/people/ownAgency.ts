import type { Selectable } from 'kysely';
import { OfficeError } from '../errors.ts';
import type { Database } from '../office.ts';
import type { AgencyTable } from '../tables.ts';

export type Agency = Selectable<AgencyTable>;

/** The office was started without its agency having been set up. */
export class AgencyMissingError extends OfficeError {
  constructor() {
    super('agency-missing', 'unavailable', 'Chưa khai báo cơ quan của hệ thống này.');
  }
}

/** @throws {AgencyMissingError} */
export async function ownAgency(db: Database): Promise<Agency> {
  const agency = await db
    .selectFrom('office.agency')
    .select(['organId', 'name', 'superior', 'place', 'stem', 'contact', 'demonstration'])
    .executeTakeFirst();
  if (!agency) throw new AgencyMissingError();
  return agency;
}
