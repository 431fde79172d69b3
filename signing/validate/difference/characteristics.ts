/**
 * What viewers draw a widget from where it has no picture (`/MK`, ISO 32000-1, table 189). pdf.js writes it anew as it
 * saves: colours in steps of 1/255, no rotation by nothing, no captions.
 */
import type { PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { isDrawnByViewers } from './defaultAppearance.ts';
import { differingKeys } from './sameObject.ts';

const STEP = 1 / 255;

/** Whether the widget looks as it did, as far as this decides it. */
export function sameCharacteristics(old: PdfDict, before: PdfView, now: PdfDict, after: PdfView): boolean {
  const [first, second] = [before.dict(old.entries.get('MK')), after.dict(now.entries.get('MK'))];
  if (!first || first.repeated || second?.repeated) return false;
  const redrawn = isDrawnByViewers(before, old) || isDrawnByViewers(after, now);
  return differingKeys(first, before, second, after).every((key) => {
    const [a, b] = [before.get(first, key), second ? after.get(second, key) : null];
    if (key === 'R') return (a ?? 0) === (b ?? 0);
    if (key === 'CA') return b === null && !redrawn;
    if (key !== 'BC' && key !== 'BG') return false;
    const [was, is] = [before.array(a), after.array(b)];
    return (
      was.length === is.length &&
      was.every((part, index) => {
        const other = is[index];
        return typeof part === 'number' && typeof other === 'number' && Math.abs(part - other) <= STEP;
      })
    );
  });
}
