import { type Appended, incrementalUpdate } from '../pdf/incrementalUpdate.ts';
import { dict, isDict, isRef, type PdfDict, type PdfObject, type PdfRef, ref } from '../pdf/objects.ts';
import type { PdfFile, PdfView } from '../pdf/pdfFile.ts';

/** Gathers changes to a PDF that become one revision. Objects are copied before they are changed. */
export class PdfEdit {
  readonly view: PdfView;
  private readonly objects = new Map<number, PdfObject>();
  private next: number;

  constructor(readonly file: PdfFile) {
    this.view = file.latest;
    this.next = file.size;
  }

  add(object: PdfObject): PdfRef {
    const made = ref(this.next++);
    this.objects.set(made.num, object);
    return made;
  }

  set(reference: PdfRef, object: PdfObject): void {
    this.objects.set(reference.num, object);
  }

  /** What a value is now, changes of this edit included. */
  now(object: PdfObject | undefined): PdfObject {
    if (isRef(object) && this.objects.has(object.num)) return this.objects.get(object.num)!;
    return this.view.resolve(object);
  }

  /** Changes a dictionary that has its own object number. */
  changeDict(reference: PdfRef, change: (copy: PdfDict) => void): void {
    const current = this.now(reference);
    const copy: PdfDict = { kind: 'dict', entries: new Map(isDict(current) ? current.entries : []) };
    change(copy);
    this.set(reference, copy);
  }

  /** Appends to an array held by a dictionary entry, directly or by reference; makes it when absent. */
  append(holder: PdfDict, key: string, ...items: PdfObject[]): void {
    const value = holder.entries.get(key);
    const current = this.now(value);
    const list = [...(Array.isArray(current) ? current : []), ...items];
    if (isRef(value) && Array.isArray(current)) this.set(value, list);
    else holder.entries.set(key, list);
  }

  get root(): PdfRef {
    const root = this.view.trailer.entries.get('Root');
    if (!isRef(root)) throw new TypeError('the reader guarantees /Root');
    return root;
  }

  /** Changes the interactive form's dictionary, wherever it stands; makes it when absent. */
  changeForm(change: (copy: PdfDict) => void): void {
    const catalog = this.now(this.root);
    const held = isDict(catalog) ? catalog.entries.get('AcroForm') : undefined;
    if (isRef(held)) {
      this.changeDict(held, change);
      return;
    }
    this.changeDict(this.root, (copy) => {
      const form: PdfDict = { kind: 'dict', entries: new Map(isDict(held) ? held.entries : dict().entries) };
      change(form);
      copy.entries.set('AcroForm', form);
    });
  }

  /** @param memory where to write what is appended, when it has room for it */
  finish(memory?: Buffer): Appended {
    return incrementalUpdate(this.file, { objects: this.objects }, memory);
  }
}
