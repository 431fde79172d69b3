import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { instant } from '../../http/shared.schema.ts';
import { signatureChange, signatureReason } from '../documents/document.schema.ts';

const timestamp = z.object({
  kind: z.enum(['signature', 'document', 'content']),
  time: z.string(),
  authority: z.string(),
  valid: z.boolean(),
  reasons: z.array(signatureReason),
});

const signature = z
  .object({
    field: z.string(),
    kind: z.enum(['signature', 'document-timestamp']),
    verdict: z.enum(['valid', 'changed', 'broken', 'untrusted', 'unknown']),
    indication: z.enum(['TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED']),
    subIndication: z.string().optional(),
    level: z.string(),
    signer: z
      .object({
        commonName: z.string(),
        organization: z.string().optional(),
        title: z.string().optional(),
        claimedRoles: z.array(z.string()).optional(),
        serialNumber: z.string(),
        issuer: z.string(),
        capacity: z.enum(['person', 'agency']),
        notBefore: instant,
        notAfter: instant,
      })
      .optional(),
    signedAt: instant.optional(),
    signedAtSource: z.enum(['timestamp', 'claimed']).optional(),
    coverage: z.enum(['entire-file', 'entire-revision', 'partial']),
    revision: z.int().optional(),
    trustedBy: z.string().optional(),
    revocation: z.enum(['good', 'revoked', 'not-checked']),
    timestamps: z.array(timestamp),
    changes: z.array(signatureChange),
    reasons: z.array(signatureReason),
    sentence: z.string(),
  })
  .meta({
    id: 'ValidatedSignature',
    description: 'As docs/signing-validation.md explains it (EN 319 102-1).',
  });

export const validationCalls = {
  validate: defineCall({
    method: 'post',
    path: '/validation',
    name: 'validatePdf',
    summary: 'Kiểm tra chữ ký số trên một tệp PDF cho hệ thống khác; tệp không được lưu lại',
    open: true,
    byKey: true,
    upload: { files: { file: { maxCount: 1 } } },
    response: z
      .object({
        at: instant,
        holdsUntil: instant.optional(),
        verdict: z.enum(['valid', 'changed', 'broken', 'untrusted', 'unknown', 'unsigned']),
        sentence: z.string(),
        revisions: z.int(),
        signatures: z.array(signature),
      })
      .meta({ id: 'ValidationReport' }),
    errors: [413, 415, 422, 429, 503],
  }),
};
