import { ref } from 'vue';
import { useReadAgain } from '../api/readAgain';
import { beginSession } from '../api/signing';
import { useSigningPlace } from './useSigningPlace';

export interface SigningSessionProps {
  taskId: string;
  /** What the button that signs is called. */
  go: string;
  /** What the person says with the signature. */
  note: string;
}

/** Signing with a key that the server cannot call: a session at the confirmed place, one attempt at a time. */
export function useSigningSession(props: SigningSessionProps, onSigned: () => void) {
  const { confirmed } = useSigningPlace();
  const refresh = useReadAgain();
  const busy = ref(false);
  const failure = ref<unknown>(null);

  async function attempt(work: () => Promise<void>) {
    busy.value = true;
    failure.value = null;
    await work()
      .catch((error: unknown) => {
        failure.value = error;
      })
      .finally(() => {
        busy.value = false;
      });
  }

  const begin = () => {
    const note = props.note.trim();
    return beginSession({ taskId: props.taskId, ...confirmed.value, ...(note ? { note } : {}) });
  };

  async function signed() {
    onSigned();
    await refresh();
  }

  return { busy, failure, attempt, begin, signed };
}
