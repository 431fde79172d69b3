import { IDENTITY, type Matrix, times } from '../pdf/matrix.ts';
import { TEXT_STATE, type TextState } from '../pdf/textState.ts';

/** One letter with its marks composed (NFC), its left edge, baseline and width in points. */
export interface Letter {
  text: string;
  x: number;
  y: number;
  width: number;
  fontSize: number;
}

interface State extends TextState {
  ctm: Matrix;
}

/** A glyph as pdf.js gives it; a number between glyphs is a kerning step. */
interface Glyph {
  unicode: string;
  width: number;
  isSpace: boolean;
}

const MAX_LETTERS = 200_000;

/**
 * Follows pdf.js' operators as a page is drawn (ISO 32000-1, 9.4) and notes where each letter comes to stand.
 * Only upright text: nothing else can carry a signing block.
 */
export class TextWalk {
  readonly letters: Letter[] = [];
  private state: State = { ...TEXT_STATE, ctm: IDENTITY };
  private readonly saved: State[] = [];
  private line: Matrix = IDENTITY;
  private text: Matrix = IDENTITY;
  private readonly steps: Map<number, (args: unknown[]) => void>;

  constructor(operators: Record<string, number>) {
    const steps: Record<string, (args: unknown[]) => void> = {
      save: () => this.save(),
      restore: () => this.restore(),
      transform: (args) => this.transform(toMatrix(args)),
      paintFormXObjectBegin: ([matrix]) => {
        this.save();
        if (matrix) this.transform(toMatrix([matrix]));
      },
      paintFormXObjectEnd: () => this.restore(),
      beginText: () => this.moveTo(IDENTITY),
      setTextMatrix: (args) => this.moveTo(toMatrix(args)),
      moveText: ([x, y]) => this.move(Number(x), Number(y)),
      setLeadingMoveText: ([x, y]) => {
        this.state.leading = -Number(y);
        this.move(Number(x), Number(y));
      },
      nextLine: () => this.move(0, -this.state.leading),
      setCharSpacing: ([value]) => {
        this.state.charSpacing = Number(value);
      },
      setWordSpacing: ([value]) => {
        this.state.wordSpacing = Number(value);
      },
      setHScale: ([value]) => {
        this.state.scale = Number(value) / 100;
      },
      setLeading: ([value]) => {
        // pdf.js keeps the leading negated.
        this.state.leading = Math.abs(Number(value));
      },
      setTextRise: ([value]) => {
        this.state.rise = Number(value);
      },
      setFont: ([, size]) => {
        this.state.fontSize = Number(size);
      },
      showText: ([glyphs]) => this.show(glyphs as (Glyph | number | null)[]),
    };
    this.steps = new Map(Object.entries(steps).map(([operator, step]) => [operators[operator]!, step]));
  }

  apply(operator: number, args: unknown[]): void {
    this.steps.get(operator)?.(args);
  }

  private save(): void {
    this.saved.push({ ...this.state });
  }

  private restore(): void {
    this.state = this.saved.pop() ?? this.state;
  }

  private transform(matrix: Matrix): void {
    this.state.ctm = times(matrix, this.state.ctm);
  }

  private moveTo(matrix: Matrix): void {
    this.line = matrix;
    this.text = matrix;
  }

  private move(x: number, y: number): void {
    this.moveTo(times([1, 0, 0, 1, x, y], this.line));
  }

  private show(glyphs: (Glyph | number | null)[]): void {
    const { fontSize, charSpacing, wordSpacing, scale, rise } = this.state;
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === 'number') {
        this.advance((-glyph * fontSize * scale) / 1000);
        continue;
      }
      const width = (glyph.width * fontSize) / 1000;
      this.note(glyph.unicode, times([fontSize * scale, 0, 0, fontSize, 0, rise], this.text), width * scale);
      this.advance((width + charSpacing + (glyph.isSpace ? wordSpacing : 0)) * scale);
    }
  }

  private advance(x: number): void {
    this.text = times([1, 0, 0, 1, x, 0], this.text);
  }

  private note(unicode: string, rendering: Matrix, width: number): void {
    const [a, b, , , x, y] = times(rendering, this.state.ctm);
    if (Math.abs(b) > Math.abs(a) * 0.1 || a <= 0 || this.letters.length >= MAX_LETTERS) return;
    const { fontSize, ctm } = this.state;
    const drawn = (width * a) / (fontSize * this.state.scale || 1);
    const characters = [...unicode].filter((character) => character.trim() && character !== '\0');
    const size = Math.abs(fontSize * this.text[3] * ctm[3]);
    // A ligature shares its width among its letters.
    characters.forEach((text, i) => {
      const share = drawn / characters.length;
      this.letters.push({ text, x: x + share * i, y, width: share, fontSize: size });
    });
  }
}

/** Six numbers, one by one or as an array. */
function toMatrix(args: unknown[]): Matrix {
  const values = args.length === 1 ? Array.from(args[0] as ArrayLike<number>) : args.map(Number);
  return values as unknown as Matrix;
}
