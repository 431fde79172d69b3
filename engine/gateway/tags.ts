// Tags of a process instance, as its creator gives them.
import { Rejection } from '../errors.ts';

const MAX_TAGS = 10;
const TAG = /^[A-Za-z][A-Za-z0-9_\-:.]{0,99}$/;

/** @returns the tags, each once. @throws Rejection INVALID_ARGUMENT */
export function tagsOf(tags: readonly string[]): string[] {
  const unique = [...new Set(tags)];
  const refuse = (what: string): never => {
    throw new Rejection('INVALID_ARGUMENT', what);
  };
  if (unique.length > MAX_TAGS) refuse(`Expected at most ${MAX_TAGS} tags, but ${unique.length} were given`);
  for (const tag of unique)
    if (!TAG.test(tag))
      refuse(
        `The provided tag '${tag.slice(0, 200)}' is not valid. Tags must start with a letter (a-z, A-Z), followed by alphanumerics, underscores, minuses, colons, or periods. It must not be longer than 100 characters.`,
      );
  return unique;
}
