/**
 * Whether the revisions after the signed one can be read in two ways. An attacker writes an update that one reader
 * takes for nothing new and another for something else; honest programs have no reason to.
 */
import { isDict, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { PdfFile, PdfView } from '../../pdf/pdfFile.ts';
import {
  sectionEntry,
  sectionNumbers,
  type XrefEntry,
  type XrefRun,
  type XrefSection,
} from '../../pdf/xref.ts';
import type { ChangedObjects } from './changedObjects.ts';
import type { ChangeCode } from './changeWords.ts';

/** The code, and what its words name. */
type Disagreement = [ChangeCode, Record<string, string | number>?];

/** @returns what, or undefined when there is one way to read them */
export function readersDisagree(
  file: PdfFile,
  signed: number,
  { modified, added, stated }: ChangedObjects,
): Disagreement | undefined {
  for (const revision of file.revisions.slice(signed + 1)) {
    for (const section of revision.sections) {
      const fault = sectionFault(section);
      if (fault) return fault;
    }
    if (revision.sections.every(({ kind, hybrid }) => kind === 'table' && !hybrid)) continue;
    for (const num of file.numbersOf(revision.index)) {
      if (!file.isWhereSaid(num, revision.index)) return ['OBJECT_IN_TWO_PLACES', { object: num }];
    }
  }
  // The newest counts (7.5.5): objects of a higher number are none to some readers.
  if (sizeOf(file.latest.trailer) < sizeOf(file.at(signed).trailer)) return ['FEWER_OBJECTS'];
  const settled = settledLater(file, signed, stated);
  if (settled !== undefined) return ['OBJECT_SETTLED', { object: settled }];
  for (const num of modified) {
    if (file.carriedBy(num, signed).some((item) => isStillIn(num, file.entry(item))))
      return ['OBJECT_STREAM_OVERWRITTEN', { object: num }];
  }
  for (const [view, num] of [
    ...[...modified].map((num) => [file.at(signed), num] as const),
    ...[...modified, ...added].map((num) => [file.latest, num] as const),
  ]) {
    const key = repeatedKey(view, num);
    if (key !== undefined) return ['OBJECT_KEY_TWICE', { object: num, key: key.slice(0, 40) }];
  }
  return undefined;
}

const isStillIn = (container: number, entry: XrefEntry | undefined): boolean =>
  entry?.kind === 'compressed' && entry.stream === container;

const sizeOf = (trailer: XrefSection['trailer']): number => {
  const size = trailer.entries.get('Size');
  return typeof size === 'number' ? size : 0;
};

function sectionFault(section: XrefSection): Disagreement | undefined {
  const { trailer, hybrid } = section;
  const [twice] = trailer.repeated ?? hybrid?.trailer.repeated ?? [];
  if (twice) return ['TRAILER_KEY_TWICE', { key: twice.key.slice(0, 40) }];
  const num =
    firstNamedTwice(section.runs) ?? (hybrid && (firstNamedTwice(hybrid.runs) ?? hiddenByTable(section)));
  return num === undefined ? undefined : ['REFERENCE_TWO_WAYS', { object: num }];
}

/** Numbers that a section names twice, and not alike: some readers keep the first entry, others the last. */
function* namedTwice(runs: readonly XrefRun[]): Generator<number> {
  const sorted = runs.filter(({ count }) => count > 0).sort((a, b) => a.first - b.first);
  let widest = sorted[0];
  for (const run of sorted.slice(1)) {
    const end = Math.min(widest!.first + widest!.count, run.first + run.count);
    for (let num = run.first; num < end; num++) {
      if (!sameEntry(widest!.entry(num - widest!.first), run.entry(num - run.first))) yield num;
    }
    if (run.first + run.count > widest!.first + widest!.count) widest = run;
  }
}

const firstNamedTwice = (runs: readonly XrefRun[]): number | undefined =>
  namedTwice(runs).next().value ?? undefined;

/**
 * An object that was read in two ways when it was signed and that the update states again: who saw the one now sees
 * the other.
 */
function settledLater(file: PdfFile, signed: number, stated: ReadonlySet<number>): number | undefined {
  for (const { sections } of file.revisions.slice(0, signed + 1)) {
    for (const section of sections) {
      for (const { runs } of section.hybrid ? [section, section.hybrid] : [section]) {
        for (const num of namedTwice(runs)) if (stated.has(num)) return num;
      }
    }
  }
  return [...stated].find((num) => !file.isWhereSaid(num, signed));
}

/** Readers that do not know cross-reference streams see the table alone (ISO 32000-1, 7.5.8.4). */
function hiddenByTable({ hybrid, ...table }: XrefSection): number | undefined {
  for (const num of sectionNumbers(hybrid!)) {
    const entry = sectionEntry(table, num);
    if (num > 0 && entry && !sameEntry(entry, sectionEntry(hybrid!, num)!)) return num;
  }
  return undefined;
}

const sameEntry = (a: XrefEntry, b: XrefEntry): boolean => {
  if (a.kind === 'offset' && b.kind === 'offset') return a.offset === b.offset && a.gen === b.gen;
  if (a.kind === 'compressed' && b.kind === 'compressed') return a.stream === b.stream && a.index === b.index;
  return a.kind === b.kind;
};

/** A key that stands twice in an object, however deep. */
function repeatedKey(view: PdfView, num: number): string | undefined {
  const stack: PdfObject[] = [view.locate(num)?.object ?? null];
  for (let object = stack.pop(); object !== undefined; object = stack.pop()) {
    const dict = isStream(object) ? object.dict : object;
    if (isDict(dict) && dict.repeated) return dict.repeated[0]!.key;
    const parts = Array.isArray(dict) ? dict : isDict(dict) ? dict.entries.values() : [];
    for (const part of parts) stack.push(part);
  }
  return undefined;
}
