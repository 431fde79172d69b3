import { sql } from 'kysely';
import type { Person } from '../actor.ts';
import { dayOf } from '../dates.ts';
import type { Database, Office } from '../office.ts';
import { can } from '../people/can.ts';
import type { ShownPerson } from '../people/shownPeople.ts';

export interface DelegationView {
  id: string;
  delegate: ShownPerson;
  from: string;
  until: string | null;
  reason: string;
}

/** Somebody whose tasks this person may hand over. */
export interface HolderView extends ShownPerson {
  unit: { id: string; name: string } | null;
  active: boolean;
  /** Theirs alone, and waiting. */
  openTasks: number;
  /** Not over yet, by their first day. */
  delegations: DelegationView[];
}

/** Whose tasks this person may hand over: for an admin everybody's, with those first who are locked and hold some. */
export async function listHolders(office: Office, actor: Person): Promise<HolderView[]> {
  const { db } = office;
  const everybody = actor.roles.includes('admin');
  const rows = await db
    .selectFrom('office.users as u')
    .leftJoin('office.units as n', 'n.id', 'u.unitId')
    .select(['u.id', 'u.fullName', 'u.position', 'u.active', 'u.unitId', 'n.name as unitName'])
    .select(
      sql<number>`(select count(*)::int from office.tasks t where t.assignee_id = u.id and t.state = 'open')`.as(
        'openTasks',
      ),
    )
    .$if(!everybody, (users) =>
      users.where((u) => u.or([u('u.id', '=', actor.id), u('u.unitId', '=', actor.unitId)])),
    )
    .orderBy('u.fullName')
    .limit(2_000)
    .execute();
  const allowed = rows.filter((person) => can(actor, 'task.handOver', { person }));
  const delegations = await running(office, db);
  const left = ({ active, openTasks }: (typeof rows)[number]) => Number(!active && openTasks > 0);
  return allowed
    .filter(({ active, openTasks }) => active || openTasks > 0)
    .sort((a, b) => left(b) - left(a))
    .map(({ unitId, unitName, ...person }) => ({
      ...person,
      unit: unitId ? { id: unitId, name: unitName! } : null,
      delegations: delegations.get(person.id) ?? [],
    }));
}

async function running(office: Office, db: Database): Promise<Map<string, DelegationView[]>> {
  const rows = await db
    .selectFrom('office.delegations as d')
    .innerJoin('office.users as s', 's.id', 'd.delegateId')
    .select(['d.id', 'd.userId', 'd.fromDay as from', 'd.untilDay as until', 'd.reason'])
    .select(['s.id as delegateId', 's.fullName', 's.position'])
    .where('d.documentId', 'is', null)
    .where('d.endedAt', 'is', null)
    .where((d) => d.or([d('d.untilDay', 'is', null), d('d.untilDay', '>=', dayOf(office.clock.now()))]))
    .orderBy('d.fromDay')
    .limit(2_000)
    .execute();
  const byUser = new Map<string, DelegationView[]>();
  for (const { userId, delegateId, fullName, position, ...row } of rows) {
    const view = { ...row, delegate: { id: delegateId, fullName, position } };
    byUser.set(userId, [...(byUser.get(userId) ?? []), view]);
  }
  return byUser;
}
