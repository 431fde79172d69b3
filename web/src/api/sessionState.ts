import { ref } from 'vue';

/** Goes into the header `x-csrf-token` of every change; kept in memory only. */
export const csrfToken = ref<string | null>(null);

/** A call was answered 401 although somebody had signed in: the page asks for the password where it stands. */
export const sessionLost = ref(false);
