import { children, readDer } from '../cms/der.ts';

/** Names compare by their attributes' text, letters' case and spaces aside (RFC 5280, 7.1). */
export const nameKey = (name: Buffer): string => read(name).key;

/** The same for each relative name, the most general first. */
export const rdnKeys = (name: Buffer): readonly string[] => read(name).parts;

interface NameKeys {
  parts: string[];
  key: string;
}
const known = new WeakMap<Buffer, NameKeys>();

function read(name: Buffer): NameKeys {
  const before = known.get(name);
  if (before) return before;
  const parts = children(readDer(name)).map((set) =>
    children(set)
      .map((pair) => {
        const [type, value] = children(pair);
        const text =
          value!.tag === 0x1e
            ? Buffer.from(value!.content).swap16().toString('utf16le')
            : value!.content.toString('utf8');
        return `${type!.content.toString('hex')}=${text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()}`;
      })
      .sort()
      .join('+'),
  );
  const keys = { parts, key: parts.join(',') };
  known.set(name, keys);
  return keys;
}
