import type { Compiled } from './feel.ts';

/** The variables of a scope, as a JSON object. */
export type VariableContext = { [name: string]: unknown };
/** Variables looked up one by one: undefined says that no scope has one of the name. */
export type VariableLookup = (name: string) => unknown;
export type Variables = VariableContext | VariableLookup;

/**
 * A text of a model that may be an expression: FEEL where it begins with `=`, else a static value, which
 * reads as a string, a number or a boolean as the place needs it.
 */
export type Expression =
  | { readonly kind: 'static'; readonly source: string }
  | { readonly kind: 'feel'; readonly source: string; readonly compiled: Compiled };
