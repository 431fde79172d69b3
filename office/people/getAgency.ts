import { documentTypes } from '../documents/documentTypes.ts';
import type { Role } from '../inputs.ts';
import type { Office } from '../office.ts';
import { ownAgency } from './ownAgency.ts';

export const roleLabels: Record<Role, string> = {
  official: 'Chuyên viên',
  unitHead: 'Trưởng đơn vị',
  leader: 'Lãnh đạo',
  clerk: 'Văn thư',
  formReviewer: 'Người kiểm tra thể thức',
  admin: 'Quản trị',
};

export interface AgencyView {
  organId: string;
  name: string;
  superior: string | null;
  place: string;
  stem: string;
  roles: { id: Role; label: string }[];
  documentTypes: { code: string; name: string }[];
  partnerCount: number;
  demonstration: boolean;
}

/** This agency, for every screen. */
export async function getAgency(office: Office): Promise<AgencyView> {
  const { organId, name, superior, place, stem, demonstration } = await ownAgency(office.db);
  const { count } = await office.db
    .selectFrom('office.agencies')
    .select((select) => select.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return {
    organId,
    name,
    superior,
    place,
    stem,
    roles: Object.entries(roleLabels).map(([id, label]) => ({ id: id as Role, label })),
    documentTypes: documentTypes.map(({ code, name: typeName }) => ({ code, name: typeName })),
    partnerCount: Number(count),
    demonstration,
  };
}
