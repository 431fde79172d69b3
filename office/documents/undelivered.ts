import { statusCodes } from '@congvan/exchange';
import type { Database } from '../office.ts';

/** Recipients that a document could not reach, and those that sent it back. */
export function undelivered(db: Database) {
  return db
    .selectFrom('office.deliveries as v')
    .where((where) =>
      where.or([
        where('v.state', '=', 'failed'),
        where.exists(
          where
            .selectFrom('office.statuses as s')
            .whereRef('s.documentId', '=', 'v.documentId')
            .whereRef('s.senderId', '=', 'v.organId')
            .where('s.code', '=', statusCodes.refused),
        ),
      ]),
    );
}

/** How many recipients of each of these documents have not taken it; those without any are left out. */
export async function countUndelivered(
  db: Database,
  documentIds: readonly string[],
): Promise<Map<string, number>> {
  if (documentIds.length === 0) return new Map();
  const rows = await undelivered(db)
    .select(({ fn }) => ['v.documentId', fn.countAll<string>().as('count')])
    .where('v.documentId', 'in', documentIds)
    .groupBy('v.documentId')
    .execute();
  return new Map(rows.map(({ documentId, count }) => [documentId, Number(count)]));
}
