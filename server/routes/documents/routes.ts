import {
  addDocumentFile,
  createDraft,
  documentDeliveries,
  documentHistory,
  getDocument,
  listDocuments,
  type Office,
  readFile,
  registerIncomingDocument,
  signatureReports,
  updateDraft,
} from '@congvan/office';
import type { z } from 'zod';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import type { processView } from '../processes/process.schema.ts';
import { bytesOf, required } from '../uploaded.ts';
import { documentCalls } from './schema.ts';

export interface DocumentRouteParts {
  office: Office;
  /** How far the process of a document has come; null when it has none. */
  documentProcess(instanceKey: string | null): Promise<z.input<typeof processView>>;
}

export function documentRoutes({ office, documentProcess }: DocumentRouteParts): Route<Caller>[] {
  const shown = (caller: Caller, documentId: string) => getDocument(office, caller.actor, { documentId });
  return [
    route(documentCalls.list, ({ caller, query }) => listDocuments(office, caller.actor, query)),
    route(documentCalls.get, ({ caller, params }) => shown(caller, params.id)),
    route(documentCalls.registerIncoming, async ({ caller, upload: { files, document } }) => {
      const main = await bytesOf(required('main', files.main));
      const attachments = await Promise.all((files.attachments ?? []).map(bytesOf));
      const { documentId } = await registerIncomingDocument(office, caller.actor, document, {
        main,
        attachments,
      });
      return shown(caller, documentId);
    }),
    route(documentCalls.createOutgoing, async ({ caller, body }) => {
      const { documentId } = await createDraft(office, caller.actor, body);
      return shown(caller, documentId);
    }),
    route(documentCalls.updateDraft, async ({ caller, params, body }) => {
      await updateDraft(office, caller.actor, { ...body, documentId: params.id });
      return shown(caller, params.id);
    }),
    route(documentCalls.addFile, async ({ caller, params, upload: { files, document } }) => {
      const file = await bytesOf(required('file', files.file));
      await addDocumentFile(office, caller.actor, { documentId: params.id, role: document.role }, file);
      return shown(caller, params.id);
    }),
    route(documentCalls.readFile, async ({ caller, params, query }) => {
      const input = { documentId: params.id, fileId: params.fileId };
      const { name, mediaType, size, sha256 } = await readFile(office, caller.actor, input);
      return { name, mediaType, size, sha256, ...query, stream: () => office.files.stream(sha256) };
    }),
    route(documentCalls.signatures, ({ caller, params }) =>
      signatureReports(office, caller.actor, { documentId: params.id, fileId: params.fileId }),
    ),
    route(documentCalls.history, async ({ caller, params }) => ({
      items: await documentHistory(office, caller.actor, { documentId: params.id }),
    })),
    route(documentCalls.process, async ({ caller, params }) => {
      const { processInstanceKey } = await shown(caller, params.id);
      return documentProcess(processInstanceKey);
    }),
    route(documentCalls.deliveries, async ({ caller, params }) => ({
      items: await documentDeliveries(office, caller.actor, { documentId: params.id }),
    })),
  ];
}
