import { createDraftInput, registerIncomingDocumentInput, updateDraftInput } from '@congvan/office';

export const outgoingFields = createDraftInput.meta({ id: 'OutgoingFields' });

export const updateDraftBody = updateDraftInput.omit({ documentId: true }).meta({ id: 'UpdateDraft' });

export const paperDocument = registerIncomingDocumentInput
  .omit({ arrivalDate: true })
  .meta({ id: 'PaperDocument', description: 'The JSON field «document» of an upload by hand.' });
