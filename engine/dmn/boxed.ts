import type { Lookup, Scope } from '../expression/evaluation.ts';
import { rangeItems } from '../expression/iteration.ts';
import type { Evaluate } from '../expression/nodes.ts';
import type { Names } from '../expression/syntax.ts';
import {
  entryOf,
  FeelFunction,
  FeelRange,
  type FeelValue,
  isContext,
  newContext,
} from '../expression/values.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from '../model/xml.ts';
import { type Compiler, textOf } from './compiler.ts';
import { compileTable } from './table.ts';

type BoxedCompiler = (element: XmlElement, compiler: Compiler, names: Names) => Evaluate;
const nothing: Evaluate = () => null;

/** The boxed expression inside an element, of whatever kind (DMN 1.5, 7.3.1). Undefined where it has none. */
export function boxedChild(element: XmlElement): XmlElement | undefined {
  return element.children.find((child) => child.name in compilers);
}

export function compileBoxed(element: XmlElement | undefined, compiler: Compiler, names: Names): Evaluate {
  const make = element && compilers[element.name];
  if (!element || !make) return nothing;
  const evaluate = make(element, compiler, names);
  const check = compiler.types.check(attribute(element, 'typeRef'));
  return (scope) => check(evaluate(scope), scope);
}

const inside = (element: XmlElement | undefined, compiler: Compiler, names: Names): Evaluate =>
  element ? compileBoxed(boxedChild(element), compiler, names) : nothing;

/** A context with no name for its last entry is worth that entry's value (DMN 1.5, 7.3.5). */
const context: BoxedCompiler = (element, compiler, outer) => {
  const names = { ...outer };
  const entries = childrenNamed(element, 'dmn:contextEntry').map((entry) => {
    const variable = childNamed(entry, 'dmn:variable');
    const name = variable && attribute(variable, 'name');
    const check = compiler.types.check(variable && attribute(variable, 'typeRef'));
    const evaluate = inside(entry, compiler, { ...names });
    if (name !== undefined) names[name] = compiler.types.names(variable && attribute(variable, 'typeRef'));
    return { name, check, evaluate };
  });
  return (scope) => {
    const result = newContext();
    const inner = scope.with((name) => (Object.hasOwn(result, name) ? result[name] : undefined));
    for (const { name, check, evaluate } of entries) {
      const value = check(evaluate(inner), scope);
      if (name === undefined) return value;
      result[name] = value;
    }
    return scope.evaluation.made(result);
  };
};

const invocation: BoxedCompiler = (element, compiler, names) => {
  const called = childNamed(element, 'dmn:literalExpression');
  const target = called ? compiler.expressions.text(called, textOf(called), names) : nothing;
  const bindings = childrenNamed(element, 'dmn:binding').map((binding) => {
    const parameter = childNamed(binding, 'dmn:parameter');
    return {
      name: (parameter && attribute(parameter, 'name')) ?? '',
      value: inside(binding, compiler, names),
    };
  });
  return (scope) => {
    const fn = target(scope);
    if (!(fn instanceof FeelFunction)) return null;
    const given = new Map(bindings.map(({ name, value }) => [name, value(scope)]));
    const parameters = fn.parameters[0] ?? [];
    if ([...given.keys()].some((name) => !parameters.includes(name))) return null;
    return scope.evaluation.enter(() => fn.call(parameters.map((name) => given.get(name) ?? null)));
  };
};

export type Parameter = { name: string; check: (value: FeelValue, scope: Scope) => FeelValue };

export function readParameters(
  element: XmlElement,
  compiler: Compiler,
): { parameters: Parameter[]; names: Names } {
  const formal = childrenNamed(element, 'dmn:formalParameter');
  return {
    parameters: formal.map((parameter) => ({
      name: attribute(parameter, 'name') ?? '',
      check: compiler.types.check(attribute(parameter, 'typeRef')),
    })),
    names: Object.fromEntries(
      formal.map((parameter) => [
        attribute(parameter, 'name') ?? '',
        compiler.types.names(attribute(parameter, 'typeRef')),
      ]),
    ),
  };
}

/** A function over a scope. Arguments that are not of their parameter's type make it null. */
export function functionOf(parameters: Parameter[], body: Evaluate, scope: Scope): FeelFunction {
  const names = parameters.map((parameter) => parameter.name);
  return new FeelFunction([names], (given) => {
    if (given.length !== parameters.length) return null;
    const values = parameters.map((parameter, index) => parameter.check(given[index] ?? null, scope));
    if (values.some((value, index) => value === null && given[index] !== null)) return null;
    return body(
      scope.with((name) => {
        const index = names.indexOf(name);
        return index < 0 ? undefined : (values[index] ?? null);
      }),
    );
  });
}

const functionDefinition: BoxedCompiler = (element, compiler, names) => {
  if ((attribute(element, 'kind') ?? 'FEEL') !== 'FEEL') return nothing;
  const formal = readParameters(element, compiler);
  const body = inside(element, compiler, { ...names, ...formal.names });
  return (scope) => functionOf(formal.parameters, body, scope);
};

const relation: BoxedCompiler = (element, compiler, names) => {
  const columns = childrenNamed(element, 'dmn:column').map((column) => attribute(column, 'name') ?? '');
  const rows = childrenNamed(element, 'dmn:row').map((row) =>
    row.children.filter((cell) => cell.name in compilers).map((cell) => compileBoxed(cell, compiler, names)),
  );
  return (scope) =>
    rows.map((row) => {
      const result = newContext();
      columns.forEach((column, index) => {
        result[column] = row[index]?.(scope) ?? null;
      });
      return result;
    });
};

const list: BoxedCompiler = (element, compiler, names) => {
  const items = element.children
    .filter((child) => child.name in compilers)
    .map((child) => compileBoxed(child, compiler, names));
  return (scope) => scope.evaluation.made(items.map((item) => item(scope)));
};

const conditional: BoxedCompiler = (element, compiler, names) => {
  const [test, yes, no] = ['if', 'then', 'else'].map((name) =>
    inside(childNamed(element, `dmn:${name}`), compiler, names),
  );
  return (scope) => {
    const verdict = test!(scope);
    if (verdict !== null && typeof verdict !== 'boolean') return null;
    return verdict === true ? yes!(scope) : no!(scope);
  };
};

function itemsOf(value: FeelValue, scope: Scope): FeelValue[] | null {
  if (value === null) return null;
  const items =
    value instanceof FeelRange ? rangeItems(scope, value) : Array.isArray(value) ? value : [value];
  return items && [...items];
}

const filter: BoxedCompiler = (element, compiler, names) => {
  const source = inside(childNamed(element, 'dmn:in'), compiler, names);
  const match = inside(childNamed(element, 'dmn:match'), compiler, { ...names, item: null });
  return (scope) => {
    const items = itemsOf(source(scope), scope);
    const kept: FeelValue[] = [];
    for (const item of items ?? []) {
      scope.evaluation.spend();
      const entry: Lookup = (name) => (isContext(item) ? entryOf(item, name) : undefined);
      const verdict = match(scope.with((name) => entry(name) ?? (name === 'item' ? item : undefined)));
      if (typeof verdict !== 'boolean') return null;
      if (verdict) kept.push(item);
    }
    return items && kept;
  };
};

/** `for`, `some` and `every` walk a list with one variable. */
function iterator(element: XmlElement, compiler: Compiler, names: Names, part: string) {
  const variable = attribute(element, 'iteratorVariable') ?? 'item';
  const source = inside(childNamed(element, 'dmn:in'), compiler, names);
  const body = inside(childNamed(element, `dmn:${part}`), compiler, {
    ...names,
    [variable]: null,
    partial: null,
  });
  return (scope: Scope, results: FeelValue[] = []): FeelValue[] | null => {
    const items = itemsOf(source(scope), scope);
    if (items === null) return null;
    for (const item of items) {
      scope.evaluation.spend();
      results.push(
        body(scope.with((name) => (name === variable ? item : name === 'partial' ? results : undefined))),
      );
    }
    return scope.evaluation.made(results);
  };
}

const each: BoxedCompiler = (element, compiler, names) => {
  const walk = iterator(element, compiler, names, 'return');
  return (scope) => walk(scope);
};

const quantified =
  (decisive: boolean): BoxedCompiler =>
  (element, compiler, names) => {
    const walk = iterator(element, compiler, names, 'satisfies');
    return (scope) => {
      const verdicts = walk(scope);
      if (verdicts === null) return null;
      if (!verdicts.every((verdict) => typeof verdict === 'boolean')) return null;
      return verdicts.includes(decisive) ? decisive : !decisive;
    };
  };

const compilers: Record<string, BoxedCompiler> = {
  'dmn:literalExpression': (element, compiler, names) =>
    compiler.expressions.text(element, textOf(element), names),
  'dmn:decisionTable': (element, compiler, names) => {
    const table = compileTable(element, compiler, names);
    return (scope) => {
      const { value, failure } = table.evaluate(scope);
      if (failure) throw failure;
      return value;
    };
  },
  'dmn:context': context,
  'dmn:invocation': invocation,
  'dmn:functionDefinition': functionDefinition,
  'dmn:relation': relation,
  'dmn:list': list,
  'dmn:conditional': conditional,
  'dmn:filter': filter,
  'dmn:for': each,
  'dmn:some': quantified(true),
  'dmn:every': quantified(false),
};
