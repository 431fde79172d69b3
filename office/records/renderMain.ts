import type { DraftFacts } from '../documents/draftFacts.ts';
import { TemplateMissingError } from '../drafting/errors.ts';
import { renderDraft } from '../drafting/renderDraft.ts';
import type { Office } from '../office.ts';
import type { Agency } from '../people/ownAgency.ts';
import { drafting } from './drafting.ts';
import { type StoredUpload, storeFile } from './keepFile.ts';
import { pageData } from './pageData.ts';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * Fills the Word template with what is known of a draft, and stores it as the source of the PDF, the main file.
 * @returns nothing for a type that has no template
 */
export async function renderMain(office: Office, agency: Agency, facts: DraftFacts): Promise<StoredUpload[]> {
  try {
    const { docx, pdf } = await drafting(() => renderDraft(pageData(agency, facts)));
    const name = facts.notation.replaceAll('/', '-');
    return [
      await storeFile(office, { role: 'source', name: `${name}.docx`, mediaType: WORD }, docx),
      await storeFile(office, { role: 'main', name: `${name}.pdf`, mediaType: 'application/pdf' }, pdf),
    ];
  } catch (error) {
    if (error instanceof TemplateMissingError) return [];
    throw error;
  }
}
