/**
 * What differs between the revision that a signature covers and the file as it is now, and whether the
 * signature allows it (ISO 32000-1, 12.8.2.2; ISO 32000-2, 12.8.2.2.2 for security stores and timestamps).
 * Whatever is not known to be allowed is a change.
 */
import { type Field, fields } from '../../pdf/fields.ts';
import { isRef } from '../../pdf/objects.ts';
import { type Page, pages } from '../../pdf/pages.ts';
import type { PdfFile, PdfView } from '../../pdf/pdfFile.ts';
import type { Change } from '../report.ts';
import { changedObjects, isCarrier } from './changedObjects.ts';
import { compareFields } from './compareFields.ts';
import { comparePages } from './comparePages.ts';
import { compareSecurityStore } from './compareSecurityStore.ts';
import type { Comparison } from './comparison.ts';
import type { Permissions } from './permissions.ts';
import { annotationsDrawnWith, danglingReferences, shownByPage } from './references.ts';
import { differingKeys } from './sameObject.ts';
import { unaccountedByte } from './unaccountedBytes.ts';

export function differences(file: PdfFile, signedRevision: number, permissions: Permissions): Change[] {
  const stray = unaccountedByte(file, signedRevision);
  if (signedRevision === file.last && stray === undefined) return [];
  const comparison = newComparison(file, signedRevision, permissions);
  const { before, after, changed, report } = comparison;
  if (stray !== undefined) {
    report('unaccounted-bytes', false, `Sau phần đã ký có dữ liệu không thuộc cấu trúc tệp (byte ${stray})`);
  }
  if (signedRevision === file.last) return comparison.changes;
  compareTrailers(file, comparison);
  compareCatalogs(comparison);
  compareSecurityStore(comparison);
  const signatureWidgets = compareFields(comparison, fieldsOf(before), fieldsOf(after));
  comparePages(comparison, signatureWidgets);
  for (const num of changed.modified) {
    if (!comparison.explained.has(num)) reportModified(comparison, num);
  }
  if (changed.added.size) {
    const dangling = danglingReferences(before);
    const woken = [...changed.added].filter((num) => dangling.has(num));
    if (woken.length)
      report('content', false, `Đối tượng ${woken[0]} được chèn vào chỗ để trống trong bản đã ký`);
  }
  return comparison.changes;
}

const fieldsOf = (view: PdfView): Field[] => fields(view);

function newComparison(file: PdfFile, signedRevision: number, permissions: Permissions): Comparison {
  const before = file.at(signedRevision);
  const after = file.latest;
  const changed = changedObjects(before, after);
  const explained = new Set<number>();
  const changes: Change[] = [];
  const pagesBefore = pages(before);
  let shown: Set<number> | undefined;
  const isShown = (num: number) => {
    shown ??= new Set(pagesBefore.flatMap((page) => [...shownBy(before, page)]));
    return shown.has(num);
  };
  let owners: Map<number, Set<number>> | undefined;
  const drawnWith = (num: number) => {
    const annotations = () => pagesBefore.flatMap((page) => before.array(page.dict.entries.get('Annots')));
    owners ??= annotationsDrawnWith(before, annotations());
    return owners.get(num);
  };
  return {
    before,
    after,
    changed,
    permissions,
    pagesBefore,
    explained,
    changes,
    isShown,
    report(kind, allowed, message, page) {
      changes.push({ kind, allowed, message, ...(page === undefined ? {} : { page }) });
    },
    explain(now, old) {
      if (!isRef(now) || !isRef(old) || now.num !== old.num) return;
      if (!isShown(now.num) && !drawnWith(now.num)) explained.add(now.num);
    },
    explainAppearance(now, old, annotation) {
      const earlier = before.dict(old.entries.get('AP'));
      const later = after.dict(now.entries.get('AP'));
      const pairs = [[now.entries.get('AP'), old.entries.get('AP')]];
      for (const [key, value] of later?.entries ?? []) pairs.push([value, earlier?.entries.get(key)]);
      for (const [b, a] of pairs) {
        if (!isRef(a) || !isRef(b) || a.num !== b.num || isShown(b.num)) continue;
        const owners = drawnWith(b.num);
        const only = annotation !== undefined && owners?.size === 1 && owners.has(annotation);
        if (!owners || only) explained.add(b.num);
      }
    },
  };
}

const shownBy = (view: PdfView, page: Page): Set<number> => {
  const parents = page.parents.map(
    (num) => view.dict(view.locate(num)?.object)?.entries.get('Resources') ?? null,
  );
  return new Set([page.ref.num, ...shownByPage(view, [page.dict, ...parents])]);
};

function compareTrailers(file: PdfFile, { before, report, explain, after }: Comparison): void {
  const root = before.trailer.entries.get('Root');
  for (const revision of file.revisions.slice(before.revision + 1)) {
    const other = revision.trailer.entries.get('Root');
    if (!isRef(root) || !isRef(other) || root.num !== other.num || root.gen !== other.gen) {
      report('structure', false, 'Gốc của tài liệu đã bị thay bằng tài liệu khác');
    }
  }
  explain(after.trailer.entries.get('Info'), before.trailer.entries.get('Info'));
}

const looseCatalogKeys = new Set(['AcroForm', 'DSS', 'Extensions', 'Metadata', 'Version']);

function compareCatalogs({ before, after, changed, report, explained, explain }: Comparison): void {
  const root = after.trailer.entries.get('Root');
  const metadata = after.catalog.entries.get('Metadata');
  if (isRef(metadata)) {
    if (changed.modified.has(metadata.num) || changed.added.has(metadata.num)) {
      report('metadata', true, 'Thông tin mô tả tệp được cập nhật');
    }
    explain(metadata, before.catalog.entries.get('Metadata'));
  }
  if (!isRef(root) || !changed.modified.has(root.num)) return;
  for (const key of differingKeys(before.catalog, before, after.catalog, after)) {
    if (!looseCatalogKeys.has(key))
      report('structure', false, `Mục /${key.slice(0, 40)} của tài liệu đã bị sửa`);
  }
  explain(after.catalog.entries.get('Extensions'), before.catalog.entries.get('Extensions'));
  explained.add(root.num);
}

function reportModified(comparison: Comparison, num: number): void {
  const { before, pagesBefore, report } = comparison;
  const page = pagesBefore.find((item) => shownBy(before, item).has(num));
  if (page) report('content', false, `Nội dung trang ${page.index + 1} đã bị sửa`, page.index + 1);
  else report('content', false, modifiedObject(comparison, num));
}

function modifiedObject({ before, after, pagesBefore }: Comparison, num: number): string {
  const old = before.locate(num)?.object;
  if (isCarrier(old)) return `Đối tượng cấu trúc ${num} bị thay bằng nội dung khác`;
  if (pagesBefore.some((page) => page.parents.includes(num))) return 'Danh sách trang đã bị sửa';
  const dict = before.dict(old);
  if (dict?.entries.has('Subtype') && dict.entries.has('Rect'))
    return 'Một chú giải hoặc ô biểu mẫu đã bị sửa';
  return `Đối tượng ${num} của bản đã ký đã bị ${after.locate(num) ? 'sửa' : 'xóa'}`;
}
