import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { organId, role } from '../../http/shared.schema.ts';

export const documentType = z
  .object({
    code: z
      .string()
      .meta({ description: 'Abbreviation in the notation (Appendix III): «TTr», «QĐ»; «CV» for công văn.' }),
    name: z.string(),
  })
  .meta({ id: 'DocumentType' });

export const agency = z
  .object({
    organId,
    name: z.string(),
    superior: z.string().nullable(),
    place: z.string(),
    stem: z.string().meta({ description: 'Last part of the notation: «STTTT», «UBND».' }),
    roles: z.array(z.object({ id: role, label: z.string() })),
    documentTypes: z.array(documentType),
    partnerCount: z.int(),
    demonstration: z.boolean().meta({ description: 'People, keys and seals here are made up.' }),
  })
  .meta({ id: 'Agency' });

export const agencyCalls = {
  get: defineCall({
    method: 'get',
    path: '/agency',
    name: 'getAgency',
    summary: 'Cơ quan này: tên gọi, vai trò, loại văn bản',
    open: true,
    response: agency,
  }),
};
