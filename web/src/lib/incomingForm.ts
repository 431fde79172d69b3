import type { PaperDocument, Urgency } from '../api/types';

/** The form of a document that came on paper or by e-mail, as the screen holds it. */
export interface IncomingForm {
  source: 'paper' | 'email';
  issuerOrganId: string;
  issuerName: string;
  number: string;
  notation: string;
  issuedDate: string;
  typeCode: string;
  subject: string;
  urgency: Urgency;
  signerName: string;
  signerPosition: string;
  dueDate: string;
}

export const emptyIncoming = (): IncomingForm => ({
  source: 'paper',
  issuerOrganId: '',
  issuerName: '',
  number: '',
  notation: '',
  issuedDate: '',
  typeCode: '',
  subject: '',
  urgency: 'normal',
  signerName: '',
  signerPosition: '',
  dueDate: '',
});

const REQUIRED = ['issuerName', 'issuedDate', 'typeCode', 'subject'] as const;

export function missingIncoming(form: IncomingForm): string[] {
  return REQUIRED.filter((name) => form[name].trim() === '');
}

/** The same for the API, which takes absence for «not said». */
export function paperDocument(form: IncomingForm): PaperDocument {
  const said = <K extends string>(name: K, value: string) =>
    (value.trim() ? { [name]: value.trim() } : {}) as Partial<Record<K, string>>;
  const fullName = form.signerName.trim();
  return {
    source: form.source,
    issuer: { name: form.issuerName.trim(), ...said('organId', form.issuerOrganId) },
    issuedDate: form.issuedDate,
    typeCode: form.typeCode,
    subject: form.subject.trim(),
    urgency: form.urgency,
    ...said('number', form.number),
    ...said('notation', form.notation),
    ...said('dueDate', form.dueDate),
    ...(fullName ? { signer: { fullName, ...said('position', form.signerPosition) } } : {}),
  };
}
