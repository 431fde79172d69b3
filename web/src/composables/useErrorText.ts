import { useI18n } from 'vue-i18n';
import { ApiError, OfflineError } from '../api/errors';

/** What went wrong, in words: the server's own where it gave some. */
export function useErrorText() {
  const { t } = useI18n();
  return (error: unknown): string => {
    if (error instanceof OfflineError) return t('error.offline');
    if (error instanceof ApiError) return error.message || t('error.status', { status: error.status });
    return t('error.unknown');
  };
}
