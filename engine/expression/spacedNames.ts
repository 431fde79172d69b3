/** Built-in names that hold a keyword of FEEL; the parser must know them to read them as one name. */
export const spacedNames: Record<string, null> = {
  'get or else': null,
  'is defined': null,
  'is empty': null,
  'is blank': null,
};
