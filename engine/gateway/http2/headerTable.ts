// The static and the dynamic table of HPACK (RFC 7541, 2.3).
export type HeaderField = readonly [name: string, value: string];

// biome-ignore format: appendix A, a table of 61
const STATIC: readonly HeaderField[] = [
  [':authority', ''], [':method', 'GET'], [':method', 'POST'], [':path', '/'], [':path', '/index.html'],
  [':scheme', 'http'], [':scheme', 'https'], [':status', '200'], [':status', '204'], [':status', '206'],
  [':status', '304'], [':status', '400'], [':status', '404'], [':status', '500'], ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'], ['accept-language', ''], ['accept-ranges', ''], ['accept', ''],
  ['access-control-allow-origin', ''], ['age', ''], ['allow', ''], ['authorization', ''], ['cache-control', ''],
  ['content-disposition', ''], ['content-encoding', ''], ['content-language', ''], ['content-length', ''],
  ['content-location', ''], ['content-range', ''], ['content-type', ''], ['cookie', ''], ['date', ''],
  ['etag', ''], ['expect', ''], ['expires', ''], ['from', ''], ['host', ''], ['if-match', ''],
  ['if-modified-since', ''], ['if-none-match', ''], ['if-range', ''], ['if-unmodified-since', ''],
  ['last-modified', ''], ['link', ''], ['location', ''], ['max-forwards', ''], ['proxy-authenticate', ''],
  ['proxy-authorization', ''], ['range', ''], ['referer', ''], ['refresh', ''], ['retry-after', ''],
  ['server', ''], ['set-cookie', ''], ['strict-transport-security', ''], ['transfer-encoding', ''],
  ['user-agent', ''], ['vary', ''], ['via', ''], ['www-authenticate', ''],
];
/** What an entry counts beside its name and value (4.1). */
const OVERHEAD = 32;
export const DEFAULT_TABLE_SIZE = 4_096;

export const sizeOf = ([name, value]: HeaderField): number => name.length + value.length + OVERHEAD;

export class HeaderTable {
  /** Newest first. */
  private readonly entries: HeaderField[] = [];
  private size = 0;
  private limit = DEFAULT_TABLE_SIZE;
  /** Grows with every change. */
  version = 0;

  get(index: number): HeaderField | undefined {
    return index <= STATIC.length ? STATIC[index - 1] : this.entries[index - STATIC.length - 1];
  }

  add(field: HeaderField): void {
    this.version++;
    this.entries.unshift(field);
    this.size += sizeOf(field);
    this.evict();
  }

  resize(limit: number): void {
    this.version++;
    this.limit = limit;
    this.evict();
  }

  private evict(): void {
    while (this.size > this.limit) this.size -= sizeOf(this.entries.pop()!);
  }
}
