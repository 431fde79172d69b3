import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { answer, api, multipart } from './client';
import type { ChosenPlace, SaveSigningKey, SigningBatch } from './types';

const PROGRESS_MS = 700;
const CONFIRMATION_MS = 1_500;
const plansKey = ['signing-plan'];
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
  passphrase: string;
  /** Absent: a batch that was begun before goes on. */
  items?: { taskId: string; fileSha256: string }[];
}

export function useSignBatch(onBegun: (batch: SigningBatch) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ batchId, passphrase, items }: Confirmation) =>
      items
        ? answer(api.POST('/signing/batches', { body: { batchId, passphrase, items } }))
        : answer(api.POST('/signing/batches/{id}/resume', { ...byId(batchId), body: { passphrase } })),
    onSuccess: (batch) => {
      queries.setQueryData(['batches', 'one', batch.id], batch);
      onBegun(batch);
      return queries.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}

/** What a remote signing service waits for, asked again while something is being signed. */
export function useConfirmation(signing: () => boolean) {
  return useQuery({
    queryKey: ['signing-confirmation'],
    queryFn: async () => (await answer(api.GET('/signing/confirmation'))).confirmation,
    enabled: signing,
    refetchInterval: CONFIRMATION_MS,
    gcTime: 0,
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

/** After a signature that was not made through `completeTask`. */
export function useSigned() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['tasks'] }),
      queries.invalidateQueries({ queryKey: ['documents'] }),
    ]);
}

const keysKey = ['signing-keys'];

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
