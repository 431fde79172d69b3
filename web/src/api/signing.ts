import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { answer, api, multipart } from './client';
import type { ChosenPlace, KeyOpening, SaveSigningKey, SigningBatch } from './types';

const PROGRESS_MS = 700;
const CONFIRMATION_MS = 1_500;
const plansKey = ['signing-plan'];
const keysKey = ['signing-keys'];
const byId = (id: string) => ({ params: { path: { id } } });

export const keyImageUrl = (keyId: string) => `/api/signing/keys/${keyId}/image`;

/** Where the signature of a task would stand; `null` for a document without anything to sign. */
export function useSigningPlan(taskId: () => string | null) {
  return useQuery({
    // Not one of the tasks: these are read again when one is done, and a task that is done has no plan.
    queryKey: [...plansKey, taskId],
    queryFn: () => answer(api.GET('/tasks/{id}/signing', byId(taskId()!))),
    enabled: () => taskId() !== null,
    staleTime: 60_000,
    retry: false,
  });
}

export function useDocumentsToSign() {
  return useQuery({
    queryKey: ['tasks', 'to-sign'],
    queryFn: async () => (await answer(api.GET('/signing/waiting'))).items,
  });
}

export function useOpenBatches() {
  return useQuery({
    queryKey: ['batches', 'open'],
    queryFn: async () => (await answer(api.GET('/signing/batches'))).items,
  });
}

/** A batch, read again while it runs. */
export function useBatch(id: () => string | null) {
  return useQuery({
    queryKey: ['batches', 'one', id],
    queryFn: () => answer(api.GET('/signing/batches/{id}', byId(id()!))),
    enabled: () => id() !== null,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? PROGRESS_MS : false),
  });
}

interface Confirmation {
  batchId: string;
  opening: KeyOpening;
  /** Absent: a batch that was begun before goes on. */
  items?: { taskId: string; fileSha256: string }[];
}

export function useSignBatch(onBegun: (batch: SigningBatch) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ batchId, opening, items }: Confirmation) =>
      items
        ? answer(api.POST('/signing/batches', { body: { batchId, ...opening, items } }))
        : answer(api.POST('/signing/batches/{id}/resume', { ...byId(batchId), body: opening })),
    onSuccess: (batch) => {
      queries.setQueryData(['batches', 'one', batch.id], batch);
      onBegun(batch);
      return queries.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}

/** What a remote signing service waits for, asked again while something is being signed or waited for. */
export function useConfirmation(signing: () => boolean) {
  // Computed, because a plain function is asked only when an answer comes: the asking begins with the signing.
  const interval = computed(() => {
    const always = signing();
    return ({ state }: { state: { data?: unknown } }) => (always || state.data ? CONFIRMATION_MS : false);
  });
  return useQuery({
    queryKey: ['signing-confirmation'],
    queryFn: async () => (await answer(api.GET('/signing/confirmation'))).confirmation,
    refetchInterval: interval,
    gcTime: 0,
  });
}

/** Whoever waits for it sees at its next question, some seconds later, that it was given up. */
export function useCancelConfirmation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/signing/confirmation'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['signing-confirmation'] }),
  });
}

/** What a remote key asks its signer for; `null` for any other key. */
export function useKeyAuthentication(keyId: () => string | null) {
  return useQuery({
    queryKey: [...keysKey, 'authentication', keyId],
    queryFn: () => answer(api.GET('/signing/keys/{id}/authentication', byId(keyId()!))),
    enabled: () => keyId() !== null,
    staleTime: 60_000,
    retry: false,
  });
}

export function useSendKeyCode() {
  return useMutation({
    mutationFn: (keyId: string) => answer(api.POST('/signing/keys/{id}/code', byId(keyId))),
  });
}

export interface SessionRequest {
  taskId: string;
  place?: ChosenPlace;
  fileSha256?: string;
  note?: string;
}

export const beginSession = (body: SessionRequest) => answer(api.POST('/signing/sessions', { body }));
export const readSession = (id: string) => answer(api.GET('/signing/sessions/{id}', byId(id)));
export const openSession = async (taskId: string) =>
  (await answer(api.GET('/tasks/{id}/signing/session', byId(taskId)))).session;
export const finishSession = (id: string, signature: string) =>
  answer(api.POST('/signing/sessions/{id}/signature', { ...byId(id), body: { signature } }));

export function useSigningKeys() {
  return useQuery({ queryKey: keysKey, queryFn: () => answer(api.GET('/signing/keys')) });
}

/** What the server's PKCS#11 module holds; for administrators, where there is one. */
export function useModuleKeys() {
  return useQuery({
    queryKey: [...keysKey, 'module'],
    queryFn: () => answer(api.GET('/signing/module/keys')),
  });
}

/** As OpenAPI says it; which files are needed depends on the kind of key. */
type KeyForm = { pkcs12: string; certificate: string; image: string; document: SaveSigningKey };

export function useSaveKey(onSaved: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ document, files }: { document: SaveSigningKey; files: Record<string, File> }) =>
      answer(
        api.POST('/signing/keys', {
          ...multipart<KeyForm>(document, files),
        }),
      ),
    onSuccess: (keys) => {
      queries.setQueryData(keysKey, keys);
      onSaved();
      // Whoever was told that they have no key comes back to the task.
      return queries.invalidateQueries({ queryKey: plansKey });
    },
  });
}
