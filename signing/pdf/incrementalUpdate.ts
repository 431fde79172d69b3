/** Appends a revision (ISO 32000-1, 7.5.6): what was there stays byte for byte. */
import { PdfStructureError } from './errors.ts';
import { dict, name, type PdfObject } from './objects.ts';
import type { PdfFile } from './pdfFile.ts';
import { ByteSink, type Marks, writeObject } from './writeObject.ts';

export interface Update {
  /** By object number: changed objects, and new ones from `file.size` upwards. */
  objects: Map<number, PdfObject>;
  /** Trailer entries to set besides those taken over (`Root`, `Info`, `ID`). */
  trailer?: Map<string, PdfObject>;
}

export interface Appended {
  /** What follows the file's last byte. */
  bytes: Buffer;
  /** Where reserved room stands, counted from the file's first byte. */
  marks: Marks;
}

const KEPT = ['Root', 'Info', 'ID'];

/**
 * The new revision's cross-reference is of the kind of the file's last one (7.5.8.4 forbids mixing).
 * @param memory where to write what is appended, when it has room for it
 */
export function incrementalUpdate(file: PdfFile, update: Update, memory?: Buffer): Appended {
  const sink = new ByteSink(file.bytes.length, memory);
  const lastByte = file.bytes.at(-1);
  if (lastByte !== 10 && lastByte !== 13) sink.text('\n');
  const entries: [num: number, offset: number, gen: number][] = [];
  for (const [num, object] of [...update.objects].sort(([a], [b]) => a - b)) {
    const gen = generation(file, num);
    entries.push([num, sink.length - file.base, gen]);
    sink.text(`${num} ${gen} obj\n`);
    writeObject(sink, object);
    sink.text('\nendobj\n');
  }
  const revision = file.revisions[file.last]!;
  const size = Math.max(file.size, ...entries.map(([num]) => num + 1));
  const trailer = new Map<string, PdfObject>();
  for (const key of KEPT) {
    const value = revision.trailer.entries.get(key);
    if (value !== undefined) trailer.set(key, value);
  }
  for (const [key, value] of update.trailer ?? []) trailer.set(key, value);
  trailer.set('Prev', revision.xrefOffset - file.base);
  const start = sink.length - file.base;
  if (revision.kind === 'table') writeTable(sink, entries, trailer.set('Size', size));
  else {
    entries.push([size, start, 0]);
    writeXrefStream(sink, entries, trailer.set('Size', size + 1));
  }
  sink.text(`startxref\n${start}\n%%EOF\n`);
  return { bytes: sink.take(), marks: sink.marks };
}

function generation(file: PdfFile, num: number): number {
  const entry = file.entry(num);
  if (entry?.kind === 'compressed' || !entry) return 0;
  if (entry.kind === 'free' && entry.gen >= 65535)
    throw new PdfStructureError(`số hiệu ${num} không dùng lại được`);
  return entry.gen;
}

/** Runs of consecutive numbers: each a subsection. */
function runs<T extends readonly [number, ...unknown[]]>(entries: T[]): T[][] {
  const out: T[][] = [];
  for (const entry of entries) {
    const run = out.at(-1);
    if (run && run.at(-1)![0] + 1 === entry[0]) run.push(entry);
    else out.push([entry]);
  }
  return out;
}

function writeTable(
  sink: ByteSink,
  entries: [number, number, number][],
  trailer: Map<string, PdfObject>,
): void {
  sink.text('xref\n');
  for (const run of runs(entries)) {
    sink.text(`${run[0]![0]} ${run.length}\n`);
    for (const [, offset, gen] of run) {
      sink.text(`${String(offset).padStart(10, '0')} ${String(gen).padStart(5, '0')} n \n`);
    }
  }
  sink.text('trailer\n');
  writeObject(sink, { kind: 'dict', entries: trailer });
  sink.text('\n');
}

function writeXrefStream(
  sink: ByteSink,
  entries: [number, number, number][],
  trailer: Map<string, PdfObject>,
): void {
  const rows = Buffer.alloc(entries.length * 8);
  entries.forEach(([, offset, gen], index) => {
    rows[index * 8] = 1;
    rows.writeUIntBE(offset, index * 8 + 1, 5);
    rows.writeUIntBE(gen, index * 8 + 6, 2);
  });
  const head = dict({ Type: name('XRef'), W: [1, 5, 2] });
  const index = runs(entries).flatMap((run) => [run[0]![0], run.length]);
  for (const [key, value] of trailer) head.entries.set(key, value);
  head.entries.set('Index', index);
  sink.text(`${entries.at(-1)![0]} 0 obj\n`);
  writeObject(sink, { kind: 'stream', dict: head, raw: rows });
  sink.text('\nendobj\n');
}
