export type ExpressionErrorCode =
  | 'EXPRESSION_SYNTAX'
  | 'EXPRESSION_TOO_LARGE'
  | 'EXPRESSION_TOO_LONG'
  | 'EXPRESSION_FAILED'
  | 'EXPRESSION_TYPE';

const vietnamese: Record<ExpressionErrorCode, string> = {
  EXPRESSION_SYNTAX: 'Biểu thức viết sai cú pháp',
  EXPRESSION_TOO_LARGE: 'Biểu thức dài hoặc lồng nhau quá giới hạn',
  EXPRESSION_TOO_LONG: 'Biểu thức chạy quá lâu và đã bị dừng',
  EXPRESSION_FAILED: 'Không tính được biểu thức',
  EXPRESSION_TYPE: 'Biểu thức cho kết quả sai kiểu',
};

/**
 * An expression that cannot be read or evaluated. `message` is what an incident says, in Zeebe's words;
 * `messageVi` is for a person.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly messageVi: string;
  constructor(
    readonly code: ExpressionErrorCode,
    readonly expression: string,
    message: string,
  ) {
    super(message);
    this.messageVi = `${vietnamese[code]}: ${expression}`;
  }
}
