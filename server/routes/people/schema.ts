import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { id, organId, orNull, role, unitRef } from '../../http/shared.schema.ts';

const personRow = z
  .object({
    id,
    fullName: z.string(),
    position: z.string(),
    unit: orNull(unitRef),
    roles: z.array(role),
    hasCertificate: z.boolean(),
  })
  .meta({ id: 'PersonRow' });

export const unit = z
  .object({ id, name: z.string(), code: z.string(), parentId: id.nullable() })
  .meta({ id: 'Unit' });

export const partner = z
  .object({
    organId,
    name: z.string(),
    electronic: z.boolean().meta({ description: 'Reached over the exchange; otherwise on paper.' }),
  })
  .meta({ id: 'Partner' });

const peopleQuery = z.object({ role: role.optional(), unitId: id.optional() });

export const peopleCalls = {
  people: defineCall({
    method: 'get',
    path: '/people',
    name: 'listPeople',
    summary: 'Người trong cơ quan, lọc theo vai trò, đơn vị',
    query: peopleQuery,
    response: z.object({ items: z.array(personRow) }).meta({ id: 'PeopleList' }),
  }),
  units: defineCall({
    method: 'get',
    path: '/units',
    name: 'listUnits',
    summary: 'Các đơn vị trong cơ quan',
    response: z.object({ items: z.array(unit) }).meta({ id: 'UnitList' }),
  }),
  partners: defineCall({
    method: 'get',
    path: '/partners',
    name: 'listPartners',
    summary: 'Sổ địa chỉ các cơ quan trao đổi văn bản',
    response: z.object({ items: z.array(partner) }).meta({ id: 'PartnerList' }),
  }),
};
