import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { type MaybeRefOrGetter, toValue } from 'vue';
import { answer, api, multipart } from './client';
import type { Direction, DocumentState, OfficeDocument, OutgoingFields, PaperDocument } from './types';

export interface DocumentFilter {
  direction?: Direction;
  state?: DocumentState;
  typeCode?: string;
  /** Days of issue, both among them: `yyyy-MM-dd`. */
  issuedFrom?: string;
  issuedTo?: string;
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
  return useQuery({ queryKey: keyOf(id), queryFn: () => answer(api.GET('/documents/{id}', at(id))) });
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

/** After a change: what was read of documents and tasks is read again; the new document is known at once. */
function useRefresh() {
  const queries = useQueryClient();
  return async (document: OfficeDocument) => {
    queries.setQueryData(['documents', 'one', document.id], document);
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['documents'] }),
      queries.invalidateQueries({ queryKey: ['tasks'] }),
    ]);
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
    onSuccess: useRefresh(),
  });
}

export function useCreateOutgoing() {
  return useMutation({
    mutationFn: (body: OutgoingFields) => answer(api.POST('/documents/outgoing', { body })),
    onSuccess: useRefresh(),
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
