import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import type { Context } from 'koa';

/** A file as the answer of a call. */
export interface FileAnswer {
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  /** Offer to save it, even if a browser could show it. */
  download: boolean;
  stream(): Promise<Readable>;
}

/** What a browser may show in place; anything else is only saved, so that no uploaded page runs as ours. */
const SHOWN = new Set(['application/pdf', 'image/png', 'image/jpeg']);

/** Sends a file, or the one range asked for (RFC 9110, 14.2); never again what the browser already has. */
export async function sendFile(ctx: Context, file: FileAnswer): Promise<void> {
  const inline = SHOWN.has(file.mediaType) && !file.download;
  ctx.set({
    ETag: `"${file.sha256}"`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': disposition(inline ? 'inline' : 'attachment', file.name),
    'Content-Security-Policy': "sandbox; default-src 'none'",
  });
  if (ctx.get('If-None-Match') === `"${file.sha256}"`) {
    ctx.status = 304;
    return;
  }
  ctx.type = inline ? file.mediaType : 'application/octet-stream';
  const range = rangeOf(ctx, file);
  if (range === 'unsatisfiable') {
    ctx.status = 416;
    ctx.set('Content-Range', `bytes */${file.size}`);
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  if (range) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${start}-${end}/${file.size}`);
  }
  const source = await file.stream();
  ctx.body = range ? slice(source, start, end) : source;
  ctx.length = end - start + 1;
}

/** RFC 6266: an ASCII name for old software, the true one in UTF-8 (RFC 8187) for the rest. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, (d) => (d === 'đ' ? 'd' : 'D'))
    .replace(/[^\x20-\x7e]|["\\]/g, '_');
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

function rangeOf(ctx: Context, { size, sha256 }: FileAnswer) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(ctx.get('Range')) ?? [];
  const condition = ctx.get('If-Range');
  if ((first === undefined && last === undefined) || (condition && condition !== `"${sha256}"`))
    return undefined;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}

/** Passes on the bytes from `start` to `end`, both included. */
function slice(source: Readable, start: number, end: number): Readable {
  let at = 0;
  const cut = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const from = Math.max(0, start - at);
      const to = Math.min(chunk.length, end + 1 - at);
      at += chunk.length;
      if (from < to) this.push(chunk.subarray(from, to));
      if (at > end) {
        this.push(null);
        source.destroy();
      }
      done();
    },
  });
  source.on('error', (error) => cut.destroy(error));
  return source.pipe(cut);
}
