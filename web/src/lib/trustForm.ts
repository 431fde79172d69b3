import type { TrustList, TrustPurpose } from '../api/types';
import { dayOrEmpty, endOfDay, startOfDay } from './trustTimes';

/** What a form says of a trust list; days `yyyy-MM-dd` or empty. */
export interface TrustCounts {
  name: string;
  purpose: TrustPurpose;
  from: string;
  until: string;
}

export const emptyCounts = (): TrustCounts => ({ name: '', purpose: 'both', from: '', until: '' });

export const countsOf = ({ name, purpose, validFrom, validUntil }: TrustList): TrustCounts => ({
  ...{ name, purpose },
  from: dayOrEmpty(validFrom),
  until: dayOrEmpty(validUntil),
});

export const sentCounts = ({ name, purpose, from, until }: TrustCounts) => ({
  ...{ name: name.trim(), purpose },
  validFrom: startOfDay(from),
  validUntil: endOfDay(until),
});

/** Keys of what is wrong, by field. */
export function wrongCounts({ name, from, until }: TrustCounts): { name?: string; until?: string } {
  return {
    ...(name.trim() ? {} : { name: 'form.required' }),
    ...(from && until && until < from ? { until: 'trust.untilBeforeFrom' } : {}),
  };
}
