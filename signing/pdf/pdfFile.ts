/** A PDF as its revisions: each object can be read as it stood in any of them. */
import type { Decryption } from './encryption/decryption.ts';
import { PdfLimitError, PdfStructureError } from './errors.ts';
import { decodeStream } from './filters.ts';
import { readIndirect } from './indirect.ts';
import {
  isDict,
  isRef,
  isStream,
  type PdfDict,
  type PdfObject,
  type PdfRef,
  type PdfStream,
} from './objects.ts';
import { Parser } from './parser.ts';
import { sectionEntry, sectionNumbers, type XrefEntry, type XrefSection } from './xref.ts';

export interface Revision {
  index: number;
  /** Byte range of what this revision added: from the end of the one before to after its `%%EOF` line. */
  start: number;
  end: number;
  sections: XrefSection[];
  kind: 'table' | 'stream';
  xrefOffset: number;
  /** The `startxref` that closes this revision points to its own section. */
  startxrefMatches: boolean;
  trailer: PdfDict;
}

export interface Located {
  object: PdfObject;
  /** Range of `N G obj … endobj` in the file; of an object in an object stream, that stream's. */
  start: number;
  end: number;
  compressed: boolean;
}

interface ObjectStream {
  data: Buffer;
  numbers: number[];
  offsets: number[];
  start: number;
  end: number;
}

const MAX_CHAIN = 32;
const MAX_STREAM_OBJECTS = 1_000_000;
const CACHE = 50_000;
/** Object numbers looked at over all revisions and all questions asked of one file. */
const MAX_WALKED = 5_000_000;

/** What was read, by where it stands (of an object in a stream: where that stream does) and its number. */
type Cache = Map<number, Map<number, Located>>;

export class PdfFile {
  private readonly cache: Cache = new Map();
  private readonly compressed: Cache = new Map();
  private kept = 0;
  private readonly streams = new Map<number, ObjectStream>();
  private readonly opening = new Set<number>();
  private decoded = 0;
  private walked = 0;

  constructor(
    readonly bytes: Buffer,
    /** Where `%PDF-` stands. */
    readonly header: number,
    /** What stored offsets count from. */
    readonly base: number,
    /** Oldest first. */
    readonly revisions: Revision[],
    private readonly maxDecodedBytes: number,
    private readonly decrypt?: Decryption,
  ) {}

  /** The same file with its strings and streams readable. */
  decrypted(decrypt: Decryption): PdfFile {
    const { bytes, header, base, revisions, maxDecodedBytes } = this;
    return new PdfFile(bytes, header, base, revisions, maxDecodedBytes, decrypt);
  }

  get last(): number {
    return this.revisions.length - 1;
  }

  /** The document as it stands now. */
  get latest(): PdfView {
    return this.at(this.last);
  }

  at(revision: number): PdfView {
    return new PdfView(this, revision);
  }

  entry(num: number, revision = this.last): XrefEntry | undefined {
    for (let index = revision; index >= 0; index--) {
      for (const section of this.revisions[index]!.sections) {
        const entry = sectionEntry(section, num);
        if (entry) return entry;
      }
    }
    return undefined;
  }

  /** Whether a revision's own sections speak of the object. */
  isDefinedIn(revision: number, num: number): boolean {
    return this.revisions[revision]!.sections.some((section) => sectionEntry(section, num) !== undefined);
  }

  /** Object numbers that one revision's own sections speak of, free ones among them. */
  *numbersOf(revision: number): Generator<number> {
    for (const section of this.revisions[revision]!.sections) {
      for (const num of sectionNumbers(section)) {
        if (++this.walked > MAX_WALKED) throw new PdfLimitError('quá nhiều đối tượng để so sánh');
        yield num;
      }
    }
  }

  /** One more than the largest object number in use: the next that is free. */
  get size(): number {
    let size = 1;
    for (const { sections } of this.revisions) {
      for (const section of sections) {
        const stated = section.trailer.entries.get('Size');
        if (typeof stated === 'number' && stated > size) size = stated;
        for (const part of section.hybrid ? [section, section.hybrid] : [section]) {
          for (const run of part.runs) size = Math.max(size, run.first + run.count);
        }
      }
    }
    return size;
  }

  /** @returns undefined for a free or unknown object */
  locate(num: number, revision = this.last): Located | undefined {
    return this.locateBy(this.entry(num, revision), num, revision);
  }

  /** For whom the object's entry has been looked up. */
  locateBy(entry: XrefEntry | undefined, num: number, revision: number): Located | undefined {
    if (!entry || entry.kind === 'free') return undefined;
    const compressed = entry.kind === 'compressed';
    const place = compressed ? this.streamOffset(entry.stream, revision) : entry.offset;
    const cache = compressed ? this.compressed : this.cache;
    const known = cache.get(place)?.get(num);
    if (known) return known;
    const located = compressed
      ? this.readCompressed(num, entry.stream, revision)
      : this.readAt(num, place, entry.gen, revision);
    if (located) this.keep(cache, place, num, located);
    return located;
  }

  private keep(cache: Cache, place: number, num: number, located: Located): void {
    if (this.kept >= CACHE) return;
    this.kept++;
    const there = cache.get(place);
    if (there) there.set(num, located);
    else cache.set(place, new Map([[num, located]]));
  }

  private readAt(num: number, offset: number, gen: number, revision: number): Located | undefined {
    // 7.5.4 allows no object at 0; producers write it for objects that are not there.
    if (offset === this.base) return undefined;
    const read = readIndirect(this.bytes, offset, (length) => this.lengthOf(length, offset, revision));
    if (read.num !== num || read.gen !== gen) {
      throw new PdfStructureError(`chỗ của đối tượng ${num} là một đối tượng khác`, offset);
    }
    const object = this.decrypt ? this.decrypt(read.object, num, gen) : read.object;
    return { object, start: read.start, end: read.end, compressed: false };
  }

  private lengthOf(length: PdfObject | undefined, offset: number, revision: number): PdfObject {
    if (!isRef(length)) return length ?? null;
    if (this.opening.has(offset)) throw new PdfStructureError('/Length quay vòng', offset);
    this.opening.add(offset);
    try {
      return this.locate(length.num, revision)?.object ?? null;
    } finally {
      this.opening.delete(offset);
    }
  }

  private streamOffset(num: number, revision: number): number {
    const entry = this.entry(num, revision);
    if (entry?.kind !== 'offset') throw new PdfStructureError(`luồng đối tượng ${num} không có`);
    return entry.offset;
  }

  private readCompressed(num: number, container: number, revision: number): Located | undefined {
    const stream = this.objectStream(container, revision);
    const index = stream.numbers.indexOf(num);
    if (index < 0)
      throw new PdfStructureError(`đối tượng ${num} không có trong luồng đối tượng ${container}`);
    const object = new Parser(stream.data, stream.offsets[index]!).object();
    return { object, start: stream.start, end: stream.end, compressed: true };
  }

  /** Whether an object that a table places in an object stream stands there, at its index, and nowhere else. */
  isWhereSaid(num: number, revision = this.last): boolean {
    const entry = this.entry(num, revision);
    if (entry?.kind !== 'compressed') return true;
    const { numbers } = this.objectStream(entry.stream, revision);
    return numbers[entry.index] === num && numbers.indexOf(num) === numbers.lastIndexOf(num);
  }

  /** Numbers of the objects that an object stream holds; none for another object. */
  carriedBy(num: number, revision = this.last): readonly number[] {
    const object = this.locate(num, revision)?.object;
    const looksSo = isStream(object) && ['N', 'First'].every((key) => object.dict.entries.has(key));
    return looksSo ? this.objectStream(num, revision).numbers : [];
  }

  private objectStream(num: number, revision: number): ObjectStream {
    const offset = this.streamOffset(num, revision);
    const known = this.streams.get(offset);
    if (known) return known;
    const located = this.locate(num, revision);
    if (!located || !isStream(located.object))
      throw new PdfStructureError(`đối tượng ${num} không phải luồng`);
    const { entries } = located.object.dict;
    const view = this.at(revision);
    const count = view.resolve(entries.get('N'));
    const first = view.resolve(entries.get('First'));
    if (typeof count !== 'number' || typeof first !== 'number' || count > MAX_STREAM_OBJECTS) {
      throw new PdfStructureError(`luồng đối tượng ${num} hỏng`);
    }
    const data = this.decode(located.object, revision);
    const parser = new Parser(data, 0, first);
    const read: ObjectStream = { data, numbers: [], offsets: [], start: located.start, end: located.end };
    for (let i = 0; i < count; i++) {
      const item = parser.unsigned();
      const at = parser.unsigned();
      if (item === undefined || at === undefined) throw new PdfStructureError(`luồng đối tượng ${num} hỏng`);
      read.numbers.push(item);
      read.offsets.push(first + at);
    }
    this.streams.set(offset, read);
    return read;
  }

  /** A stream's content with its filters undone; all of a file's together within the bound. */
  decode(stream: PdfStream, revision = this.last): Buffer {
    const left = this.maxDecodedBytes * 4 - this.decoded;
    if (left <= 0) throw new PdfLimitError('dữ liệu nén bung ra quá lớn');
    const view = this.at(revision);
    const out = decodeStream(stream, Math.min(left, this.maxDecodedBytes), (object) => view.resolve(object));
    this.decoded += out.length;
    return out;
  }
}

/** The document as of one revision. */
export class PdfView {
  constructor(
    readonly file: PdfFile,
    readonly revision: number,
  ) {}

  get trailer(): PdfDict {
    return this.file.revisions[this.revision]!.trailer;
  }

  locate(num: number): Located | undefined {
    return this.file.locate(num, this.revision);
  }

  /** Follows references to an object; null for what is not there (7.3.10). */
  resolve(object: PdfObject | undefined): PdfObject {
    let current = object;
    for (let hops = 0; isRef(current); hops++) {
      if (hops > MAX_CHAIN) throw new PdfStructureError('tham chiếu quay vòng');
      current = this.target(current);
    }
    return current ?? null;
  }

  private target(reference: PdfRef): PdfObject {
    const entry = this.file.entry(reference.num, this.revision);
    if (!entry || (entry.kind === 'offset' ? entry.gen : 0) !== reference.gen) return null;
    return this.file.locateBy(entry, reference.num, this.revision)?.object ?? null;
  }

  /** A dictionary's value, references followed. */
  get(dict: PdfDict, key: string): PdfObject {
    return this.resolve(dict.entries.get(key));
  }

  dict(object: PdfObject | undefined): PdfDict | undefined {
    const resolved = this.resolve(object);
    return isDict(resolved) ? resolved : isStream(resolved) ? resolved.dict : undefined;
  }

  array(object: PdfObject | undefined): PdfObject[] {
    const resolved = this.resolve(object);
    return Array.isArray(resolved) ? resolved : [];
  }

  /** The first `most` of an array of numbers; 0 where it has something else. */
  numbers(object: PdfObject | undefined, most?: number): number[] {
    return this.array(object)
      .slice(0, most)
      .map((item) => Number(this.resolve(item)) || 0);
  }

  /** @throws PdfStructureError when there is none */
  get catalog(): PdfDict {
    const catalog = this.dict(this.trailer.entries.get('Root'));
    if (!catalog) throw new PdfStructureError('không có /Root');
    return catalog;
  }

  get acroForm(): PdfDict | undefined {
    return this.dict(this.catalog.entries.get('AcroForm'));
  }
}
