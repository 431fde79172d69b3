// Header blocks of requests. Most requests of a client have the same headers, in the same bytes once the client
// has put them into its table: a look-up replaces their decoding.
import { HeaderDecoder } from './hpack.ts';
import { type RequestHeaders, requestHeaders, trailersAllowed } from './requestHeaders.ts';

const MAX_KNOWN = 64;
/** Longest block that is known, and longest path in it: more would be memory that a client fills at its will. */
const MAX_BLOCK = 256;

export class RequestDecoder {
  private readonly decoder = new HeaderDecoder();
  private readonly known = new Map<string, RequestHeaders>();
  private version = 0;

  /** @returns undefined when the request is malformed @throws ConnectionError */
  request(block: Buffer): RequestHeaders | undefined {
    const text = block.length <= MAX_BLOCK ? block.toString('latin1') : '';
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const headers = requestHeaders(this.decoder.decode(block));
    // A block that has changed the table means something else the next time.
    if (!this.changed() && headers && text !== '' && this.known.size < MAX_KNOWN && isShort(headers))
      this.known.set(text, headers);
    return headers;
  }

  /** @returns whether these may be trailers of a request @throws ConnectionError */
  trailers(block: Buffer): boolean {
    const allowed = trailersAllowed(this.decoder.decode(block));
    this.changed();
    return allowed;
  }

  /** Forgets what the blocks meant before the table changed. */
  private changed(): boolean {
    if (this.decoder.version === this.version) return false;
    this.version = this.decoder.version;
    this.known.clear();
    return true;
  }
}

function isShort({ method, path, contentType, encoding }: RequestHeaders): boolean {
  return method.length + path.length + contentType.length + encoding.length <= MAX_BLOCK;
}
