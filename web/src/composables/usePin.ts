import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { ApiError } from '../api/errors';

/** The PIN of a signing key on its way to the server: it leaves the screen as it is sent, and a wrong one is said at its field. */
export function usePin(sendingError: () => unknown) {
  const { t } = useI18n();
  const pin = ref('');
  const asked = ref(false);
  const refusal = computed(() => {
    const error = sendingError();
    return error instanceof ApiError && error.code === 'wrong-passphrase' ? error.message : null;
  });
  return {
    pin,
    /** What to say at the field. */
    problem: computed(() => (asked.value && !pin.value ? t('form.required') : refusal.value)),
    /** Any other reason why sending failed. */
    error: computed(() => (refusal.value === null ? sendingError() : null)),
    /** @returns null when there is none, which the field then says */
    take(): string | null {
      const taken = pin.value;
      asked.value = !taken;
      pin.value = '';
      return taken || null;
    },
  };
}
