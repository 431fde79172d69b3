import type { Role } from './inputs.ts';

/** A person signed in, as the policies see them; the server makes it from the session with `findActor`. */
export interface Person {
  kind: 'person';
  id: string;
  unitId: string | null;
  roles: readonly Role[];
  /** Where the call came from, for the audit trail. */
  ip: string | null;
}

/** The office itself: workers, the exchange, and the loading of the first facts. */
export interface System {
  kind: 'system';
}

export type Actor = Person | System;

export const system: System = { kind: 'system' };

/** Names under which tasks and documents are open to this person; see `DocumentReadersTable`. */
export function principalsOf({ id, unitId, roles }: Person): string[] {
  const own = [`user:${id}`, ...roles.map((role) => `role:${role}`)];
  return unitId ? [...own, `unit:${unitId}`, ...roles.map((role) => `role:${role}@${unitId}`)] : own;
}
