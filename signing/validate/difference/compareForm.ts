/** The interactive form's own dictionary (ISO 32000-1, 12.7.2): it may gain fields and fonts, and draw nothing otherwise. */
import { type Field, shownName } from '../../pdf/fields.ts';
import { isRef, type PdfObject } from '../../pdf/objects.ts';
import type { Comparison } from './comparison.ts';
import { isDrawnByViewers, needsAppearances } from './defaultAppearance.ts';
import { callsInVain } from './missingResources.ts';
import { isResourcesOnly, picturesCall } from './resources.ts';
import { differingKeys, sameObject } from './sameObject.ts';
import { regeneratedDifferently, saysSomething } from './shownValue.ts';
import { unlistedFields } from './unlistedFields.ts';

const looseFormKeys = new Set(['Fields', 'SigFlags', 'DR', 'NeedAppearances']);

/** @param listed fields as they were signed */
export function compareForm(comparison: Comparison, listed: readonly Field[]): void {
  const { before, after, pagesBefore, report, explain } = comparison;
  const now = after.acroForm;
  const old = before.acroForm;
  const fields = [...listed, ...unlistedFields(before, pagesBefore, listed)];
  for (const key of differingKeys(old, before, now, after)) {
    // PDFBox writes a default where there was none.
    const added = !old?.entries.has(key) && (key === 'DA' || key === 'Q') && !fields.some(isWritten);
    if (!looseFormKeys.has(key) && !added)
      report('structure', false, 'FORM_ENTRY', { key: key.slice(0, 40) });
  }
  if (!now) return;
  if (needsAppearances(after) !== needsAppearances(before)) {
    const field = fields.find((item) => regeneratedDifferently(before, item));
    if (field) report('content', false, 'FIELD_DRAWN_ANEW', { field: shownName(field) });
  }
  explain(after.catalog.entries.get('AcroForm'), before.catalog.entries.get('AcroForm'));
  explain(now.entries.get('Fields'), old?.entries.get('Fields'));
  compareResources(comparison, fields, old?.entries.get('DR'), now.entries.get('DR'));

  /** Viewers write what it says, by the form's defaults. */
  function isWritten(field: Field): boolean {
    return saysSomething(before, field) && field.widgets.some(({ dict }) => isDrawnByViewers(before, dict));
  }
}

/** Default resources may gain entries; what they had stays, as far as anything is drawn with it. */
function compareResources(
  comparison: Comparison,
  fields: readonly Field[],
  old: PdfObject | undefined,
  now: PdfObject | undefined,
): void {
  const { before, after, pagesBefore, report } = comparison;
  const first = before.dict(old);
  const second = after.dict(now);
  const hasText = fields.some((field) => field.type !== 'Sig');
  /** By kind, names that lead elsewhere than they did. */
  const given = new Map<string, Set<string>>();
  let keptAll = true;
  for (const key of new Set([...(first?.entries.keys() ?? []), ...(second?.entries.keys() ?? [])])) {
    const [a, b] = [first?.entries.get(key), second?.entries.get(key)];
    const other = differingKeys(a, before, b, after);
    const had = before.dict(a)?.entries;
    const kept = had
      ? other.every((name) => !had.has(name))
      : a === undefined || sameObject(a, before, b, after);
    if (!kept && hasText) report('structure', false, 'FORM_FONT_REPLACED');
    acceptGrown(comparison, a, b, kept);
    given.set(key, new Set(other));
    keptAll &&= kept;
  }
  acceptGrown(comparison, old, now, keptAll);
  if (callsInVain(before, pagesBefore, fields, given)) report('structure', false, 'FORM_RESOURCE_CALLED');
}

/**
 * What only gained entries may be resources elsewhere as well, but not of a page, and not where a picture called for
 * one of the new names in vain.
 */
function acceptGrown(
  { before, after, reach, explain, acceptResources }: Comparison,
  old: PdfObject | undefined,
  now: PdfObject | undefined,
  kept: boolean,
): void {
  if (!isRef(now) || !isRef(old) || now.num !== old.num) return;
  if (!kept) {
    explain(now, old);
    return;
  }
  const gained = namesGained(old, now).flatMap((key) => [
    key,
    ...namesGained(before.dict(old)?.entries.get(key), after.dict(now)?.entries.get(key)),
  ]);
  if (isResourcesOnly(before, reach(), now.num) && !picturesCall(before, reach(), now.num, gained))
    acceptResources(now.num);

  function namesGained(a: PdfObject | undefined, b: PdfObject | undefined): string[] {
    return differingKeys(a, before, b, after);
  }
}
