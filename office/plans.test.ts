import { randomUUID } from 'node:crypto';
import { type Compilable, type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFor } from './assignments/listTasks.ts';
import { auditPage } from './audit/listAudit.ts';
import { documentsNamed } from './documents/documentsNamed.ts';
import { documentsLike, readableBy } from './documents/listDocuments.ts';
import { dueBy } from './preservation/findDuePreservation.ts';
import { type OfficeAtTest, officeAtTest } from './testing/officeAtTest.ts';
import { registered } from './testing/pages.ts';

let at: OfficeAtTest;

/** Enough rows that a sequential scan would be the wrong plan. */
beforeAll(async () => {
  at = await officeAtTest();
  const id = await registered(at);
  const { db } = at.office;
  await sql`insert into office.documents
    (id, direction, state, type_code, type_name, subject, urgency, issuer, recipients, source, arrival_number,
     arrival_date, packet_id, created_at)
    select gen_random_uuid(), 'incoming', 'done', type_code, type_name, 'Văn bản ' || n, urgency, issuer, recipients,
      source, 1000 + n, arrival_date, gen_random_uuid(), created_at - n * interval '1 minute'
    from office.documents, generate_series(1, 20000) n where id = ${id}`.execute(db);
  await sql`insert into office.document_readers select id, 'user:' || gen_random_uuid() from office.documents`.execute(
    db,
  );
  await sql`insert into office.tasks (id, job_key, process_instance_key, element_id, kind, title, document_id,
      assignee_id, candidate, state, created_at, done_by, done_at)
    select gen_random_uuid(), (1000000 + row_number() over ())::text, '1', 'submit', 'submit', 'x', id,
      null, 'role:clerk', 'done', now(), ${at.people.admin.id}, now() from office.documents`.execute(db);
  await sql`insert into office.audit (at, actor_id, action, document_id, details, outcome)
    select now(), ${at.people.admin.id}, 'document.read', id, '{}', 'ok' from office.documents`.execute(db);
  await sql`insert into office.outbox (kind, document_id, payload, created_at, next_attempt_at, done_at)
    select 'engine.completeJob', id, '{}', now(), now(), now() from office.documents`.execute(db);
  await sql`insert into office.document_files
    (id, document_id, role, name, media_type, size, sha256, version, created_at)
    select gen_random_uuid(), id, 'main', 'a.pdf', 'application/pdf', 1, 'x', 9, now() from office.documents`.execute(
    db,
  );
  await sql`insert into office.packets (packet_id, kind, xml_sha256, received_at, document_id, state)
    select gen_random_uuid(), 'document', 'x', now(), id, 'received' from office.documents`.execute(db);
  await sql`insert into office.preservation (document_id, state, due_at)
    select id, 'kept', now() + interval '1 year' from office.documents on conflict do nothing`.execute(db);
  await sql`vacuum analyze`.execute(db);
});
afterAll(() => at.close());

async function plan(query: Compilable): Promise<string> {
  const { sql: text, parameters } = query.compile();
  const db = at.office.db as unknown as Kysely<unknown>;
  const raw = sql.raw(`explain ${inlined(text, parameters)}`);
  const { rows } = await raw.execute(db);
  return rows.map((row) => Object.values(row as object)[0]).join('\n');
}

/** EXPLAIN takes no parameters; these are all written by the test. */
function inlined(text: string, parameters: readonly unknown[]): string {
  return text.replace(/\$(\d+)/g, (_, index) => {
    const value = parameters[Number(index) - 1];
    if (value instanceof Date) return `'${value.toISOString()}'`;
    return typeof value === 'number' ? String(value) : `'${String(value)}'`;
  });
}

const id = randomUUID();

describe('a growing table is read by an index', () => {
  const queries: [string, () => Compilable][] = [
    ['documents whose signatures are due', () => dueBy(at.office, new Date())],
    ['open tasks of a person', () => openFor(at.office.db, at.people.official).selectAll('t').limit(50)],
    ['documents of a clerk, newest first', () => newest(readableBy(at.office.db, at.people.clerk))],
    [
      'documents open to a person',
      () => readableBy(at.office.db, at.people.official).selectAll('d').limit(50),
    ],
    [
      'documents by words',
      () =>
        readableBy(at.office.db, at.people.clerk)
          .selectAll('d')
          .where(sql<boolean>`d.search @@ websearch_to_tsquery('simple', '19999')`),
    ],
    ['documents of a type', () => newest(documentsLike(at.office.db, at.people.clerk, { typeCode: 'XX' }))],
    [
      'documents of some days',
      () => documentsLike(at.office.db, at.people.clerk, { issuedFrom: '2030-01-01' }).selectAll('d'),
    ],
    ['audit entries of a person', () => auditPage(at.office.db, { actorId: id })],
    ['audit entries of a kind', () => auditPage(at.office.db, { kind: 'document.sign' })],
    ['audit entries of some documents', () => auditPage(at.office.db, { documentIds: [id] })],
    ['audit entries of some days', () => auditPage(at.office.db, { from: '2030-01-01T00:00:00Z' })],
    ['audit entries from one on', () => auditPage(at.office.db, { before: '5000' })],
    ['history of a document', () => of('office.audit').where('documentId', '=', id).orderBy('id')],
    ['files of a document', () => of('office.documentFiles').where('documentId', '=', id)],
    ['tasks of a document', () => of('office.tasks').where('documentId', '=', id)],
    ['packets that wait', () => of('office.packets').where('state', '=', 'waiting')],
    ['the packet of a document', () => of('office.packets').where('documentId', '=', id)],
    ['the outbox', () => of('office.outbox').where('doneAt', 'is', null).orderBy('id').limit(1)],
    [
      'a register of a year',
      () =>
        of('office.documents')
          .where('direction', '=', 'incoming')
          .where('arrivalNumber', 'is not', null)
          .where(sql`extract(year from arrival_date)`, '=', 2020),
    ],
    ['documents by their label', () => documentsNamed(at.office, '2225/TTr-STTTT')!],
    ['documents by a number', () => documentsNamed(at.office, '19999')!],
    ['documents of instances', () => of('office.documents').where('processInstanceKey', 'in', ['1', '2'])],
    ['responses to a document', () => of('office.documents').where('inResponseTo', '=', id)],
  ];

  it.each(queries)('%s', async (_, query) => {
    expect(await plan(query())).not.toMatch(
      /Seq Scan on (documents|tasks|audit|outbox|document_files|packets)/,
    );
  });
});

const of = (table: Parameters<OfficeAtTest['office']['db']['selectFrom']>[0]) =>
  at.office.db.selectFrom(table as 'office.documents').selectAll() as unknown as AnyQuery;
interface AnyQuery extends Compilable {
  where(...condition: unknown[]): AnyQuery;
  orderBy(column: string): AnyQuery;
  limit(count: number): AnyQuery;
}
const newest = (query: ReturnType<typeof readableBy>) =>
  query.selectAll('d').orderBy('d.createdAt', 'desc').orderBy('d.id').limit(50);
