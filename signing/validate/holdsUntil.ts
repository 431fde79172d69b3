/** When a report may read differently although neither the file nor what is trusted has changed. */
import { certificatesOf } from './onlineMaterial.ts';
import type { Validation } from './validation.ts';

/** @returns the next moment at which a certificate of the file, or an authority's time in force, begins or ends */
export function holdsUntil({ at, evidence, integrities }: Validation): Date | undefined {
  const certificates = [...evidence.pool, ...integrities.flatMap(certificatesOf)];
  const moments = [
    ...certificates.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter]),
    ...evidence.trust.anchors.flatMap(({ from, until }) => [from, until]),
  ];
  return moments.reduce<Date | undefined>(
    (next, moment) => (moment && moment > at && (!next || moment < next) ? moment : next),
    undefined,
  );
}
