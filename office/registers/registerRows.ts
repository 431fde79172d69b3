import { sql } from 'kysely';
import { z } from 'zod';
import type { Person } from '../actor.ts';
import { dayOf } from '../dates.ts';
import { labelOf } from '../documents/label.ts';
import { day, direction, year } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const registerRowsInput = z.object({
  kind: direction,
  year,
  /** Days of arrival, or of issue; both included. */
  from: day.optional(),
  to: day.optional(),
});
type Asked = Omit<z.output<typeof registerRowsInput>, 'kind'>;

/** Columns of the register of outgoing documents (Decree 30/2020/NĐ-CP, Appendix IV). */
export interface OutgoingRegisterRow {
  documentId: string;
  number: number;
  notation: string;
  issuedDate: string;
  subject: string;
  signer: string;
  recipients: string;
  keeper: string;
  copies: number;
  note: string;
}

/** Columns of the register of incoming documents (Decree 30/2020/NĐ-CP, Appendix IV). */
export interface IncomingRegisterRow {
  documentId: string;
  arrivalDate: string;
  arrivalNumber: number;
  issuer: string;
  notation: string;
  issuedDate: string | null;
  subject: string;
  assignee: string;
  transferDate: string | null;
  receipt: string;
  note: string;
}

export interface RegisterView {
  kind: 'incoming' | 'outgoing';
  year: number;
  agencyName: string;
  outgoing: OutgoingRegisterRow[];
  incoming: IncomingRegisterRow[];
  /** Of these days; the rows may be fewer. */
  total: number;
}

/** What a browser shows and prints at once. */
export const MAX_ROWS = 2_000;

/**
 * The register of a year, or of some days in it, as it is printed: in the order of its numbers; notations with a register
 * of their own follow the general one. Of more than {@link MAX_ROWS} documents the latest.
 */
export async function registerRows(
  office: Office,
  actor: Person,
  input: z.input<typeof registerRowsInput>,
): Promise<RegisterView> {
  const { kind, ...asked } = registerRowsInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'register.read'));
  const { name: agencyName } = await ownAgency(office.db);
  const view = { kind, year: asked.year, agencyName, outgoing: [], incoming: [] };
  return { ...view, ...(await (kind === 'outgoing' ? outgoing : incoming)(office.db, asked)) };
}

/** Of all rows, not only of those within the limit. */
const total = sql<number>`(count(*) over ())::int`.as('total');

async function outgoing(
  db: Database,
  { year, from, to }: Asked,
): Promise<Pick<RegisterView, 'outgoing' | 'total'>> {
  const latest = db
    .selectFrom('office.documents as d')
    .leftJoin('office.units as n', 'n.id', 'd.unitId')
    .select(['d.id', 'd.number', 'd.notation', 'd.issuedDate', 'd.typeName', 'd.subject', 'd.signer'])
    .select(['d.recipients', 'd.note', 'n.name as unitName'])
    .select((own) =>
      own
        .selectFrom('office.registers as r')
        .select('r.notation')
        .where('r.kind', '=', 'outgoing')
        .where('r.year', '=', year)
        .whereRef('r.notation', '=', 'd.notation')
        .as('register'),
    )
    .where('d.direction', '=', 'outgoing')
    .where('d.number', 'is not', null)
    .where(sql`extract(year from d.issued_date)`, '=', year)
    .$if(!!from, (rows) => rows.where('d.issuedDate', '>=', from!))
    .$if(!!to, (rows) => rows.where('d.issuedDate', '<=', to!))
    .orderBy('d.issuedDate', 'desc')
    .orderBy('d.number', 'desc')
    .select(total)
    .limit(MAX_ROWS);
  const rows = await db
    .selectFrom(latest.as('d'))
    .selectAll()
    .orderBy('d.register', (order) => order.asc().nullsFirst())
    .orderBy('d.number')
    .execute();
  const outgoing = rows.map((row) => ({
    documentId: row.id,
    number: row.number!,
    notation: row.notation ?? '',
    issuedDate: row.issuedDate!,
    subject: `${row.typeName}: ${row.subject}`,
    signer: row.signer?.fullName ?? '',
    recipients: row.recipients.map(({ name }) => name).join('; '),
    keeper: `Văn thư${row.unitName ? `; ${row.unitName}` : ''}`,
    copies: row.recipients.length,
    note: row.note ?? '',
  }));
  return { outgoing, total: rows[0]?.total ?? 0 };
}

async function incoming(
  db: Database,
  { year, from, to }: Asked,
): Promise<Pick<RegisterView, 'incoming' | 'total'>> {
  const rows = await db
    .selectFrom('office.documents as d')
    .leftJoin('office.assignments as a', (join) =>
      join.onRef('a.documentId', '=', 'd.id').on('a.part', '=', 'lead').on('a.state', '<>', 'cancelled'),
    )
    .leftJoin('office.units as n', 'n.id', 'a.unitId')
    .leftJoin('office.users as u', 'u.id', 'a.userId')
    .select([
      'd.id',
      'd.arrivalDate',
      'd.arrivalNumber',
      'd.issuer',
      'd.number',
      'd.notation',
      'd.issuedDate',
    ])
    .select([
      'd.typeName',
      'd.subject',
      'd.note',
      'n.name as unitName',
      'u.fullName',
      'a.createdAt as givenAt',
    ])
    .where('d.direction', '=', 'incoming')
    .where('d.arrivalNumber', 'is not', null)
    .where(sql`extract(year from d.arrival_date)`, '=', year)
    .$if(!!from, (rows) => rows.where('d.arrivalDate', '>=', from!))
    .$if(!!to, (rows) => rows.where('d.arrivalDate', '<=', to!))
    .orderBy('d.arrivalNumber', 'desc')
    .select(total)
    .limit(MAX_ROWS)
    .execute();
  const incoming = rows.reverse().map((row) => ({
    documentId: row.id,
    arrivalDate: row.arrivalDate!,
    arrivalNumber: row.arrivalNumber!,
    issuer: row.issuer.name,
    notation: row.number === null && row.notation === null ? '' : labelOf(row),
    issuedDate: row.issuedDate,
    subject: `${row.typeName}: ${row.subject}`,
    assignee: [row.unitName, row.fullName].filter((name) => name).join(', '),
    transferDate: row.givenAt ? dayOf(row.givenAt) : null,
    receipt: row.fullName ? 'Nhận trên hệ thống' : '',
    note: row.note ?? '',
  }));
  return { incoming, total: rows[0]?.total ?? 0 };
}
