import { createHash } from 'node:crypto';
import {
  inputs,
  type Office,
  openRegister,
  savePartner,
  saveUnit,
  saveUser,
  setUpAgency,
  system,
} from '@congvan/office';
import { z } from 'zod';
import { hashPassword } from './session/passwords.ts';

const { line: name, organId, role, direction } = inputs;

/** A file that says what an agency is: `npm run setup -- organisation.json` (docs/operations.md). */
export const organisationSchema = z.object({
  organId,
  name,
  superior: name.nullable().default(null),
  place: name,
  stem: name,
  demonstration: z.boolean().default(false),
  units: z.array(z.object({ code: name, name, parent: name.optional() })).max(500),
  people: z
    .array(
      z.object({
        username: name,
        fullName: name,
        position: name,
        unit: name,
        roles: z.array(role).min(1),
        /** Who has left stays, inactive: they signed what they signed. */
        active: z.boolean().default(true),
        password: z.string().min(6).max(200).optional(),
      }),
    )
    .max(10_000),
  registers: z
    .array(
      z.object({
        kind: direction,
        year: z.int(),
        notation: name.optional(),
        nextNumber: z.int().min(1),
      }),
    )
    .max(100)
    .default([]),
  partners: z
    .array(
      z.object({
        organId,
        name,
        endpoint: z.url().nullable().default(null),
        systemId: z.string().nullable().default(null),
      }),
    )
    .max(10_000)
    .default([]),
});

export type Organisation = z.input<typeof organisationSchema>;

/** Loads an agency's facts; doing it again corrects them and adds what is new. Passwords are set only when given. */
export async function loadOrganisation(office: Office, input: Organisation): Promise<void> {
  const { units, people, registers, partners, ...agency } = organisationSchema.parse(input);
  await setUpAgency(office, system, agency);
  for (const { code, name: unitName, parent } of units) {
    const parentId = parent === undefined ? null : unitIdOf(agency.organId, parent);
    await saveUnit(office, system, { id: unitIdOf(agency.organId, code), code, name: unitName, parentId });
  }
  for (const { password, unit, ...person } of people) {
    await saveUser(office, system, {
      ...person,
      id: userIdOf(agency.organId, person.username),
      unitId: unitIdOf(agency.organId, unit),
      ...(password !== undefined && { passwordHash: await hashPassword(password) }),
    });
  }
  for (const register of registers) await openRegister(office, system, register);
  for (const partner of partners) await savePartner(office, system, partner);
}

const unitIdOf = (organId: string, code: string): string => nameUuid(`unit:${organId}:${code}`);
export const userIdOf = (organId: string, username: string): string =>
  nameUuid(`user:${organId}:${username}`);

/** UUID from a name (RFC 9562, version 8), so that loading a file again finds what it made. */
function nameUuid(text: string): string {
  const bytes = createHash('sha256').update(`congvan:${text}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
