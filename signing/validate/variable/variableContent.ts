/**
 * What a document shows that does not follow from its signed bytes alone (ISO 32000-1, 12.8.5 and table 259: content
 * whose rendering can vary): parts that stand elsewhere, and parts that depend on who looks, when and with what.
 */
import { PdfError } from '../../pdf/errors.ts';
import { pages } from '../../pdf/pages.ts';
import type { PdfFile } from '../../pdf/pdfFile.ts';
import { drawnFrom } from '../difference/drawn.ts';
import type { Reason } from '../report.ts';
import { actionsAtOpening, unsettledActions } from './actions.ts';
import { formConditions } from './form.ts';
import { leadingFormat } from './leadingBytes.ts';
import { optionalContent } from './optionalContent.ts';
import { unsettledResources, varyingResources } from './resources.ts';

export interface VariableContent {
  /** What is signed does not settle what is shown: it stands in another file, or the document changes by itself. */
  unsettled: Reason[];
  /** Signed, and not shown alike by every viewer: a person should know. */
  varying: Reason[];
}

/** Of the file as it is now. */
export function variableContent(file: PdfFile): VariableContent {
  const view = file.latest;
  const format = leadingFormat(file);
  try {
    const all = pages(view);
    const objects = [...drawnFrom(view, all)].flatMap((num) => view.locate(num)?.object ?? []);
    const actions = actionsAtOpening(view, all);
    return {
      unsettled: [...unsettledResources(view, objects), ...unsettledActions(view, actions), ...format],
      varying: [...optionalContent(view), ...formConditions(view), ...varyingResources(view, objects, all)],
    };
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    const message = `Có phần nội dung không đọc được nên chưa biết nó hiển thị gì (${error.message})`;
    const values = { error: error.message };
    return { unsettled: format, varying: [{ code: 'CONTENT_UNREADABLE', message, values }] };
  }
}
