import { z } from 'zod';
import { bounds } from './bounds.ts';
import { readDay, readMoment } from './dates.ts';
import { PacketSchemaError } from './errors.ts';
import { businessTypes, type DocumentHeader, type StatusPacket, statusCodes } from './packet.ts';

/** What XML 1.0 can carry (2.2, Char); a lone surrogate is no character. */
const WRITABLE = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** The rules of a packet, with the standard's lengths when writing and forgiving ones when reading. */
function rules(strict: boolean) {
  const text = (max: number) =>
    z
      .string()
      .trim()
      .max(strict ? max : bounds.text, `dài quá ${strict ? max : bounds.text} ký tự`)
      .refine((value) => WRITABLE.test(value), 'có ký tự không hợp lệ trong XML');
  const needed = (max: number) => text(max).min(1, 'thiếu giá trị');
  const optional = (max: number) =>
    text(max)
      .optional()
      .transform((value) => value || undefined);
  const day = z.string().refine((value) => readDay(value) === value, 'không phải ngày hợp lệ');
  const moment = z.string().refine((value) => readMoment(value) === value, 'không phải thời điểm hợp lệ');
  const count = z.number('không phải số').int().min(0).max(1_000_000);

  const organ = z.object({
    organId: needed(100),
    organName: strict ? needed(500) : text(500),
    organizationInCharge: optional(500),
    organAdd: optional(500),
    email: optional(200),
    telephone: optional(100),
    fax: optional(100),
    website: optional(200),
  });
  const staff = z.object({
    department: optional(500),
    staff: optional(200),
    mobile: optional(100),
    email: optional(200),
  });
  const responseFor = z.object({
    organId: needed(100),
    code: needed(200),
    promulgationDate: day,
    documentId: needed(400),
  });

  const header = z.object({
    kind: z.literal('document'),
    from: organ,
    to: z.array(organ).min(1, 'thiếu nơi nhận').max(bounds.receivers),
    code: z.object({ number: needed(50), notation: needed(100) }),
    promulgation: z.object({ place: text(200), date: day }),
    documentType: z.object({ type: count, typeName: text(200), typeDetail: optional(200) }),
    subject: needed(500),
    content: optional(500),
    signer: z.object({ competence: optional(200), position: optional(200), fullName: optional(200) }),
    dueDate: day.optional(),
    toPlaces: z.array(needed(150)).max(bounds.places),
    otherInfo: z.object({
      priority: count,
      sphereOfPromulgation: optional(500),
      typerNotation: optional(100),
      promulgationAmount: count.optional(),
      pageAmount: count.optional(),
      direction: optional(500),
      appendixes: z.array(needed(500)).max(bounds.references),
    }),
    responseFor: z.array(responseFor).max(bounds.references),
    steeringType: count.max(2, 'phải là 0, 1 hoặc 2'),
    documentId: needed(400),
    trace: z.object({
      id: needed(100),
      entries: z.array(z.object({ organId: needed(100), timestamp: moment })).max(bounds.references),
    }),
    business: z.object({
      type: z.enum(Object.keys(businessTypes) as (keyof typeof businessTypes)[]),
      reason: optional(500),
      documentId: optional(400),
      staff,
      paper: z.boolean(),
      update: z
        .object({
          documentInfo: z.boolean(),
          documentReceiver: z.boolean(),
          receivers: z.array(z.object({ receiverType: count, organId: needed(100) })).max(bounds.receivers),
        })
        .optional(),
      replacements: z
        .array(z.object({ documentId: needed(400), organIds: z.array(needed(100)).max(bounds.receivers) }))
        .max(bounds.references),
    }),
  });
  const attachment = z.object({
    contentId: needed(200),
    name: needed(200),
    contentType: needed(200),
    description: optional(500),
  });
  const status = z
    .object({
      kind: z.literal('status'),
      responseFor,
      from: organ,
      statusCode: z.enum(Object.values(statusCodes), 'mã trạng thái lạ'),
      description: optional(500),
      timestamp: moment,
      staff,
    })
    .refine(({ statusCode, description }) => statusCode !== statusCodes.refused || description, {
      path: ['description'],
      message: 'từ chối phải nêu lý do',
    });
  return { header, status, attachments: z.array(attachment).max(bounds.attachments) };
}

const writing = rules(true);
const reading = rules(false);

/** @throws {PacketSchemaError} naming the element by its path */
function check<Schema extends z.ZodType>(schema: Schema, root: string, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new PacketSchemaError([root, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'không hợp lệ');
}

export const checkWritten = {
  header: (value: unknown): DocumentHeader => check(writing.header, 'MessageHeader', value),
  attachments: (value: unknown) => check(writing.attachments, 'Attachment', value),
  status: (value: unknown): StatusPacket => check(writing.status, 'Status', value),
};

export const checkRead = {
  header: (value: unknown): DocumentHeader => check(reading.header, 'MessageHeader', value),
  attachments: (value: unknown) => check(reading.attachments, 'Attachment', value),
  status: (value: unknown): StatusPacket => check(reading.status, 'Status', value),
};
