import { ExpressionError } from '../expression/errors.ts';
import type { ModelError } from './graph.ts';
import { vietnameseOf } from './problemWords.ts';
import { attribute, localName, type XmlElement, type XmlError } from './xml.ts';

/** What kind of fault a model has. */
export type ProblemCode =
  | 'MALFORMED'
  | 'UNSUPPORTED'
  | 'MISSING'
  | 'INVALID'
  | 'DANGLING'
  | 'DUPLICATE'
  | 'EXPRESSION';

const vietnamese: Record<ProblemCode, string> = {
  MALFORMED: 'Tệp không đọc được',
  UNSUPPORTED: 'Loại phần tử này không chạy được',
  MISSING: 'Thiếu thông tin bắt buộc',
  INVALID: 'Phần tử không hợp lệ',
  DANGLING: 'Tham chiếu tới phần tử không có',
  DUPLICATE: 'Bị trùng',
  EXPRESSION: 'Biểu thức sai',
};

/** A reason for which a model is refused: Zeebe's `message`, a code to act on and a Vietnamese sentence for a person. */
export type ModelProblem = ModelError & { code: ProblemCode; path: string; messageVi: string };

/** Collects what is wrong with one model. */
export class Problems {
  readonly #found: ModelProblem[] = [];
  /** More than these no one reads. */
  static readonly MAX = 100;

  add(element: XmlElement, code: ProblemCode, message: string): void {
    if (this.#found.length >= Problems.MAX) return;
    const { id, path } = placeOf(element);
    const messageVi = `${vietnameseOf(message) ?? `${vietnamese[code]}: ${message}`.replace(/\.$/, '')}.`;
    this.#found.push({ elementId: id, elementType: localName(element), path, code, message, messageVi });
  }

  /** Runs a reader of an expression; a fault becomes a problem of the element. */
  reading<T>(element: XmlElement, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.add(element, 'EXPRESSION', error.message);
      return undefined;
    }
  }

  list(): ModelProblem[] {
    return [...this.#found];
  }
}

/** The problem of a file that is no XML. */
export function problemOfXml(error: XmlError): ModelProblem {
  return {
    elementId: '',
    elementType: 'definitions',
    path: 'definitions',
    code: 'MALFORMED',
    message: error.message,
    messageVi: error.messageVi,
  };
}

/** The nearest id, and from it the names down to the element: `Task_1 > extensionElements > taskDefinition`. */
function placeOf(element: XmlElement): { id: string; path: string } {
  const names: string[] = [];
  for (let at: XmlElement | null = element; at; at = at.parent) {
    const id = attribute(at, 'id');
    if (id !== undefined) return { id, path: [id, ...names].join(' > ') };
    if (at.parent) names.unshift(localName(at));
  }
  return { id: '', path: names.join(' > ') };
}

/** The text by which Zeebe refuses a resource: each element with what is wrong with it. */
export function formatProblems(problems: readonly ModelError[]): string {
  return problems
    .map((problem) => {
      const path = 'path' in problem ? String(problem.path) : problem.elementId;
      return `- Element: ${path}\n    - ERROR: ${problem.message}\n`;
    })
    .join('');
}
