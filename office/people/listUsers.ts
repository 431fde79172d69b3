import { sql } from 'kysely';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { type PersonRow, peopleOf, presentPeople } from './searchPeople.ts';

/** A person as an admin manages them. */
export interface UserRow extends PersonRow {
  username: string;
  active: boolean;
  hasPassword: boolean;
  /** Tasks that are theirs alone and wait: to be handed over before they leave (Decree 30, art. 31.3). */
  openTasks: number;
}

/** Everybody who works or worked in the agency, those who are locked last; at most 2,000. */
export async function listUsers(office: Office, actor: Actor): Promise<UserRow[]> {
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'agency.manage'));
  const rows = await peopleOf(office.db)
    .select([
      'u.username',
      'u.active',
      sql<boolean>`u.password_hash is not null`.as('hasPassword'),
      sql<number>`(select count(*)::int from office.tasks t where t.assignee_id = u.id and t.state = 'open')`.as(
        'openTasks',
      ),
    ])
    .orderBy('u.active', 'desc')
    .orderBy('u.fullName')
    .limit(2_000)
    .execute();
  return presentPeople(office.db, rows);
}
