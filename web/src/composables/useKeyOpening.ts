import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { ApiError } from '../api/errors';
import { useKeyAuthentication } from '../api/signing';
import type { KeyOpening, SigningKey } from '../api/types';

/**
 * What opens a signing key on its way to the server: a PIN, and with a remote key what its service asks for besides. It
 * leaves the screen as it is sent, and what is wrong is said at its field.
 */
export function useKeyOpening(
  key: () => Pick<SigningKey, 'id' | 'kind'> | null | undefined,
  sendingError: () => unknown,
) {
  const { t } = useI18n();
  const remoteId = computed(() => (key()?.kind === 'csc' ? key()!.id : null));
  const { data: asked, error: unanswered, isLoading } = useKeyAuthentication(() => remoteId.value);
  /** While its service has not answered, and of every other kind, a key asks for a PIN. */
  const asks = computed(
    () => (remoteId.value && asked.value) || { pin: true, code: null, codeLabel: null, device: false },
  );
  const pin = ref('');
  const code = ref('');
  const tried = ref(false);
  const refused = (code: RegExp) => {
    const error = sendingError();
    return error instanceof ApiError && code.test(error.code) ? error : null;
  };
  const refusal = computed(() => refused(/^wrong-(passphrase|otp|authentication)$/));
  const givenUp = computed(() => refused(/^REMOTE_SIGNING_CANCELLED$/) !== null);
  const missing = computed(() => ({
    pin: asks.value.pin && !pin.value,
    code: asks.value.code !== null && !code.value.trim(),
  }));
  const problem = (field: 'pin' | 'code') => {
    if (tried.value && missing.value[field]) return t('form.required');
    const concerns = field === 'code' ? /otp|authentication/ : /passphrase|authentication/;
    return refusal.value && concerns.test(refusal.value.code) ? refusal.value.message : null;
  };
  return {
    asks,
    asking: isLoading,
    remoteId,
    pin,
    code,
    /** What to say at the fields. */
    problems: computed(() => ({ pin: problem('pin'), code: problem('code') })),
    /** The person gave up the wait for their own confirmation: no error, but nothing is signed. */
    givenUp,
    /** Any other reason why it cannot be signed. */
    error: computed(() =>
      refusal.value || givenUp.value ? null : (sendingError() ?? (remoteId.value && unanswered.value)),
    ),
    /** @returns null when something is missing, which its field then says */
    take(): KeyOpening | null {
      tried.value = missing.value.pin || missing.value.code;
      if (tried.value) return null;
      const [passphrase, otp] = [pin.value, code.value.trim()];
      [pin.value, code.value] = ['', ''];
      return { passphrase, ...(otp ? { otp } : {}) };
    },
  };
}
