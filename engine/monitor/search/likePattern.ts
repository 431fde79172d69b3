/** `*` and `?` of the REST API's `$like`, escaped by a backslash, as SQL's LIKE has them. */
export function likePattern(like: string): string {
  return like.replace(/\\[*?\\]|[%_*?\\]/g, (found) => {
    if (found === '*') return '%';
    if (found === '?') return '_';
    const plain = found.length === 2 ? found[1]! : found;
    return /[%_\\]/.test(plain) ? `\\${plain}` : plain;
  });
}
