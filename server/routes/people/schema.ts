import { saveUserInput } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { id, idParams, organId, orNull, role, unitRef } from '../../http/shared.schema.ts';

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

export const userRow = personRow
  .extend({
    username: z.string(),
    active: z.boolean().meta({ description: 'false: locked.' }),
    hasPassword: z.boolean(),
    openTasks: z.int().meta({ description: 'Theirs alone, and waiting.' }),
  })
  .meta({ id: 'UserRow' });

const MIN_PASSWORD = 8;

export const saveUser = saveUserInput
  .omit({ id: true, passwordHash: true })
  .extend({
    password: z
      .string()
      .min(MIN_PASSWORD)
      .max(200)
      .optional()
      .meta({ description: 'Absent: stays as it is; without one nobody can sign in.' }),
  })
  .meta({ id: 'SaveUser' });

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
  users: defineCall({
    method: 'get',
    path: '/users',
    name: 'listUsers',
    summary: 'Mọi người dùng, cả người đã bị khóa, để quản trị',
    response: z.object({ items: z.array(userRow) }).meta({ id: 'UserList' }),
  }),
  addUser: defineCall({
    method: 'post',
    path: '/users',
    name: 'addUser',
    summary: 'Thêm người dùng',
    body: saveUser,
    response: z.object({ id }).meta({ id: 'AddedUser' }),
    errors: [409, 422],
  }),
  saveUser: defineCall({
    method: 'put',
    path: '/users/{id}',
    name: 'saveUser',
    summary: 'Sửa, khóa người dùng, đặt lại mật khẩu; khóa và mật khẩu mới đăng xuất người ấy ở mọi nơi',
    params: idParams,
    body: saveUser,
    errors: [404, 409, 422],
  }),
};
