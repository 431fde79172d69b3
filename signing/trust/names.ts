import { children, readDer } from '../cms/der.ts';

/** Names compare by their attributes' text, letters' case and spaces aside (RFC 5280, 7.1). */
export function nameKey(name: Buffer): string {
  const known = nameKeys.get(name);
  if (known !== undefined) return known;
  const sets = children(readDer(name)).map((set) =>
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
  const key = sets.join(',');
  nameKeys.set(name, key);
  return key;
}
const nameKeys = new WeakMap<Buffer, string>();
