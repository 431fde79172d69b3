import { type Evaluation, visit, visitEntries, visitText } from '../evaluation.ts';
import { shown } from '../text.ts';
import { FeelFunction, type FeelValue, isContext } from '../values.ts';
import { booleanFunctions } from './boolean.ts';
import { contextFunctions } from './context.ts';
import { conversionFunctions } from './conversion.ts';
import { listFunctions } from './list.ts';
import { numberFunctions } from './number.ts';
import { rangeFunctions } from './range.ts';
import { fit, type Signature } from './signature.ts';
import { stringFunctions } from './string.ts';
import { temporalFunctions } from './temporal.ts';

const overloads = new Map<string, Signature[]>();
for (const signature of [
  ...booleanFunctions,
  ...contextFunctions,
  ...conversionFunctions,
  ...listFunctions,
  ...numberFunctions,
  ...rangeFunctions,
  ...stringFunctions,
  ...temporalFunctions,
])
  overloads.set(signature.name, [...(overloads.get(signature.name) ?? []), signature]);

/** Calendars and time zones take their time. */
const STEPS_OF_TIME = 25;
const temporal = new Set([
  ...temporalFunctions.map(({ name }) => name),
  ...['date', 'time', 'date and time', 'duration'],
]);

/** The built-in function of a name, for one evaluation; undefined where there is none. */
export function builtinNamed(name: string, evaluation: Evaluation): FeelFunction | undefined {
  const signatures = overloads.get(name);
  return (
    signatures &&
    new FeelFunction(parametersOf(signatures), callOf(signatures, evaluation), bindTo(signatures))
  );
}

const parametersOf = (signatures: Signature[]): string[][] =>
  signatures.map((signature) => signature.parameters.map((parameter) => parameter.name));

const callOf =
  (signatures: Signature[], evaluation: Evaluation) =>
  (args: FeelValue[]): FeelValue => {
    for (const arg of args) visitValue(arg);
    evaluation.spend(temporal.has(signatures[0]!.name) ? STEPS_OF_TIME : 1);
    for (const signature of signatures) {
      const fitted = fit(signature, args);
      if (fitted === undefined) continue;
      const result = (signature.body(evaluation) as (...values: FeelValue[]) => FeelValue | undefined)(
        ...fitted,
      );
      if (result === undefined) continue;
      visitValue(result);
      return Array.isArray(result) || isContext(result) ? evaluation.made(result) : result;
    }
    const given = args.map((arg) => `'${shown(arg)}'`).join(', ');
    return evaluation.warn(
      'FUNCTION_INVOCATION_FAILURE',
      `Failed to invoke function '${signatures[0]!.name}': Illegal arguments: ${given}`,
    );
  };

/** A function may go through all of what it is given, and makes what it gives. */
function visitValue(value: FeelValue): void {
  if (typeof value === 'string') visitText(value.length);
  else if (Array.isArray(value)) visit(value.length);
  else if (isContext(value)) visitEntries(Object.keys(value).length);
}

/** Named arguments, put in the order of the first overload that has all the names. */
const bindTo =
  (signatures: Signature[]) =>
  (named: Map<string, FeelValue>): FeelValue[] | null => {
    for (const { parameters, required, variadic } of signatures) {
      const names = parameters.map((parameter) => parameter.name);
      if (![...named.keys()].every((name) => names.includes(name))) continue;
      if (!names.slice(0, required).every((name) => named.has(name))) continue;
      const values = names.map((name) => named.get(name) ?? null);
      while (values.length > required && !named.has(names[values.length - 1]!)) values.pop();
      const last = values[values.length - 1];
      return variadic && Array.isArray(last) ? [...values.slice(0, -1), ...last] : values;
    }
    return null;
  };
