/** Programs make the fields that a signature locks read-only (ISO 32000-1, 12.7.3.1; table 233), which shows nothing. */
import type { PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const READ_ONLY = 1;
const MAX_DEPTH = 40;

/** Whether a field's flags are those of before with this one set. */
export function onlyMadeReadOnly(old: PdfDict, before: PdfView, now: PdfDict, after: PdfView): boolean {
  const then = flagsOf(before, old);
  return then !== undefined && flagsOf(after, now) === (then | READ_ONLY);
}

/** Its own, or those of the nearest field above it; undefined when they are no number. */
export function flagsOf(view: PdfView, field: PdfDict): number | undefined {
  let node: PdfDict | undefined = field;
  for (let depth = 0; node && depth < MAX_DEPTH; depth++) {
    const own = view.get(node, 'Ff');
    if (own !== null) return Number.isInteger(own) ? (own as number) : undefined;
    node = view.dict(node.entries.get('Parent'));
  }
  return 0;
}
