import { END_TOO_EARLY, endsAfterBeginning, saveSignaturePolicyInput } from '@congvan/office';
import { z } from 'zod';
import { BYTES, defineCall } from '../../http/call.ts';
import {
  counted,
  id,
  idParams,
  instant,
  line,
  orNull,
  page,
  person,
  text,
} from '../../http/shared.schema.ts';

export const trustPurpose = z.enum(['signing', 'timestamps', 'both']).meta({ id: 'TrustPurpose' });
const warnings = z.array(z.object({ code: z.string(), message: z.string() }));

const trustedCertificate = z
  .object({
    fingerprint: z.string().meta({ description: 'SHA-256, hexadecimal.' }),
    commonName: z.string(),
    subject: z.string(),
    issuer: z.string(),
    notBefore: instant,
    notAfter: instant,
    key: z.string(),
    purpose: trustPurpose,
    from: instant.nullable().meta({ description: 'When the list itself has it in force.' }),
    until: instant.nullable(),
    warnings,
  })
  .meta({ id: 'TrustedCertificate' });

const trustScheme = z
  .object({
    operator: z.string(),
    territory: z.string(),
    sequenceNumber: z.int().nullable(),
    issuedAt: instant.nullable(),
    nextUpdate: instant.nullable(),
  })
  .meta({ id: 'TrustScheme', description: 'What an ETSI trust list says of itself.' });

const operator = z.object({ commonName: z.string(), fingerprint: z.string() });

const trustPreview = z
  .object({
    kind: z.enum(['certificates', 'tsl']),
    sha256: z.string(),
    scheme: orNull(trustScheme),
    operator: orNull(operator.extend({ from: z.string().nullable() })).meta({
      description: 'Who signed the list, verified; `from` names the list in use that points to it.',
    }),
    pointerCount: z.int(),
    total: z.int(),
    certificates: z.array(trustedCertificate).meta({ description: 'The first 500.' }),
    warnings,
  })
  .meta({ id: 'TrustPreview' });

const trustList = z
  .object({
    id,
    name: z.string(),
    kind: z.enum(['certificates', 'tsl']),
    purpose: trustPurpose,
    validFrom: instant.nullable(),
    validUntil: instant.nullable(),
    enabled: z.boolean(),
    inForce: z.boolean(),
    sha256: z.string(),
    scheme: orNull(trustScheme),
    operator: orNull(operator),
    vouch: z.string().nullable().meta({ description: 'Why its signature was not asked for.' }),
    replacedBy: id.nullable(),
    addedBy: orNull(person),
    addedAt: instant,
    total: z.int(),
  })
  .meta({ id: 'TrustList' });

const counts = {
  name: line,
  purpose: trustPurpose,
  validFrom: instant.nullable(),
  validUntil: instant.nullable(),
};

export const addTrustList = z
  .object({
    ...counts,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'As the preview gave it.' }),
    vouch: text.nullable(),
    replaces: id.nullable(),
  })
  .refine(endsAfterBeginning, END_TOO_EARLY)
  .meta({ id: 'AddTrustList' });

export const changeTrustList = z
  .object({ ...counts, enabled: z.boolean(), reason: text })
  .refine(endsAfterBeginning, END_TOO_EARLY)
  .meta({ id: 'ChangeTrustList' });

export const signaturePolicy = saveSignaturePolicyInput.meta({
  id: 'SignaturePolicy',
  description: 'How signatures are validated and kept.',
});

export const preservation = z
  .object({
    documentId: id,
    label: z.string(),
    subject: z.string(),
    state: z.enum(['waiting', 'kept', 'failing', 'refused', 'unsigned']),
    level: z.string().nullable(),
    archiveEnds: instant.nullable().meta({ description: 'End of the last archive timestamp’s certificate.' }),
    dueAt: instant.nullable().meta({ description: 'null: nothing is to be done any more.' }),
    attempts: z.int(),
    problem: z.string().nullable(),
    triedAt: instant.nullable(),
  })
  .meta({ id: 'Preservation', description: 'How far a document’s signatures are kept for the long term.' });

const files = {
  list: { maxCount: 1 },
  /** Certificates of the scheme operator, PEM or DER, for an ETSI list. */
  operators: { maxCount: 1 },
};

export const trustCalls = {
  list: defineCall({
    method: 'get',
    path: '/trust-lists',
    name: 'listTrustLists',
    summary: 'Danh sách tin cậy: của quản trị viên và của cấu hình máy chủ',
    response: z
      .object({ items: z.array(trustList), configured: z.array(trustedCertificate) })
      .meta({ id: 'TrustLists' }),
  }),
  preview: defineCall({
    method: 'post',
    path: '/trust-lists/preview',
    name: 'previewTrustList',
    summary: 'Xem trước các chứng thư trong tệp, không lưu',
    upload: { files },
    response: trustPreview,
    errors: [413, 415, 422],
  }),
  add: defineCall({
    method: 'post',
    path: '/trust-lists',
    name: 'addTrustList',
    summary: 'Thêm danh sách tin cậy',
    upload: { files, document: addTrustList },
    response: z.object({ listId: id }),
    errors: [404, 409, 413, 415, 422],
  }),
  change: defineCall({
    method: 'put',
    path: '/trust-lists/{id}',
    name: 'changeTrustList',
    summary: 'Sửa thời gian, mục đích, ngừng dùng hoặc dùng lại',
    params: idParams,
    body: changeTrustList,
    errors: [404, 422],
  }),
  certificates: defineCall({
    method: 'get',
    path: '/trust-lists/{id}/certificates',
    name: 'listTrustedCertificates',
    summary: 'Các chứng thư của một danh sách (500 chứng thư đầu)',
    params: idParams,
    response: z
      .object({ certificates: z.array(trustedCertificate), total: z.int() })
      .meta({ id: 'TrustedCertificates' }),
    errors: [404],
  }),
  file: defineCall({
    method: 'get',
    path: '/trust-lists/{id}/file',
    name: 'readTrustListFile',
    summary: 'Tải tệp của danh sách',
    params: idParams,
    response: BYTES,
    errors: [404],
  }),
  preservation: defineCall({
    method: 'get',
    path: '/preservation',
    name: 'listPreservation',
    summary: 'Lưu giữ chữ ký lâu dài: đến hạn, vướng, đã giữ',
    query: z.object({
      box: z.enum(['due', 'failing', 'waiting', 'kept', 'refused', 'unsigned']).default('due'),
      page,
    }),
    response: counted(preservation).meta({ id: 'PreservationList' }),
  }),
  runPreservation: defineCall({
    method: 'post',
    path: '/preservation/run',
    name: 'runPreservation',
    summary: 'Chạy ngay việc lưu giữ chữ ký: một văn bản, hoặc tất cả những gì đến hạn hay đang vướng',
    body: z.object({ documentId: id.optional() }).meta({ id: 'RunPreservation' }),
    response: z
      .object({ due: z.int().meta({ description: 'Documents that the run will find, 500 at the most.' }) })
      .meta({ id: 'PreservationRun' }),
    errors: [404],
  }),
  getPolicy: defineCall({
    method: 'get',
    path: '/signature-policy',
    name: 'getSignaturePolicy',
    summary: 'Cách kiểm tra và lưu giữ chữ ký',
    response: signaturePolicy,
  }),
  savePolicy: defineCall({
    method: 'put',
    path: '/signature-policy',
    name: 'saveSignaturePolicy',
    summary: 'Đổi cách kiểm tra và lưu giữ chữ ký',
    body: signaturePolicy,
    errors: [422],
  }),
};
