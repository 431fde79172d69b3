// Process instances: the tree of element instances with their variables and the path walked. An instance is in
// memory as a whole or at rest as a whole.
import { ChurningMap } from '../churningMap.ts';
import { Forgotten } from './forgotten.ts';
import type { Journal } from './journal.ts';
import { newResident, type Resident, type StoredInstance, serialise } from './resident.ts';
import type { ElementInstance } from './rows.ts';
import type { Change, PathEntry, TableChange } from './store.ts';
import { NotResident } from './table.ts';

/** Longer paths (loops without end) are cut: the first entries are kept. */
const MAX_PATH = 5_000;

export class Instances {
  private readonly residents = new ChurningMap<Resident>();
  private readonly elements = new ChurningMap<ElementInstance>();
  /** Looked for and not found. */
  private readonly absent = new Set<number>();
  private readonly gone = new Set<number>();
  private touched = new Set<Resident>();
  private dirty = new Set<number>();
  private dirtyElements = new Map<number, number>();
  private flushing = new Set<number>();
  readonly forgotten = new Forgotten();
  private restingUpTo = 0;
  private tick = 0;

  constructor(private readonly journal: Journal) {}

  /** The instance, or undefined when there is none. */
  resident(pi: number): Resident | undefined {
    const resident = this.residents.get(pi);
    if (resident !== undefined) {
      resident.used = ++this.tick;
      return resident;
    }
    if (pi > this.restingUpTo || this.gone.has(pi) || this.absent.has(pi)) return undefined;
    throw new NotResident({ kind: 'instances', keys: [pi] });
  }

  missing(keys: Iterable<number>): number[] {
    const missing: number[] = [];
    for (const pi of keys) {
      if (pi <= this.restingUpTo && !this.residents.has(pi) && !this.gone.has(pi) && !this.absent.has(pi))
        missing.push(pi);
    }
    return missing;
  }

  /** Element instance of an instance known to be resident, or undefined. */
  element(key: number): ElementInstance | undefined {
    return this.elements.get(key);
  }

  /** Element instance by key alone: may have to be looked up in the store. */
  locate(key: number): ElementInstance | undefined {
    const element = this.elements.get(key);
    if (element !== undefined || key > this.restingUpTo || this.absent.has(key) || this.gone.has(key))
      return element;
    throw new NotResident({ kind: 'element', key });
  }

  /** There is no element instance of this key. */
  missed(key: number): void {
    if (this.absent.size > 10_000) this.absent.clear();
    this.absent.add(key);
  }

  create(pi: number): void {
    const resident = newResident(pi, ++this.tick, [], true);
    this.residents.set(pi, resident);
    this.touched.add(resident);
    this.journal.push(() => {
      this.residents.delete(pi);
      this.touched.delete(resident);
    });
  }

  put(element: ElementInstance): void {
    const resident = this.residents.get(element.pi)!;
    const old = this.elements.get(element.key);
    if (!resident.changedElements.has(element.key))
      resident.changedElements.set(element.key, old !== undefined);
    this.touched.add(resident);
    this.link(resident, element);
    this.journal.push(() => {
      if (old === undefined) this.unlink(resident, element);
      else this.link(resident, old);
    });
  }

  remove(element: ElementInstance): void {
    const resident = this.residents.get(element.pi)!;
    if (!resident.changedElements.has(element.key)) resident.changedElements.set(element.key, true);
    this.touched.add(resident);
    const variables = resident.variables.get(element.key);
    this.unlink(resident, element);
    resident.variables.delete(element.key);
    this.journal.push(() => {
      this.link(resident, element);
      if (variables !== undefined) resident.variables.set(element.key, variables);
    });
  }

  /** The instance has ended and leaves nothing but its history. */
  drop(pi: number): void {
    const resident = this.residents.get(pi)!;
    const elements = [...resident.elements.values()];
    this.touched.add(resident);
    resident.removed = true;
    this.residents.delete(pi);
    for (const element of elements) this.elements.delete(element.key);
    this.gone.add(pi);
    this.journal.push(() => {
      resident.removed = false;
      this.residents.set(pi, resident);
      for (const element of elements) this.elements.set(element.key, element);
      this.gone.delete(pi);
    });
  }

  private link(resident: Resident, element: ElementInstance): void {
    if (!resident.elements.has(element.key)) {
      const siblings = resident.children.get(element.scope);
      if (siblings === undefined) resident.children.set(element.scope, new Set([element.key]));
      else siblings.add(element.key);
    }
    resident.elements.set(element.key, element);
    this.elements.set(element.key, element);
  }

  private unlink(resident: Resident, element: ElementInstance): void {
    resident.elements.delete(element.key);
    this.elements.delete(element.key);
    const siblings = resident.children.get(element.scope);
    siblings?.delete(element.key);
    if (siblings?.size === 0) resident.children.delete(element.scope);
  }

  children(element: ElementInstance): ElementInstance[] {
    const resident = this.residents.get(element.pi)!;
    return [...(resident.children.get(element.key) ?? [])].map((key) => resident.elements.get(key)!);
  }

  variables(pi: number, scope: number): ReadonlyMap<string, unknown> | undefined {
    return this.residents.get(pi)?.variables.get(scope);
  }

  setVariable(pi: number, scope: number, name: string, value: unknown): void {
    const resident = this.residents.get(pi)!;
    let variables = resident.variables.get(scope);
    if (variables === undefined) {
      variables = new Map();
      resident.variables.set(scope, variables);
    }
    const map = variables;
    const had = map.has(name);
    const old = map.get(name);
    map.set(name, value);
    const changed = resident.changedVariables.get(scope);
    if (changed === undefined) resident.changedVariables.set(scope, new Set([name]));
    else changed.add(name);
    this.touched.add(resident);
    this.journal.push(() => {
      if (had) map.set(name, old);
      else map.delete(name);
    });
  }

  walk(pi: number, entry: PathEntry): void {
    const resident = this.residents.get(pi)!;
    if (resident.path.length >= MAX_PATH) return;
    resident.path.push(entry);
    this.journal.push(() => resident.path.pop());
  }

  /** The instance goes on with another definition: the path walked keeps what is in both; flows are dropped. */
  repath(pi: number, to: (node: number) => number | undefined): void {
    const resident = this.residents.get(pi)!;
    const old = resident.path;
    const logged = resident.pathLogged;
    resident.path = old.flatMap((entry) => {
      const node = entry[0] === 0 ? to(entry[1]!) : undefined;
      return node === undefined ? [] : [[0, node, ...entry.slice(2)]];
    });
    resident.pathLogged = -1;
    this.touched.add(resident);
    this.journal.push(() => {
      resident.path = old;
      resident.pathLogged = logged;
    });
  }

  drain(into: Change[]): void {
    for (const resident of this.touched) {
      const { pi } = resident;
      if (resident.removed) {
        if (!resident.fresh) {
          into.push(['instance', pi, null]);
          this.dirty.add(pi);
          for (const [key] of resident.changedElements) this.dirtyElements.set(key, pi);
          for (const key of resident.elements.keys()) this.dirtyElements.set(key, pi);
        } else this.gone.delete(pi);
        continue;
      }
      for (const [key, existed] of resident.changedElements) {
        const element = resident.elements.get(key) ?? null;
        if (element === null && !existed) continue;
        into.push(['element', pi, key, element]);
        this.dirtyElements.set(key, pi);
      }
      for (const [scope, names] of resident.changedVariables) {
        const variables = resident.variables.get(scope);
        if (variables === undefined) continue;
        for (const name of names)
          if (variables.has(name)) into.push(['variable', pi, scope, name, variables.get(name)]);
      }
      if (resident.pathLogged < 0) into.push(['repath', pi, resident.path]);
      else if (resident.path.length > resident.pathLogged)
        into.push(['path', pi, resident.path.slice(resident.pathLogged)]);
      resident.pathLogged = resident.path.length;
      resident.changedElements.clear();
      resident.changedVariables.clear();
      resident.fresh = false;
      this.dirty.add(pi);
    }
    this.touched = new Set();
  }

  /** One change read back from the log; the instance has been loaded if the store has it. */
  replay(change: Change): void {
    const [kind, pi] = change as [string, number];
    this.dirty.add(pi);
    if (kind === 'instance') {
      const resident = this.residents.get(pi);
      if (resident !== undefined) {
        for (const key of resident.elements.keys()) {
          this.elements.delete(key);
          this.dirtyElements.set(key, pi);
        }
        this.residents.delete(pi);
      }
      this.gone.add(pi);
      return;
    }
    if (!this.residents.has(pi)) {
      this.create(pi);
      this.residents.get(pi)!.fresh = false;
      this.touched = new Set();
    }
    const resident = this.residents.get(pi)!;
    if (kind === 'element') {
      const [, , key, element] = change as [string, number, number, ElementInstance | null];
      this.dirtyElements.set(key, pi);
      if (element !== null) this.link(resident, element);
      else {
        const old = resident.elements.get(key);
        if (old !== undefined) this.unlink(resident, old);
        resident.variables.delete(key);
      }
    } else if (kind === 'variable') {
      const [, , scope, name, value] = change as [string, number, number, string, unknown];
      const variables = resident.variables.get(scope) ?? new Map<string, unknown>();
      variables.set(name, value);
      resident.variables.set(scope, variables);
    } else {
      if (kind === 'repath') resident.path = [];
      for (const entry of change[2] as PathEntry[]) resident.path.push(entry);
      resident.pathLogged = resident.path.length;
    }
  }

  get dirtyCount(): number {
    return this.dirty.size;
  }

  get residentCount(): number {
    return this.residents.size;
  }

  snapshot(
    storedUpTo: number,
    describe: (resident: Resident) => (number | string | null)[],
    describeElement: (element: ElementInstance) => (number | string | null)[],
  ): TableChange[] {
    const instances: TableChange = { table: 'instances', keys: [], rows: [] };
    for (const pi of this.dirty) {
      const resident = this.residents.get(pi);
      if (resident === undefined && pi > storedUpTo) continue;
      instances.keys.push(pi);
      instances.rows.push(
        resident === undefined ? null : { columns: describe(resident), data: serialise(resident) },
      );
    }
    const elements: TableChange = { table: 'elements', keys: [], rows: [] };
    for (const [key, pi] of this.dirtyElements) {
      const element = this.elements.get(key);
      if (element === undefined && key > storedUpTo) continue;
      elements.keys.push(key);
      elements.rows.push(
        element === undefined ? null : { columns: describeElement(element), data: String(pi) },
      );
    }
    this.flushing = this.dirty;
    this.dirty = new Set();
    this.dirtyElements = new Map();
    return [instances, elements];
  }

  stored(): void {
    const dropped = new Set<number>();
    for (const { removed, pi } of this.touched) if (removed) dropped.add(pi);
    // One that has ended since the snapshot is still to be deleted in the store.
    for (const pi of this.flushing) {
      if (!this.dirty.has(pi) && !dropped.has(pi) && this.gone.delete(pi)) this.forgotten.add(pi);
    }
    this.flushing = new Set();
    this.absent.clear();
  }

  rest(upTo: number): void {
    this.restingUpTo = Math.max(this.restingUpTo, upTo);
  }

  loaded(pi: number, data: string | null): void {
    if (this.residents.has(pi) || this.gone.has(pi)) return;
    if (data === null) {
      this.missed(pi);
      return;
    }
    const { e, v, p } = JSON.parse(data) as StoredInstance;
    const resident = newResident(pi, ++this.tick, p, false);
    for (const element of e) this.link(resident, element);
    for (const [scope, variables] of Object.entries(v))
      resident.variables.set(Number(scope), new Map(Object.entries(variables)));
    this.residents.set(pi, resident);
  }

  /** Forgets the instances used longest ago until `keep` are left; those not in the store yet stay.
   * @returns the residents forgotten, for their jobs and subscriptions to be forgotten too */
  evict(keep: number): Resident[] {
    if (this.residents.size <= keep) return [];
    const idle = [...this.residents.values()]
      .filter((r) => !this.dirty.has(r.pi) && !this.flushing.has(r.pi) && !this.touched.has(r))
      .sort((a, b) => a.used - b.used)
      .slice(0, this.residents.size - Math.floor(keep * 0.75));
    for (const resident of idle) {
      this.residents.delete(resident.pi);
      for (const key of resident.elements.keys()) {
        this.elements.delete(key);
        this.forgotten.add(key);
        this.rest(key);
      }
      this.forgotten.add(resident.pi);
      this.rest(resident.pi);
    }
    return idle;
  }

  all(): IterableIterator<Resident> {
    return this.residents.values();
  }
}
