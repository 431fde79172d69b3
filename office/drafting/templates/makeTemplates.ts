// Writes the first version of the Word templates after Decree 30/2020/NĐ-CP, Appendix I. Run once; from then on the
// .docx files are the source, edited in Word:  node --import tsx office/drafting/templates/makeTemplates.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { cell, field, gap, headerLine, mm, paragraph, rule, run, table } from './wordParts.ts';

const FONT = 'Times New Roman';
const PAGE = { width: mm(210), height: mm(297), top: mm(20), bottom: mm(20), left: mm(30), right: mm(15) };
const TEXT = PAGE.width - PAGE.left - PAGE.right;
/** The head reaches a little into the left margin, so that long names of agencies stand on one line. */
const OUTDENT = mm(4);
const LEFT = mm(78);
const RIGHT = TEXT + OUTDENT - LEFT;

const centred = (content: string, space = 0) => paragraph(content, { align: 'center', after: space });
const tag = (name: string) => paragraph(run(`{${name}}`));

/** Agency, number; national motto, place and date (components 1-4 of the form). */
function head(underNumber = ''): string {
  const agency = [
    tag('#superior'),
    centred(run('{superior}', { size: 12 })),
    tag('/superior'),
    centred(run('{agency}', { size: 12, bold: true })),
    rule((LEFT - mm(24)) / 2),
  ];
  const motto = [
    centred(run('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: 12, bold: true })),
    centred(run('Độc lập - Tự do - Hạnh phúc', { size: 13, bold: true })),
    rule((RIGHT - mm(57)) / 2),
  ];
  const number = centred(run(`Số:${gap(16)}/{notation}`, { size: 13 }));
  const date = centred(run(`{place}, ngày${gap(7)}tháng${gap(7)}năm {year}`, { size: 13, italic: true }));
  const distance = paragraph('', { line: mm(2) });
  return table(
    [LEFT, RIGHT],
    [
      [cell(LEFT, agency.join('')), cell(RIGHT, motto.join(''))],
      [cell(LEFT, distance + number + underNumber), cell(RIGHT, distance + date)],
    ],
    OUTDENT,
  );
}

const titled = (title: string) =>
  paragraph('', { line: mm(5) }) +
  centred(run(title, { size: 14, bold: true })) +
  paragraph(run('{subject}', { size: 14, bold: true }), { align: 'center', sides: mm(12) }) +
  rule((TEXT - mm(50)) / 2) +
  paragraph('', { line: mm(5) });

const addressees =
  tag('#hasAddressees') +
  paragraph('', { line: mm(3) }) +
  tag('#addressees') +
  centred(run('Kính gửi: {.}', { size: 14 }), 60) +
  tag('/addressees') +
  paragraph('', { line: mm(3) }) +
  tag('/hasAddressees');

const bodyParagraph = { align: 'both', firstLine: mm(12.7), after: 120, lineFactor: 1.1 } as const;
const text = run('{lead}', { size: 14, bold: true }) + run('{text}', { size: 14 });
/** Headings stay with what follows; so does the last paragraph, since a signature must not stand on a page alone. */
const body = [
  tag('#body'),
  tag('#heading'),
  paragraph(run('{heading}', { size: 14, bold: true }), { ...bodyParagraph, keepNext: true }),
  tag('/heading'),
  tag('^heading'),
  paragraph(text, bodyParagraph),
  tag('/heading'),
  tag('/body'),
  tag('#closing'),
  paragraph(text, { ...bodyParagraph, keepNext: true }),
  tag('/closing'),
].join('');

const grounds =
  tag('#grounds') + paragraph(run('{.}', { size: 14, italic: true }), bodyParagraph) + tag('/grounds');

/** Recipients; capacity, position, room of 32 mm for the signature and the seal, full name (components 7-9). */
function foot(): string {
  const left = mm(78);
  const right = TEXT - left;
  const recipients = [
    tag('#hasRecipients'),
    paragraph(run('Nơi nhận:', { size: 12, bold: true, italic: true })),
    tag('/hasRecipients'),
    tag('#recipients'),
    paragraph(run('- {.}', { size: 11 })),
    tag('/recipients'),
    paragraph(''),
  ];
  const signer = [
    tag('#capacity'),
    centred(run('{.}', { size: 14, bold: true })),
    tag('/capacity'),
    centred(run('{position}', { size: 14, bold: true })),
    paragraph('', { line: mm(32) }),
    centred(run('{fullName}', { size: 14, bold: true })),
  ];
  return (
    paragraph('', { line: mm(3), keepNext: true }) +
    table([left, right], [[cell(left, recipients.join('')), cell(right, signer.join(''))]])
  );
}

const templates: Record<string, string> = {
  'to-trinh.docx': head() + titled('{typeName}') + addressees + body + foot(),
  'quyet-dinh.docx':
    head() +
    titled('QUYẾT ĐỊNH') +
    centred(run('{issuer}', { size: 14, bold: true }), 120) +
    grounds +
    paragraph(run('QUYẾT ĐỊNH:', { size: 14, bold: true }), { align: 'center', before: 120, after: 120 }) +
    body +
    foot(),
  'cong-van.docx':
    head(centred(run('V/v {subject}', { size: 12 }))) +
    paragraph('', { line: mm(4) }) +
    addressees +
    body +
    foot(),
};

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

const mark = run('{#illustration}BẢN MINH HỌA{/illustration}', { size: 11, bold: true });
const size = `<w:pgSz w:w="${PAGE.width}" w:h="${PAGE.height}"/><w:pgMar w:top="${PAGE.top}" w:right="${PAGE.right}" w:bottom="${PAGE.bottom}" w:left="${PAGE.left}" w:header="${mm(9)}" w:footer="${mm(9)}" w:gutter="0"/>`;

function parts(content: string): Record<string, string> {
  const header = (inside: string) => `${XML}<w:hdr ${NAMESPACES}>${inside}</w:hdr>`;
  return {
    '[Content_Types].xml':
      `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      `<Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/>` +
      `<Override PartName="/word/styles.xml" ContentType="${WORD}.styles+xml"/>` +
      `<Override PartName="/word/header1.xml" ContentType="${WORD}.header+xml"/>` +
      `<Override PartName="/word/header2.xml" ContentType="${WORD}.header+xml"/></Types>`,
    '_rels/.rels':
      `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels':
      `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
      `<Relationship Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/>` +
      `<Relationship Id="rId2" Type="${OFFICE}/header" Target="header1.xml"/>` +
      `<Relationship Id="rId3" Type="${OFFICE}/header" Target="header2.xml"/></Relationships>`,
    'word/styles.xml':
      `${XML}<w:styles ${NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>` +
      `<w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:cs="${FONT}" w:eastAsia="${FONT}"/><w:sz w:val="28"/><w:lang w:val="vi-VN"/>` +
      '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>' +
      '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>',
    'word/header1.xml': header(centred(mark)),
    'word/header2.xml': header(headerLine(field('PAGE', { size: 13 }), mark, TEXT)),
    'word/document.xml':
      `${XML}<w:document ${NAMESPACES}><w:body>${content}${paragraph('', { line: 20 })}` +
      '<w:sectPr><w:headerReference w:type="first" r:id="rId2"/><w:headerReference w:type="default" r:id="rId3"/>' +
      `${size}<w:titlePg/></w:sectPr></w:body></w:document>`,
  };
}

for (const [name, content] of Object.entries(templates)) {
  const zip = new PizZip();
  const date = new Date(Date.UTC(2020, 2, 5));
  for (const [path, text] of Object.entries(parts(content)))
    zip.file(path, text, { date, createFolders: false });
  writeFileSync(
    join(import.meta.dirname, name),
    zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' }),
  );
}
