import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { z } from 'zod';
import { convertToPdf } from './convertToPdf.ts';
import { type DraftData, draftData } from './draftData.ts';
import { DraftTemplateError } from './errors.ts';
import { templateFor } from './templateFor.ts';

const GROUNDS = /^(Căn cứ|Xét|Theo) /;
const HEADING = /^[IVX]+\. /;
/** Leads a paragraph in bold. */
const LEAD = /^Điều \d+[a-z]?\./;
const MAX_TEMPLATE = 20 * 1024 * 1024;

/**
 * Fills the template of the document's type, or one of the agency's own, and converts it to PDF.
 * @throws {z.ZodError} for data out of bounds
 * @throws {TemplateMissingError} {@link DraftTemplateError} {@link ConversionError} {@link ConverterMissingError}
 */
export async function renderDraft(
  data: DraftData,
  ownTemplate?: { name: string; docx: Uint8Array },
): Promise<{ docx: Uint8Array; pdf: Uint8Array }> {
  const checked = draftData.parse(data);
  const { name, docx: template } = ownTemplate ?? (await templateFor(checked.typeCode));
  const docx = fill(template, checked);
  return { docx, pdf: await convertToPdf(docx, name) };
}

function fill(template: Uint8Array, data: z.output<typeof draftData>): Uint8Array {
  if (template.length > MAX_TEMPLATE) throw new DraftTemplateError('tệp quá lớn');
  try {
    const document = new Docxtemplater(new PizZip(template), {
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      nullGetter: ({ value }) => {
        throw new DraftTemplateError(`trường «{${value}}» không có trong dữ liệu`);
      },
    });
    if (!document.getZip().file('word/document.xml'))
      throw new DraftTemplateError('không phải tệp Word (.docx)');
    document.render(values(data));
    return document.getZip().generate({ type: 'uint8array', compression: 'DEFLATE' });
  } catch (error) {
    if (error instanceof DraftTemplateError) throw error;
    throw new DraftTemplateError(reasonOf(error), { cause: error });
  }
}

/** Names in braces that a template may use. */
function values(data: z.output<typeof draftData>) {
  const end = data.typeCode === 'QĐ' ? data.body.findIndex((paragraph) => !GROUNDS.test(paragraph)) : 0;
  const grounds = end < 0 ? data.body : data.body.slice(0, end);
  const paragraphs = data.body.slice(grounds.length).map((paragraph) => {
    if (HEADING.test(paragraph)) return { heading: paragraph, lead: '', text: '' };
    const lead = LEAD.exec(paragraph)?.[0] ?? '';
    return { heading: '', lead, text: paragraph.slice(lead.length) };
  });
  return {
    ...data,
    typeName: (data.typeName ?? '').toLocaleUpperCase('vi'),
    superior: data.superior ?? '',
    issuer: data.agency.replace(/\s*\n\s*/g, ' '),
    grounds,
    body: paragraphs.slice(0, -1),
    closing: paragraphs.slice(-1),
    hasAddressees: data.addressees.length > 0,
    hasRecipients: data.recipients.length > 0,
  };
}

/** docxtemplater gathers what is wrong with the tags; the first says enough. */
function reasonOf(error: unknown): string {
  const { properties } = error as {
    properties?: { errors?: { properties?: { explanation?: string } }[]; explanation?: string };
  };
  const explanation = properties?.errors?.[0]?.properties?.explanation ?? properties?.explanation;
  return explanation ?? 'không phải tệp Word (.docx)';
}
