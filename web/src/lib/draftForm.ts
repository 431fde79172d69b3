import type { Capacity, OfficeDocument, Organ, OutgoingFields, Urgency } from '../api/types';

/** The fields of a draft as the screen holds them: every one there, none null. */
export interface DraftForm {
  typeCode: string;
  subject: string;
  urgency: Urgency;
  signerId: string;
  capacity: '' | NonNullable<Capacity>;
  recipients: Organ[];
  body: string;
}

const CAPACITIES: readonly string[] = ['TM.', 'KT.', 'TL.', 'TUQ.', 'Q.'] satisfies NonNullable<Capacity>[];
const isCapacity = (text: string): text is NonNullable<Capacity> => CAPACITIES.includes(text);

export const emptyDraft = (): DraftForm => ({
  typeCode: '',
  subject: '',
  urgency: 'normal',
  signerId: '',
  capacity: '',
  recipients: [],
  body: '',
});

/** What a document says now, to be edited. */
export function draftOf(document: OfficeDocument): DraftForm {
  const capacity = document.signer?.capacity ?? '';
  return {
    typeCode: document.typeCode,
    subject: document.subject,
    urgency: document.urgency,
    signerId: document.signerId ?? '',
    capacity: isCapacity(capacity) ? capacity : '',
    recipients: document.recipients.map((organ) => ({ ...organ })),
    body: document.body ?? '',
  };
}

/** The same for the API, which takes absence for «not said». */
export function fieldsOf(form: DraftForm): OutgoingFields {
  return {
    typeCode: form.typeCode,
    subject: form.subject.trim(),
    urgency: form.urgency,
    capacity: form.capacity || null,
    recipients: form.recipients,
    ...(form.signerId ? { signerId: form.signerId } : {}),
    ...(form.body.trim() ? { body: form.body.trim() } : {}),
  };
}

/** Names of the fields without which there is no draft. */
export function missingFields(form: DraftForm): string[] {
  return (['typeCode', 'subject'] as const).filter((name) => form[name].trim() === '');
}

/** The same for a draft that goes to those who check it: it names who will sign. */
export const missingToSubmit = (form: DraftForm): string[] => [
  ...missingFields(form),
  ...(form.signerId ? [] : ['signerId']),
];
