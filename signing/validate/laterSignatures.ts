/** What signatures of later revisions draw on the page is something that the signer did not sign. */
import { type Field, shownName } from '../pdf/fields.ts';
import type { PdfView } from '../pdf/pdfFile.ts';
import { changeOf } from './difference/changeWords.ts';
import { isPictured } from './difference/pictured.ts';
import type { Integrity } from './integrity.ts';
import type { Change, SignatureReport, SubIndication } from './report.ts';
import { trustQuestion } from './trustQuestion.ts';
import type { Validation } from './validation.ts';

/** @returns the first later signature, drawn on the page, that no trusted authority vouches for */
export function untrustedAddition(
  validation: Validation,
  integrity: Integrity,
  changes: readonly Change[],
): Change | undefined {
  if (!changes.some(({ kind }) => kind === 'signature-added')) return undefined;
  const { file, later, integrities } = validation;
  const offset = integrities.length - later.length;
  for (const [index, report] of later.entries()) {
    const item = integrities[offset + index]!;
    const { field, revision } = item.signature;
    const drawn =
      [field, ...field.widgets].some(({ dict }) => isPictured(file.latest, dict)) ||
      wasPictured(file.at(integrity.covered.revision!), field);
    if (!drawn || revision <= integrity.covered.revision! || isVouchedFor(validation, item, report)) continue;
    return addition(report, field);
  }
  return undefined;
}

/** What it showed unsigned may have hidden what it no longer hides. */
function wasPictured(before: PdfView, { ref, widgets }: Field): boolean {
  return [ref, ...widgets.map((widget) => widget.ref)].some((item) => {
    const dict = item && before.dict(item);
    return dict !== undefined && isPictured(before, dict);
  });
}

/** Verdicts that time alone, or want of word on revocation, brings upon the signature of a person who is known. */
const known: readonly (SubIndication | undefined)[] = [
  'TRY_LATER',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
];

function isVouchedFor(
  { evidence, at }: Validation,
  { certificate, failure }: Integrity,
  { kind, verdict, subIndication }: SignatureReport,
): boolean {
  // Nobody has looked at what a timestamp covers.
  if (kind === 'document-timestamp') return false;
  if (verdict === 'valid') return true;
  if (failure || !certificate || !known.includes(subIndication)) return false;
  // Before the end of its certificate: an expired one could hide that its path never led to an authority.
  const then = certificate.notAfter < at ? certificate.notAfter : at;
  const question = { ...evidence, requireRevocation: false };
  return trustQuestion(certificate, question, 'signing', then, false).subIndication === undefined;
}

/** Names the authority that is missing, so that an administrator who knows it can add it to the trust lists. */
function addition({ verdict, subIndication, signer }: SignatureReport, field: Field): Change {
  const named = { field: shownName(field) };
  const isUnknown = verdict === 'untrusted' && subIndication === 'NO_CERTIFICATE_CHAIN_FOUND';
  return isUnknown && signer?.issuer
    ? changeOf('signature-added', false, 'SIGNATURE_OF_UNKNOWN_AUTHORITY', {
        ...named,
        issuer: signer.issuer,
      })
    : changeOf('signature-added', false, 'SIGNATURE_NOT_TRUSTED', named);
}
