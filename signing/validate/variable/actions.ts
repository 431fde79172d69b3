/** What a document does by itself as it is opened, printed or turned over (ISO 32000-1, 12.6). */
import { isDict, isName, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { annotationsOf } from '../difference/drawn.ts';
import type { Reason } from '../report.ts';
import { mayChangeDocument } from './scripts.ts';

const MAX_ACTIONS = 10_000;
const MAX_DEPTH = 40;
/** Of an annotation (table 194): its page is opened or closed, comes into sight or goes; the others wait for the user. */
const byItself = ['PO', 'PC', 'PV', 'PI'];

export function actionsAtOpening(view: PdfView, pages: readonly Page[]): PdfDict[] {
  const { entries } = view.catalog;
  const roots = [
    entries.get('OpenAction'),
    ...triggers(view, view.catalog),
    ...scriptsByName(view, view.dict(entries.get('Names'))?.entries.get('JavaScript')),
    ...pages.flatMap((page) => [
      ...triggers(view, page.dict),
      ...annotationsOf(view, page).flatMap((item) => triggers(view, item, byItself)),
    ]),
  ];
  return roots.flatMap((root) => chain(view, root));
}

function triggers(view: PdfView, { entries }: PdfDict, only?: readonly string[]): PdfObject[] {
  const actions = view.dict(entries.get('AA'))?.entries ?? new Map<string, PdfObject>();
  return [...actions].flatMap(([key, action]) => (!only || only.includes(key) ? [action] : []));
}

/** The leaves of a name tree (7.9.6): scripts of the document, which run before anything is shown. */
function scriptsByName(view: PdfView, node: PdfObject | undefined, depth = 0): PdfObject[] {
  const dict = view.dict(node);
  if (!dict || depth > MAX_DEPTH) return [];
  const own = view.array(dict.entries.get('Names')).filter((_, index) => index % 2 === 1);
  const below = view.array(dict.entries.get('Kids')).slice(0, MAX_ACTIONS);
  return [...own, ...below.flatMap((kid) => scriptsByName(view, kid, depth + 1))];
}

/** An action and those that follow it (`/Next`). */
function chain(view: PdfView, root: PdfObject | undefined): PdfDict[] {
  const found = new Set<PdfDict>();
  const waiting = [root];
  while (waiting.length && found.size < MAX_ACTIONS) {
    const object = view.resolve(waiting.pop());
    if (Array.isArray(object)) waiting.push(...object.slice(0, MAX_ACTIONS));
    // A destination is an array, or a dictionary without a type of action.
    if (!isDict(object) || found.has(object) || view.get(object, 'S') === null) continue;
    found.add(object);
    waiting.push(object.entries.get('Next'));
  }
  return [...found];
}

const kindOf = (view: PdfView, action: PdfDict): string => {
  const kind = view.get(action, 'S');
  return isName(kind) ? kind.value : '';
};

/** Shown in this document's place: another file, or one that it carries. */
const opening = new Set(['GoToR', 'GoToE', 'Launch']);
/** Fields, layers and annotations change with nobody's doing, or take their data from another file. */
const changing = new Set(['Hide', 'SetOCGState', 'ResetForm', 'ImportData']);

export function unsettledActions(view: PdfView, actions: readonly PdfDict[]): Reason[] {
  const reasons: Reason[] = [];
  const does = (kinds: ReadonlySet<string>) => actions.some((action) => kinds.has(kindOf(view, action)));
  if (does(opening)) {
    const message = 'Khi mở, tài liệu tự chuyển sang một tệp khác';
    reasons.push({ code: 'OPENS_OTHER_FILE', message });
  }
  const runs = actions.some((action) => view.get(action, 'JS') !== null && mayChangeDocument(view, action));
  if (runs || does(changing)) {
    const message = 'Tài liệu tự chạy mã lệnh khi mở, có thể đổi những gì hiển thị';
    reasons.push({ code: 'CHANGES_ITSELF', message });
  }
  return reasons;
}
