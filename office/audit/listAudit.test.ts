import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditKinds, ForbiddenError, getDocument, listAudit } from '../index.ts';
import { PAGE_SIZE } from '../paging.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { writeAudit } from './writeAudit.ts';

let at: OfficeAtTest;
let documentId: string;
beforeAll(async () => {
  at = await officeAtTest();
  documentId = await registered(at);
  await writeAudit(at.office, at.office.db, at.people.leader, { action: 'document.read', documentId });
  await expect(getDocument(at.office, at.people.stranger, { documentId })).rejects.toBeInstanceOf(
    ForbiddenError,
  );
});
afterAll(() => at?.close());

const found = async (filter: Parameters<typeof listAudit>[2]) =>
  (await listAudit(at.office, at.people.admin, filter)).items.map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );

describe('the audit trail is looked through', () => {
  it('by document, named by its id or its arrival number', async () => {
    const all = ['document.read denied', 'document.read ok', 'document.registerIncoming ok'];
    expect(await found({ document: documentId })).toEqual(all);
    expect(await found({ document: '1' })).toEqual(all);
    expect(await found({ document: '999' })).toEqual([]);
    expect(await found({ document: 'không phải số' })).toEqual([]);
  });

  it('by person, by kind and by outcome, together', async () => {
    expect(await found({ actorId: at.people.leader.id })).toEqual(['document.read ok']);
    expect(await found({ kind: 'document.registerIncoming' })).toEqual(['document.registerIncoming ok']);
    expect(await found({ outcome: 'denied', document: documentId })).toEqual(['document.read denied']);
    expect(await found({ actorId: at.people.leader.id, outcome: 'denied' })).toEqual([]);
    expect(await found({ actorId: randomUUID() })).toEqual([]);
  });

  it('by period: from its first moment to before its last', async () => {
    const [last] = (await listAudit(at.office, at.people.admin, { document: documentId })).items;
    expect(await found({ document: documentId, from: last!.at })).toEqual(['document.read denied']);
    expect(await found({ document: documentId, until: last!.at })).toEqual([
      'document.read ok',
      'document.registerIncoming ok',
    ]);
  });

  it('page by page, each entry once', async () => {
    const actorId = at.people.admin.id;
    await sql`insert into office.audit (at, actor_id, action, details, outcome)
      select now(), ${actorId}, 'trust.add', '{}', 'ok' from generate_series(1, ${2 * PAGE_SIZE})`.execute(
      at.office.db,
    );
    const seen: string[] = [];
    for (let before: string | null | undefined; before !== null; ) {
      const filter = { actorId, ...(before && { before }) };
      const { items, next } = await listAudit(at.office, at.people.admin, filter);
      seen.push(...items.map(({ id }) => id));
      before = next;
    }
    expect(seen).toHaveLength(2 * PAGE_SIZE);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('by kinds that are told in words, to an admin', async () => {
    const kinds = await auditKinds(at.office, at.people.admin);
    expect(kinds).toContainEqual({ kind: 'document.sign', label: 'Ký số' });
    await expect(auditKinds(at.office, at.people.clerk)).rejects.toBeInstanceOf(ForbiddenError);
  });
});
