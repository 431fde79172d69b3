/**
 * A Map for what comes and goes by the thousand each second. Inside V8 each table that a Map outgrows points to its
 * next one, and a `clear` leaves what was in it: once an old table is in the old generation, all later ones and their
 * values stay with it until the next full collection, and each collection of young objects copies them. Here the
 * chain is cut now and then. For the same reason a Map or Set that is emptied often is made anew, not cleared.
 */
export class ChurningMap<V> {
  private map = new Map<number, V>();
  private deleted = 0;

  get size(): number {
    return this.map.size;
  }

  get(key: number): V | undefined {
    return this.map.get(key);
  }

  has(key: number): boolean {
    return this.map.has(key);
  }

  set(key: number, value: V): void {
    this.map.set(key, value);
  }

  /** @returns whether it was there */
  delete(key: number): boolean {
    const deleted = this.map.delete(key);
    if (deleted && ++this.deleted > MAX_DELETED + this.map.size) {
      this.map = new Map(this.map);
      this.deleted = 0;
    }
    return deleted;
  }

  /** As they are when asked: what is deleted meanwhile may still come. */
  keys(): IterableIterator<number> {
    return this.map.keys();
  }

  values(): IterableIterator<V> {
    return this.map.values();
  }
}

const MAX_DELETED = 256;
