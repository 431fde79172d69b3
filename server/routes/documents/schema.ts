import { MAX_ATTACHMENTS } from '@congvan/office';
import { z } from 'zod';
import { BYTES, defineCall } from '../../http/call.ts';
import {
  counted,
  day,
  direction,
  documentState,
  flag,
  id,
  idParams,
  page,
  search,
} from '../../http/shared.schema.ts';
import { processView } from '../processes/process.schema.ts';
import {
  delivery,
  document,
  documentFile,
  documentRow,
  signatureReport,
  timelineEntry,
} from './document.schema.ts';
import { outgoingFields, paperDocument, updateDraftBody } from './outgoing.schema.ts';

const documentsQuery = z.object({
  direction: direction.optional(),
  state: documentState.optional(),
  typeCode: z.string().trim().min(1).max(10).optional(),
  issuedFrom: day.optional(),
  issuedTo: day.optional().meta({ description: 'Included.' }),
  undelivered: flag.meta({ description: 'Only those with recipients that have not taken them.' }),
  q: search,
  page,
});
const fileParams = z.object({ id, fileId: id });
const downloadQuery = z.object({ download: flag });
const addFileFields = z.object({ role: z.enum(['main', 'attachment']) }).meta({ id: 'AddFile' });

export const documentCalls = {
  list: defineCall({
    method: 'get',
    path: '/documents',
    name: 'listDocuments',
    summary: 'Các văn bản mà tôi được xem',
    query: documentsQuery,
    response: counted(documentRow).meta({ id: 'DocumentList' }),
  }),
  get: defineCall({
    method: 'get',
    path: '/documents/{id}',
    name: 'getDocument',
    summary: 'Một văn bản, tệp của nó, việc của tôi và điều tôi được làm',
    params: idParams,
    response: document,
    errors: [404],
  }),
  registerIncoming: defineCall({
    method: 'post',
    path: '/documents/incoming',
    name: 'registerIncoming',
    summary: 'Đăng ký văn bản giấy hoặc thư điện tử đến',
    upload: {
      files: { main: { maxCount: 1 }, attachments: { maxCount: MAX_ATTACHMENTS } },
      document: paperDocument,
    },
    response: document,
    errors: [409, 413, 415, 422],
  }),
  createOutgoing: defineCall({
    method: 'post',
    path: '/documents/outgoing',
    name: 'createOutgoing',
    summary: 'Mở dự thảo văn bản đi từ mẫu',
    body: outgoingFields,
    response: document,
    errors: [422],
  }),
  updateDraft: defineCall({
    method: 'put',
    path: '/documents/{id}/draft',
    name: 'updateDraft',
    summary: 'Sửa dự thảo',
    params: idParams,
    body: updateDraftBody,
    response: document,
    errors: [404, 409, 422],
  }),
  addFile: defineCall({
    method: 'post',
    path: '/documents/{id}/files',
    name: 'addFile',
    summary: 'Thêm phiên bản mới của văn bản chính (.docx, .pdf) hoặc một tệp đính kèm',
    params: idParams,
    upload: { files: { file: { maxCount: 1 } }, document: addFileFields },
    response: document,
    errors: [404, 409, 413, 415, 422],
  }),
  readFile: defineCall({
    method: 'get',
    path: '/documents/{id}/files/{fileId}',
    name: 'readFile',
    summary: 'Nội dung một tệp (có Range)',
    params: fileParams,
    query: downloadQuery,
    response: BYTES,
    errors: [404],
  }),
  signatures: defineCall({
    method: 'get',
    path: '/documents/{id}/files/{fileId}/signatures',
    name: 'getSignatures',
    summary: 'Chữ ký trên một tệp PDF, nói bằng lời',
    params: fileParams,
    response: z
      .object({ file: documentFile, sentence: z.string(), items: z.array(signatureReport) })
      .meta({ id: 'Signatures' }),
    errors: [404],
  }),
  history: defineCall({
    method: 'get',
    path: '/documents/{id}/history',
    name: 'getHistory',
    summary: 'Dòng thời gian',
    params: idParams,
    response: z.object({ items: z.array(timelineEntry) }).meta({ id: 'Timeline' }),
    errors: [404],
  }),
  process: defineCall({
    method: 'get',
    path: '/documents/{id}/process',
    name: 'getDocumentProcess',
    summary: 'Sơ đồ BPMN và đường đã đi',
    params: idParams,
    response: processView,
    errors: [404],
  }),
  deliveries: defineCall({
    method: 'get',
    path: '/documents/{id}/deliveries',
    name: 'getDeliveries',
    summary: 'Đã gửi tới đâu, bên nhận xử lý thế nào',
    params: idParams,
    response: z.object({ items: z.array(delivery) }).meta({ id: 'DeliveryList' }),
    errors: [404],
  }),
};
