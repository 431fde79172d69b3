// The sequence flows that an instance, running or ended, has taken.
import type { Kysely } from 'kysely';
import type { Definitions } from '../definitions.ts';
import { walk } from '../path.ts';
import { ended, running } from '../stored.ts';

export interface FlowsTaken {
  definition: number;
  /** Each once, in the order in which they were first taken. */
  flows: string[];
}

export async function flowsTaken(
  db: Kysely<unknown>,
  definitions: Definitions,
  instance: number,
): Promise<FlowsTaken | undefined> {
  const stored = (await running(db, instance)) ?? (await ended(db, instance));
  if (stored === undefined) return undefined;
  const { flows } = walk(await definitions.graph(stored.definition), stored.path);
  return { definition: stored.definition, flows: [...new Set(flows.map(({ id }) => id))] };
}
