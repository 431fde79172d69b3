import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestAuthority, startTimestampAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields } from '../../signing/pdf/fields.ts';
import { isString, textOf } from '../../signing/pdf/objects.ts';
import { openPdf } from '../../signing/pdf/openPdf.ts';
import { getDocument, type Office, registerRows } from '../index.ts';
import { mainFile } from '../records/mainFile.ts';
import { draftBefore } from '../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { giveTask } from '../testing/tasks.ts';
import { numberDocument } from './numberDocument.ts';

let at: OfficeAtTest;
let folder: string;
let timestamps: { url: string; stop(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-numbering-'));
  const authority = await createTestAuthority({ folder });
  timestamps = await startTimestampAuthority({ authority });
  at = await officeAtTest({ authority, timestampUrls: [timestamps.url] });
});
afterAll(async () => {
  await at.close();
  await timestamps.stop();
  await rm(folder, { recursive: true });
});

const date = '2026-11-24';

async function toNumber() {
  const documentId = await draftBefore(at, 'number');
  return { documentId, taskId: await giveTask(at, 'number', documentId, { candidate: 'role:clerk' }) };
}

/** An office whose threads are busy with large documents: what is filled in waits until they are free. */
function busyOffice() {
  let free = () => {};
  let asked = () => {};
  const freed = new Promise<void>((resolve) => (free = resolve));
  const waiting = new Promise<void>((resolve) => (asked = resolve));
  const { fill } = at.office.documents;
  const documents: Office['documents'] = {
    ...at.office.documents,
    async fill(pdf, values) {
      asked();
      await freed;
      return fill(pdf, values);
    },
  };
  return { office: { ...at.office, documents }, waiting, free };
}

const seen = (documentId: string) => getDocument(at.office, at.people.clerk, { documentId });

/** What the fields of the document's latest main file say. */
async function pageOf(documentId: string): Promise<Record<string, string>> {
  const { sha256 } = await mainFile(at.office.db, documentId);
  const { latest } = openPdf(await at.office.files.get(sha256));
  const texts = fields(latest).filter(({ type }) => type === 'Tx');
  return Object.fromEntries(
    texts.map(({ name, dict }) => {
      const value = latest.get(dict, 'V');
      return [name, value && isString(value) ? textOf(value) : ''];
    }),
  );
}

const given = async () => {
  const { outgoing } = await registerRows(at.office, at.people.clerk, { kind: 'outgoing', year: 2026 });
  return outgoing.map(({ number }) => number);
};

describe('a document that waits for its page to be made', () => {
  it('keeps no other waiting for a number, and gets the next one itself, on its page too', async () => {
    const { clerk } = at.people;
    const [large, small] = [await toNumber(), await toNumber()];
    const busy = busyOffice();
    const waits = numberDocument(busy.office, clerk, { taskId: large.taskId, date });
    await busy.waiting;
    // Comes to no end if the register, or anything of it, is held for the one that waits.
    const { number } = await numberDocument(at.office, clerk, { taskId: small.taskId, date });
    expect(await seen(small.documentId)).toMatchObject({ state: 'toSeal', number });
    expect(await seen(large.documentId)).toMatchObject({ state: 'toNumber', number: null });
    busy.free();
    expect(await waits).toEqual({ number: number + 1, label: `0${number + 1}/BB-SMH` });
    expect(await pageOf(small.documentId)).toEqual({ number: `0${number}`, day: '24', month: '11' });
    expect(await pageOf(large.documentId)).toEqual({ number: `0${number + 1}`, day: '24', month: '11' });
    expect((await given()).slice(-2)).toEqual([number, number + 1]);
  });

  it('is refused and left as it was when the number that its clerk was shown goes to another', async () => {
    const { clerk } = at.people;
    const [large, small] = [await toNumber(), await toNumber()];
    const before = await seen(large.documentId);
    const page = await pageOf(large.documentId);
    const next = (await given()).length + 1;
    const busy = busyOffice();
    const waits = numberDocument(busy.office, clerk, { taskId: large.taskId, date, number: next });
    const refused = expect(waits).rejects.toMatchObject({ code: 'number-taken' });
    await busy.waiting;
    await numberDocument(at.office, clerk, { taskId: small.taskId, date, number: next });
    busy.free();
    await refused;
    expect(await seen(large.documentId)).toEqual(before);
    expect(await pageOf(large.documentId)).toEqual(page);
    const stale = numberDocument(at.office, clerk, { taskId: large.taskId, date, number: next });
    await expect(stale).rejects.toMatchObject({ code: 'number-taken' });
    const { number } = await numberDocument(at.office, clerk, { taskId: large.taskId, date });
    expect(number).toBe(next + 1);
  });

  it('takes no number when the document was changed meanwhile', async () => {
    const { clerk } = at.people;
    const { documentId, taskId } = await toNumber();
    const before = await given();
    const busy = busyOffice();
    const waits = numberDocument(busy.office, clerk, { taskId, date });
    const refused = expect(waits).rejects.toMatchObject({ code: 'document-changed' });
    await busy.waiting;
    const { version } = await seen(documentId);
    const changed = at.office.db.updateTable('office.documents').set({ version: version + 1 });
    await changed.where('id', '=', documentId).execute();
    busy.free();
    await refused;
    expect(await given()).toEqual(before);
    expect(await seen(documentId)).toMatchObject({ state: 'toNumber', number: null });
  });

  it('gets a number without gap when many are numbered at once', async () => {
    const { clerk } = at.people;
    const many = [];
    for (let i = 0; i < 4; i++) many.push(await toNumber());
    const before = (await given()).length;
    const numbered = many.map(({ taskId }) => numberDocument(at.office, clerk, { taskId, date }));
    const numbers = (await Promise.all(numbered)).map(({ number }) => number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(many.map((_, index) => before + index + 1));
    for (const { documentId } of many) {
      const { number } = await seen(documentId);
      expect(await pageOf(documentId)).toMatchObject({ number: `0${number}`.slice(-2) });
    }
  });
});
