import { ExpressionError } from '../expression/errors.ts';
import { compileScoped, compileScopedTests } from '../expression/feel.ts';
import type { Evaluate, Test } from '../expression/nodes.ts';
import type { Names } from '../expression/syntax.ts';
import { MAX_WEIGHT, weightOf } from '../expression/weight.ts';
import type { Problems } from '../model/problems.ts';
import { childNamed, type XmlElement } from '../model/xml.ts';
import type { ItemTypes } from './types.ts';

/** What compiling the boxed expressions of one model needs. */
export type Compiler = { problems: Problems; types: ItemTypes; expressions: Expressions };

export const textOf = (element: XmlElement): string => (childNamed(element, 'dmn:text')?.text ?? '').trim();

const nothing: Evaluate = () => null;
/** What knowing a name costs, in the unit of an expression's weight. */
const NAME_WEIGHT = 1 / 50;

type Made<Compiled> = Compiled | ExpressionError;

/** What has been read with the same names: the cells of a table say the same again and again. */
interface Read {
  expressions: Map<string, Made<Evaluate>>;
  tests: Map<string, Made<Test>>;
}

/** Reads the expressions of one model, as many as one model may have. */
export class Expressions {
  readonly #read = new Map<Names, Read>();
  #left = MAX_WEIGHT;

  constructor(private readonly problems: Problems) {}

  /** FEEL text of an element. What cannot be read is reported, and would evaluate to null. */
  text(element: XmlElement, text: string, names: Names): Evaluate {
    if (text === '') return nothing;
    const { expressions } = this.#under(names);
    const run = this.#once(element, expressions, text, () => compileScoped(text, names));
    if (run === undefined) return nothing;
    return (scope) => {
      scope.evaluation.source = text;
      return run(scope);
    };
  }

  /** Unary tests of an element. */
  tests(element: XmlElement, names: Names): Test | undefined {
    const text = textOf(element);
    if (text === '') return undefined;
    return this.#once(element, this.#under(names).tests, text, () => compileScopedTests(text, names));
  }

  #under(names: Names): Read {
    let read = this.#read.get(names);
    if (read === undefined) {
      read = { expressions: new Map(), tests: new Map() };
      this.#read.set(names, read);
      this.#left -= Object.keys(names).length * NAME_WEIGHT;
    }
    return read;
  }

  #once<Compiled>(
    element: XmlElement,
    known: Map<string, Made<Compiled>>,
    text: string,
    make: () => Compiled,
  ): Compiled | undefined {
    let made = known.get(text);
    if (made === undefined) {
      this.#left -= weightOf(text);
      if (this.#left < 0) {
        this.problems.add(element, 'INVALID', 'The expressions of the model are too many or too long');
        return undefined;
      }
      made = attempt(make);
      known.set(text, made);
    }
    if (!(made instanceof ExpressionError)) return made;
    this.problems.add(element, 'EXPRESSION', made.message);
    return undefined;
  }
}

function attempt<Compiled>(make: () => Compiled): Made<Compiled> {
  try {
    return make();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}
