// Pieces of WordprocessingML (ECMA-376). Lengths are in twentieths of a point, font sizes in points.

export const mm = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);

/** Blank space that justification keeps, for the number, day and month that are filled in on signing. */
export const gap = (width: number): string => '\u00a0'.repeat(width);

export interface RunStyle {
  size?: number;
  bold?: boolean;
  italic?: boolean;
}

export function run(text: string, style: RunStyle = {}): string {
  return `<w:r>${properties(style)}<w:t xml:space="preserve">${text}</w:t></w:r>`;
}

/** A field that Word computes: PAGE. */
export function field(instruction: string, style: RunStyle): string {
  return `<w:fldSimple w:instr=" ${instruction} "><w:r>${properties(style)}<w:t>2</w:t></w:r></w:fldSimple>`;
}

function properties({ size = 14, bold, italic }: RunStyle): string {
  return `<w:rPr>${bold ? '<w:b/>' : ''}${italic ? '<w:i/>' : ''}<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/></w:rPr>`;
}

export interface ParagraphStyle {
  align?: 'center' | 'both';
  before?: number;
  after?: number;
  firstLine?: number;
  /** Distance kept on both sides. */
  sides?: number;
  /** Stays on the page of the next paragraph. */
  keepNext?: boolean;
  lineFactor?: number;
  /** Exact height of the line, for empty paragraphs that keep a distance. */
  line?: number;
}

export function paragraph(content: string, style: ParagraphStyle = {}): string {
  const { align, before = 0, after = 0, firstLine, sides, keepNext, lineFactor = 1, line } = style;
  const height = line
    ? `w:line="${line}" w:lineRule="exact"`
    : `w:line="${Math.round(240 * lineFactor)}" w:lineRule="auto"`;
  return (
    `<w:p><w:pPr>${keepNext ? '<w:keepNext/>' : ''}<w:spacing w:before="${before}" w:after="${after}" ${height}/>` +
    (firstLine ? `<w:ind w:firstLine="${firstLine}"/>` : '') +
    (sides ? `<w:ind w:left="${sides}" w:right="${sides}"/>` : '') +
    (align ? `<w:jc w:val="${align}"/>` : '') +
    `</w:pPr>${content}</w:p>`
  );
}

/** A line of the page header with a text in its middle and one at its right end. */
export function headerLine(middle: string, right: string, width: number): string {
  const tab = '<w:r><w:tab/></w:r>';
  return (
    `<w:p><w:pPr><w:tabs><w:tab w:val="center" w:pos="${Math.round(width / 2)}"/><w:tab w:val="right" w:pos="${width}"/></w:tabs></w:pPr>` +
    `${tab}${middle}${tab}${right}</w:p>`
  );
}

/** A thin line under a text, `indent` from both sides of the column. */
export function rule(indent: number): string {
  const side = Math.round(indent);
  return (
    '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>' +
    `<w:spacing w:before="20" w:after="0" w:line="80" w:lineRule="exact"/><w:ind w:left="${side}" w:right="${side}"/></w:pPr></w:p>`
  );
}

export function cell(width: number, content: string): string {
  return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${content}</w:tc>`;
}

/** A table without lines whose rows do not break over pages, `outdent` into the left margin. */
export function table(widths: number[], rows: string[][], outdent = 0): string {
  const columns = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  const total = widths.reduce((sum, width) => sum + width, 0);
  const lines = rows.map((cells) => `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr>`).join('');
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${total}" w:type="dxa"/><w:tblInd w:w="${-outdent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>` +
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>' +
    `<w:tblGrid>${columns}</w:tblGrid>${lines}</w:tbl>`
  );
}
