import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { answer, api } from './client';
import { csrfToken, sessionLost } from './sessionState';
import type { Role, Session } from './types';

export const sessionKey = ['session'] as const;

function keep(session: Session): Session {
  csrfToken.value = session.csrfToken;
  return session;
}

export const fetchSession = async () => keep(await answer(api.GET('/session')));

/** The person signed in; `user` is null before sign-in. */
export function useSession() {
  const query = useQuery({
    queryKey: sessionKey,
    queryFn: fetchSession,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const user = computed(() => query.data.value?.user ?? null);
  const has = (...roles: Role[]) => user.value?.roles.some((role) => roles.includes(role)) ?? false;
  return { user, has };
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { username: string; password: string }) =>
      keep(await answer(api.POST('/session', { body }))),
    onSuccess: (session) => {
      sessionLost.value = false;
      const before = queries.getQueryData<Session>(sessionKey);
      // Somebody else signs in on this screen: nothing that the last person read may stay.
      if (before?.user && before.user.id !== session.user?.id) queries.clear();
      queries.setQueryData(sessionKey, session);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/session'),
    onSuccess: () => {
      csrfToken.value = null;
      queries.clear();
      queries.setQueryData<Session>(sessionKey, { user: null, csrfToken: null });
    },
  });
}
