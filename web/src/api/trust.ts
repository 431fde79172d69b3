import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { answer, api, multipart } from './client';
import type { AddTrustList, ChangeTrustList, SignaturePolicy } from './types';

/** The file of a list, and for an ETSI list the certificates of its operator. */
export interface TrustFiles {
  list: File;
  operators?: File | undefined;
}
const filesOf = ({ list, operators }: TrustFiles) => ({ list, ...(operators ? { operators } : {}) });
const lists = ['trust', 'lists'];
const policy = ['trust', 'policy'];

export function useTrustLists() {
  return useQuery({ queryKey: lists, queryFn: () => answer(api.GET('/trust-lists')) });
}

export function useTrustedCertificates(id: () => string) {
  return useQuery({
    queryKey: ['trust', 'certificates', id],
    queryFn: () => answer(api.GET('/trust-lists/{id}/certificates', { params: { path: { id: id() } } })),
  });
}

export function usePreviewTrustList() {
  return useMutation({
    mutationFn: (files: TrustFiles) =>
      answer(
        api.POST('/trust-lists/preview', {
          ...multipart<{ list: string; operators: string }>({}, filesOf(files)),
        }),
      ),
  });
}

export function useAddTrustList() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ document, files }: { document: AddTrustList; files: TrustFiles }) =>
      answer(
        api.POST('/trust-lists', {
          ...multipart<{ list: string; operators: string; document: AddTrustList }>(document, filesOf(files)),
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['trust'] }),
  });
}

export function useChangeTrustList() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: ChangeTrustList }) =>
      api.PUT('/trust-lists/{id}', { params: { path: { id } }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['trust'] }),
  });
}

export function useSignaturePolicy() {
  return useQuery({ queryKey: policy, queryFn: () => answer(api.GET('/signature-policy')) });
}

export function useSaveSignaturePolicy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SignaturePolicy) => api.PUT('/signature-policy', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: policy }),
  });
}

export function useRunPreservation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (documentId: string | undefined) =>
      answer(api.POST('/preservation/run', { body: documentId ? { documentId } : {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['preservation'] }),
  });
}

export type PreservationBox = 'due' | 'failing' | 'waiting' | 'kept' | 'refused' | 'unsigned';

export function usePreservation(query: () => { box: PreservationBox; page: number }) {
  return useQuery({
    queryKey: ['preservation', query],
    queryFn: () => answer(api.GET('/preservation', { params: { query: query() } })),
    placeholderData: keepPreviousData,
  });
}
