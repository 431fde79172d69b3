const STRING = /"(?:[^"\\]|\\.)*"?/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const OPENING = '([{';
const CLOSING = ')]}';

/** How an expression's text is built, as far as it can be seen without parsing it. */
export interface Build {
  /** Brackets within brackets, at the deepest. */
  depth: number;
  /** Colons: about the entries of its contexts. */
  entries: number;
}

/** Reads brackets and colons outside of strings and comments, in one pass. */
export function buildOf(source: string): Build {
  const build = { depth: 0, entries: 0 };
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    const skip = character === '"' ? STRING : character === '/' ? COMMENT : undefined;
    if (skip) {
      skip.lastIndex = at;
      if (skip.test(source)) at = skip.lastIndex - 1;
    } else if (OPENING.includes(character)) build.depth = Math.max(build.depth, ++depth);
    else if (CLOSING.includes(character)) depth--;
    else if (character === ':') build.entries++;
  }
  return build;
}
