import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BatchView,
  documentsToSign,
  getDocument,
  presentBatch,
  type SignatureView,
  signatureReports,
} from '../index.ts';
import { draftBefore } from './drafts.ts';
import type { OfficeAtTest } from './officeAtTest.ts';
import { giveTask } from './tasks.ts';

/** Drafts that wait for the leader, as their batch would take them. */
export async function waitingForLeader(at: OfficeAtTest, count: number) {
  const { leader } = at.people;
  const made: string[] = [];
  while (made.length < count) {
    const documentId = await draftBefore(at, 'sign');
    await giveTask(at, 'sign', documentId, { assigneeId: leader.id });
    made.push(documentId);
  }
  const listed = (await documentsToSign(at.office, leader)).filter(({ document }) =>
    made.includes(document.id),
  );
  if (listed.length !== count) throw new Error(`${listed.length} of ${count} documents wait for the leader`);
  return {
    documentIds: listed.map(({ document }) => document.id),
    items: listed.map(({ taskId, fileSha256 }) => ({ taskId, fileSha256 })),
  };
}

export async function ended(at: OfficeAtTest, batchId: string): Promise<BatchView> {
  for (;;) {
    const view = await presentBatch(at.office, at.people.leader, batchId);
    if (view.state !== 'running') return view;
    await sleep(50);
  }
}

const mainFiles = async (at: OfficeAtTest, documentId: string) =>
  (await getDocument(at.office, at.people.clerk, { documentId })).files.filter(({ role }) => role === 'main');

export const versionsOf = async (at: OfficeAtTest, documentId: string): Promise<number> =>
  (await mainFiles(at, documentId)).length;

export async function signaturesOf(at: OfficeAtTest, documentId: string): Promise<SignatureView[]> {
  const main = (await mainFiles(at, documentId)).find(({ latest }) => latest)!;
  return (await signatureReports(at.office, at.people.clerk, { documentId, fileId: main.id })).items;
}

/** A server of its own that signs a batch of the leader's, to be killed. */
export function serverWith(at: OfficeAtTest, timestampUrls: string[], batch: object): ChildProcess {
  const { databaseUrl, folder, people } = at;
  const described = { databaseUrl, folder, timestampUrls, userId: people.leader.id, batch };
  const program = join(import.meta.dirname, 'batchUntilKilled.ts');
  return spawn('node', ['--import', 'tsx', program, JSON.stringify(described)], { stdio: 'inherit' });
}

export async function signedIn(at: OfficeAtTest, batchId: string): Promise<number> {
  const rows = await at.office.db
    .selectFrom('office.signingIntents')
    .select('state')
    .where('batchId', '=', batchId)
    .execute();
  return rows.filter(({ state }) => state === 'signed').length;
}
