import type { Scope } from '../expression/evaluation.ts';
import type { Test } from '../expression/nodes.ts';
import type { Names } from '../expression/syntax.ts';
import {
  entryOf,
  FeelFunction,
  type FeelValue,
  isContext,
  newContext,
  typeOf,
} from '../expression/values.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from '../model/xml.ts';

/** The value as its type takes it, or null where it is not of the type (DMN 1.5, 10.3.2.9.4). */
export type TypeCheck = (value: FeelValue, scope: Scope) => FeelValue;
export type CompileTests = (element: XmlElement, names: Names) => Test | undefined;

const anyType: TypeCheck = (value) => value;

const simple: Record<string, string> = {
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'date and time',
  'date and time': 'date and time',
  dayTimeDuration: 'days and time duration',
  'days and time duration': 'days and time duration',
  yearMonthDuration: 'years and months duration',
  'years and months duration': 'years and months duration',
};

/** DMN numbers that Camunda's modeler also names. */
const aliases: Record<string, string> = { integer: 'number', long: 'number', double: 'number' };

const named = (name: string): string => name.slice(name.indexOf(':') + 1);

function simpleCheck(type: string): TypeCheck {
  return (value) => {
    const single = Array.isArray(value) && value.length === 1 ? value[0]! : value;
    return typeOf(single) === type ? single : null;
  };
}

/** Names inside of values that are told to the parser: types may hold each other again and again. */
const MAX_NAMES = 10_000;
const MAX_NAMES_DEPTH = 6;

/** The item definitions of a model, as checks and as the names that expressions may use. */
export class ItemTypes {
  readonly #definitions: Map<string, XmlElement>;
  readonly #checks = new Map<string, TypeCheck>();
  #named = 0;

  constructor(
    root: XmlElement,
    private readonly compileTests: CompileTests,
  ) {
    this.#definitions = new Map(
      childrenNamed(root, 'dmn:itemDefinition').map((element) => [attribute(element, 'name') ?? '', element]),
    );
  }

  check(typeRef: string | undefined): TypeCheck {
    if (typeRef === undefined) return anyType;
    const name = named(typeRef);
    const definition = this.#definitions.get(typeRef) ?? this.#definitions.get(name);
    if (definition) return this.#cached(name, definition);
    const type = simple[aliases[name] ?? name];
    return type === undefined ? anyType : simpleCheck(type);
  }

  /** The names inside a value of the type, for the parser of names with spaces. */
  names(typeRef: string | undefined, depth = 0): unknown {
    const definition = typeRef === undefined ? undefined : this.#definitions.get(named(typeRef));
    if (!definition || depth > MAX_NAMES_DEPTH || this.#named > MAX_NAMES) return null;
    const components = childrenNamed(definition, 'dmn:itemComponent');
    const inner =
      components.length > 0
        ? this.#componentNames(components, depth)
        : this.names(childNamed(definition, 'dmn:typeRef')?.text.trim(), depth + 1);
    return attribute(definition, 'isCollection') === 'true' ? [inner] : inner;
  }

  #componentNames(components: XmlElement[], depth: number): Names {
    this.#named += components.length;
    return Object.fromEntries(
      components.map((component) => {
        const nested = childrenNamed(component, 'dmn:itemComponent');
        const inner =
          nested.length > 0
            ? this.#componentNames(nested, depth + 1)
            : this.names(childNamed(component, 'dmn:typeRef')?.text.trim(), depth + 1);
        return [attribute(component, 'name') ?? '', inner];
      }),
    );
  }

  /** A check is made on first use, so that a type may refer to itself. */
  #cached(name: string, definition: XmlElement): TypeCheck {
    const known = this.#checks.get(name);
    if (known) return known;
    let made: TypeCheck | undefined;
    const lazy: TypeCheck = (value, scope) => {
      made ??= this.#checkOf(definition);
      return made(value, scope);
    };
    this.#checks.set(name, lazy);
    return lazy;
  }

  #checkOf(definition: XmlElement): TypeCheck {
    const one = this.#withAllowed(definition, this.#baseOf(definition));
    if (attribute(definition, 'isCollection') !== 'true') return one;
    return (value, scope) => {
      if (value === null) return null;
      const items = Array.isArray(value) ? value : [value];
      const checked = items.map((item) => one(item, scope));
      return checked.some((item, index) => item === null && items[index] !== null) ? null : checked;
    };
  }

  #baseOf(definition: XmlElement): TypeCheck {
    if (childNamed(definition, 'dmn:functionItem'))
      return (value) => (value instanceof FeelFunction ? value : null);
    const components = childrenNamed(definition, 'dmn:itemComponent');
    if (components.length === 0) return this.check(childNamed(definition, 'dmn:typeRef')?.text.trim());
    const parts = components.map((component) => ({
      name: attribute(component, 'name') ?? '',
      check: this.#checkOf(component),
    }));
    return (value, scope) => {
      const single = Array.isArray(value) && value.length === 1 ? value[0]! : value;
      if (!isContext(single)) return null;
      const result = Object.assign(newContext(), single);
      for (const { name, check } of parts) {
        const entry = entryOf(single, name);
        if (entry === undefined) return null;
        result[name] = check(entry, scope);
        if (result[name] === null && entry !== null) return null;
      }
      return result;
    };
  }

  #withAllowed(definition: XmlElement, base: TypeCheck): TypeCheck {
    const allowed =
      childNamed(definition, 'dmn:allowedValues') ?? childNamed(definition, 'dmn:typeConstraint');
    const test = allowed && this.compileTests(allowed, {});
    if (!test) return base;
    return (value, scope) => {
      const checked = base(value, scope);
      return checked === null || test(scope, checked) !== true ? null : checked;
    };
  }
}
