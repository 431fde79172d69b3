import { jsonText } from '@congvan/storage';
import { yearOf } from '../dates.ts';
import type { Office } from '../office.ts';
import type { Agency } from '../people/ownAgency.ts';
import { requirePerson } from '../people/requirePerson.ts';
import type { DocumentSigner } from '../tables.ts';
import { documentTypeOf, notationOf } from './documentTypes.ts';
import type { OutgoingFields } from './draftFields.ts';

/** Facts of an outgoing document that its drafter may still change, checked and completed. */
export interface DraftFacts {
  typeCode: string;
  typeName: string;
  notation: string;
  subject: string;
  urgency: OutgoingFields['urgency'];
  signerId: string | null;
  capacity: string | null;
  signer: DocumentSigner | null;
  recipients: OutgoingFields['recipients'];
  body: string | null;
  pageYear: number;
}

/** @throws {InputError} for a type or a signer that does not exist */
export async function draftFacts(
  office: Office,
  agency: Agency,
  unitId: string | null,
  fields: OutgoingFields,
): Promise<DraftFacts> {
  const { db } = office;
  const type = documentTypeOf(fields.typeCode);
  const unit = unitId
    ? await db.selectFrom('office.units').select('code').where('id', '=', unitId).executeTakeFirst()
    : undefined;
  const signer = fields.signerId ? await requirePerson(db, 'signerId', fields.signerId, 'leader') : undefined;
  const notation = notationOf(type, agency.stem, unit?.code ?? null);
  return {
    typeCode: type.code,
    typeName: type.name,
    notation,
    pageYear: fields.pageYear ?? yearOf(office.clock.now()),
    subject: fields.subject,
    urgency: fields.urgency,
    signerId: signer?.id ?? null,
    capacity: fields.capacity ?? null,
    signer: signer
      ? { capacity: fields.capacity ?? null, position: signer.position, fullName: signer.fullName }
      : null,
    recipients: fields.recipients,
    body: fields.body ?? null,
  };
}

/** The same facts as columns. */
export const storedFacts = (facts: DraftFacts) => ({
  ...facts,
  signer: facts.signer && jsonText(facts.signer),
  recipients: jsonText(facts.recipients),
});
