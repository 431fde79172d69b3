import type { SignatureReport } from '../api/types';

/** Classes of the note that sums signatures up: green only when there are some and every one is valid. */
export function signatureNote(reports: readonly SignatureReport[]): string {
  if (reports.length === 0) return 'note';
  if (reports.every(({ verdict }) => verdict === 'valid')) return 'note note-ok';
  const broken = reports.some(({ verdict }) => verdict === 'broken' || verdict === 'changed');
  return broken ? 'note note-bad' : 'note note-warn';
}
