import type { Database } from '../office.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import { keyOf } from './latestFiles.ts';
import type { DocumentFileRow } from './mainFile.ts';

export interface FileView {
  id: string;
  role: 'main' | 'attachment' | 'source';
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  version: number;
  createdBy: ShownPerson | null;
  createdAt: string;
  /** Older versions are kept and can still be read. */
  latest: boolean;
}

/** Every version of a document's files, newest first. */
export async function listFiles(db: Database, documentId: string): Promise<FileView[]> {
  const rows = await db
    .selectFrom('office.documentFiles')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('createdAt', 'desc')
    .orderBy('version', 'desc')
    .execute();
  const people = await shownPeople(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  const latest = new Map<string, number>();
  for (const row of rows) latest.set(keyOf(row), Math.max(latest.get(keyOf(row)) ?? 0, row.version));
  return rows.map((row) => fileView(row, people, latest.get(keyOf(row)) === row.version));
}

function fileView(
  { documentId: _, createdBy, createdAt, ...row }: DocumentFileRow,
  people: ReadonlyMap<string, ShownPerson>,
  latest: boolean,
): FileView {
  return {
    ...row,
    createdBy: people.get(createdBy ?? '') ?? null,
    createdAt: createdAt.toISOString(),
    latest,
  };
}
