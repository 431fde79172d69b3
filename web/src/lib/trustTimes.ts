import { dayOf } from './dates';

/** A first day, `yyyy-MM-dd` or empty, as the instant at which it begins in Vietnam. */
export const startOfDay = (day: string): string | null => (day ? `${day}T00:00:00+07:00` : null);

/** A last day as the instant at which it has ended. */
export const endOfDay = (day: string): string | null => (day ? `${day}T23:59:59+07:00` : null);

export const dayOrEmpty = (instant: string | null): string => (instant ? dayOf(instant) : '');

/** `ab12…` → `AB:12:…`, as certificates' fingerprints are printed. */
export const printedFingerprint = (hex: string): string => (hex.match(/../g) ?? []).join(':').toUpperCase();
