/** What a picture called for in vain when it was signed: the form may not give it later (ISO 32000-1, 12.7.3.3). */
import type { Field } from '../../pdf/fields.ts';
import type { PdfDict, PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { appearanceContent } from './appearanceContent.ts';
import { contentTokens } from './contentTokens.ts';
import { defaultAppearance, isDrawnByViewers } from './defaultAppearance.ts';
import { annotationsOf, picturesOf } from './drawn.ts';
import { saysSomething } from './shownValue.ts';

/** Names by kind of resources. */
type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether a picture, or what viewers write anew, calls for one of the names and has none of its own by it. */
export function callsInVain(
  view: PdfView,
  pages: readonly Page[],
  fields: readonly Field[],
  given: Names,
): boolean {
  if ([...given.values()].every((names) => names.size === 0)) return false;
  const widgets = fields.flatMap((field) => field.widgets.map(({ dict }) => ({ field, dict })));
  const annotations = new Set([
    ...widgets.map(({ dict }) => dict),
    ...pages.flatMap((page) => annotationsOf(view, page)),
  ]);
  return (
    [...annotations].some((dict) =>
      picturesOf(view, dict).some((picture) => lacks(view, picture, dict, given)),
    ) ||
    widgets.some(
      ({ field, dict }) =>
        saysSomething(view, field) &&
        isDrawnByViewers(view, dict) &&
        calls(contentTokens(defaultAppearance(view, dict) ?? Buffer.alloc(0))?.operators, given),
    )
  );
}

function lacks(view: PdfView, picture: PdfObject, widget: PdfDict, given: Names): boolean {
  const content = appearanceContent(view, picture, widget);
  if (content === undefined) return false;
  if (content === 'unreadable') return true;
  const resources = view.dict(view.dict(picture)?.entries.get('Resources'));
  return calls(content.operators, given, (kind, name) =>
    Boolean(view.dict(resources?.entries.get(kind))?.entries.has(name)),
  );
}

/** What cannot be read may call for anything. */
function calls(
  operators: string | undefined,
  given: Names,
  has: (kind: string, name: string) => boolean = () => false,
): boolean {
  if (operators === undefined) return true;
  const called = operators.split(' ').flatMap((token) => (token.startsWith('/') ? [token.slice(1)] : []));
  return [...given].some(([kind, names]) => called.some((name) => names.has(name) && !has(kind, name)));
}
