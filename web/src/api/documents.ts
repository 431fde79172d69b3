import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api, multipart } from './client';
import { useReadAgain } from './readAgain';
import { OTHERS_WORK_TOO } from './tasks';
import type { Direction, DocumentState, OfficeDocument, OutgoingFields, PaperDocument } from './types';

export interface DocumentFilter {
  direction?: Direction;
  state?: DocumentState;
  typeCode?: string;
  /** Days of issue, both among them: `yyyy-MM-dd`. */
  issuedFrom?: string;
  issuedTo?: string;
  /** Only those that a recipient sent back, or that could not reach one. */
  undelivered?: '1';
  q?: string;
  page: number;
}

type Id = MaybeRefOrGetter<string>;
const at = (id: Id) => ({ params: { path: { id: toValue(id) } } });
const keyOf = (id: Id, ...rest: unknown[]) => ['documents', 'one', () => toValue(id), ...rest];

export const fileUrl = (documentId: string, fileId: string, download = false) =>
  `/api/documents/${documentId}/files/${fileId}${download ? '?download=1' : ''}`;

/** The edXML packet as it was sent or received. */
export const packetUrl = (packetId: string) => `/api/packets/${encodeURIComponent(packetId)}/xml`;

export function useDocuments(filter: () => DocumentFilter) {
  return useQuery({
    queryKey: ['documents', 'list', filter],
    queryFn: () => answer(api.GET('/documents', { params: { query: filter() } })),
    placeholderData: keepPreviousData,
  });
}

export function useDocument(id: Id) {
  return useQuery({
    queryKey: keyOf(id),
    queryFn: () => answer(api.GET('/documents/{id}', at(id))),
    refetchInterval: OTHERS_WORK_TOO,
  });
}

export function useSignatures(id: Id, fileId: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: keyOf(id, 'signatures', () => toValue(fileId)),
    queryFn: () => {
      const path = { id: toValue(id), fileId: toValue(fileId) ?? '' };
      return answer(api.GET('/documents/{id}/files/{fileId}/signatures', { params: { path } }));
    },
    enabled: () => toValue(fileId) !== null,
  });
}

export function useHistory(id: Id) {
  return useQuery({
    queryKey: keyOf(id, 'history'),
    queryFn: async () => (await answer(api.GET('/documents/{id}/history', at(id)))).items,
  });
}

export function useDocumentProcess(id: Id) {
  return useQuery({
    queryKey: keyOf(id, 'process'),
    queryFn: () => answer(api.GET('/documents/{id}/process', at(id))),
  });
}

export function useDeliveries(id: Id) {
  return useQuery({
    queryKey: keyOf(id, 'deliveries'),
    queryFn: async () => (await answer(api.GET('/documents/{id}/deliveries', at(id)))).items,
    refetchInterval: 10_000,
  });
}

const SOON_MS = [600, 1500, 3000, 6000];

/** The process decides what comes next a moment after an answer: the document is read again soon, then as always. */
export function useNextStep() {
  const queries = useQueryClient();
  return (id: string) => {
    for (const delay of SOON_MS) {
      setTimeout(() => {
        void queries.invalidateQueries({ queryKey: ['documents', 'one', id] });
        void queries.invalidateQueries({ queryKey: ['tasks'] });
      }, delay);
    }
  };
}

/** After a change: what was read of documents and tasks is read again; the new document is known at once. */
function useRefresh() {
  const queries = useQueryClient();
  const readAgain = useReadAgain();
  return async (document: OfficeDocument) => {
    queries.setQueryData(['documents', 'one', document.id], document);
    await readAgain();
  };
}

/** The same for a new document, whose process begins now. */
function useBegun() {
  const refresh = useRefresh();
  const next = useNextStep();
  return (document: OfficeDocument) => {
    next(document.id);
    return refresh(document);
  };
}

export function useRegisterIncoming() {
  return useMutation({
    mutationFn: ({
      document,
      main,
      attachments,
    }: {
      document: PaperDocument;
      main: File;
      attachments: File[];
    }) =>
      answer(
        api.POST('/documents/incoming', {
          ...multipart<{ main: string; document: PaperDocument }>(document, { main, attachments }),
        }),
      ),
    onSuccess: useBegun(),
  });
}

export function useCreateOutgoing() {
  return useMutation({
    mutationFn: (body: OutgoingFields) => answer(api.POST('/documents/outgoing', { body })),
    onSuccess: useBegun(),
  });
}

export function useUpdateDraft(id: Id) {
  return useMutation({
    mutationFn: (body: Partial<OutgoingFields> & { version: number }) =>
      answer(api.PUT('/documents/{id}/draft', { ...at(id), body })),
    onSuccess: useRefresh(),
  });
}

export function useAddFile(id: Id) {
  return useMutation({
    mutationFn: ({ role, file }: { role: 'main' | 'attachment'; file: File }) =>
      answer(
        api.POST('/documents/{id}/files', {
          ...at(id),
          ...multipart<{ file: string; document: { role: 'main' | 'attachment' } }>({ role }, { file }),
        }),
      ),
    onSuccess: useRefresh(),
  });
}
