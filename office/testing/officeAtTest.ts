import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchangeMigrations, exchangeSchema } from '@congvan/exchange';
import {
  demonstrationSeal,
  demonstrationSignature,
  openDocumentPool,
  openSigningPool,
  type Pkcs11Module,
} from '@congvan/signing';
import type { TestAuthority } from '@congvan/signing/authority';
import { localFileStore, migrate } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import {
  type Clock,
  type EnginePort,
  findActor,
  keptKeysOnly,
  migrateOffice,
  type Office,
  openRegister,
  type Person,
  type RemoteClient,
  type Role,
  saveSigningKey,
  saveUnit,
  saveUser,
  setUpAgency,
  system,
  systemClock,
} from '../index.ts';
import { officeDatabase } from '../office.ts';
import { TEST_SECRET } from './testSecret.ts';

export const PIN = '123456';

export interface OfficeAtTest {
  office: Office;
  databaseUrl: string;
  /** Of the file store. */
  folder: string;
  people: Record<keyof typeof roles, Person>;
  /** The drafters' and handlers' unit, and two others. */
  units: { own: string; second: string; third: string };
  close(): Promise<void>;
}

export interface TestOfficeOptions {
  organId?: string;
  name?: string;
  stem?: string;
  engine?: EnginePort;
  clock?: Clock;
  /** Whose certificates people and agency get; without it nobody can sign. */
  authority?: TestAuthority;
  timestampUrls?: string[];
  /** Remote signing services that a key may be at. */
  services?: string[];
  /** As what the office is known to them. */
  clients?: RemoteClient[];
  module?: Pkcs11Module;
}

const roles = {
  official: 'official',
  unitHead: 'unitHead',
  secondHead: 'unitHead',
  thirdHead: 'unitHead',
  formReviewer: 'formReviewer',
  leader: 'leader',
  clerk: 'clerk',
  admin: 'admin',
  stranger: 'official',
} as const satisfies Record<string, Role>;

const away = () => Promise.reject(new Error('No engine in this test'));
const noEngine: EnginePort = {
  publishMessage: away,
  completeJob: away,
  cancelProcessInstance: away,
  createProcessInstance: away,
  evaluateDecision: away,
  deployResources: away,
  deleteResource: away,
  resolveIncident: away,
  updateJobRetries: away,
  setVariables: away,
  modifyProcessInstance: away,
  migrateProcessInstance: away,
};

/** An agency of made-up people on a database and a folder of its own. */
export async function officeAtTest(options: TestOfficeOptions = {}): Promise<OfficeAtTest> {
  const { organId = 'H56.14', name = 'Sở Minh Họa', stem = 'SMH', authority } = options;
  const { db, url, drop } = await testDatabase({ max: 12 });
  await migrate(db, { schema: exchangeSchema, migrations: exchangeMigrations });
  await migrateOffice(db);
  const folder = await mkdtemp(join(tmpdir(), 'congvan-office-'));
  const documents = openDocumentPool();
  const signing = openSigningPool({ documents });
  const office: Office = {
    db: officeDatabase(db),
    files: localFileStore({ folder }),
    engine: options.engine ?? noEngine,
    clock: options.clock ?? systemClock,
    sign: signing.sign,
    validate: documents.validate,
    readTrust: documents.readTrust,
    documents,
    signing: {
      trustedRoots: authority ? [authority.root.certificate] : [],
      timestampUrls: options.timestampUrls ?? [],
    },
    keys: {
      ...keptKeysOnly(TEST_SECRET),
      services: options.services ?? [],
      clients: options.clients ?? [],
      module: options.module ?? null,
      pluginUrl: 'wss://127.0.0.1:8987',
      publicUrl: 'http://localhost:8014',
    },
  };
  await setUpAgency(office, system, {
    organId,
    name,
    superior: null,
    place: 'Thanh Hóa',
    stem,
    demonstration: true,
  });
  const units = await makeUnits(office);
  const unitOf = { secondHead: units.second, thirdHead: units.third, stranger: units.third } as Record<
    string,
    string
  >;
  const people = {} as OfficeAtTest['people'];
  for (const [key, role] of Object.entries(roles)) {
    const { id } = await saveUser(office, system, {
      id: randomUUID(),
      username: key,
      fullName: `Nguyễn Văn ${key}`,
      position: role === 'leader' ? 'Giám đốc' : 'Chuyên viên',
      unitId: unitOf[key] ?? units.own,
      roles: [role],
    });
    people[key as keyof typeof roles] = (await findActor(office, id, '127.0.0.1'))!;
  }
  if (authority) await giveKeys(office, authority, people.leader.id, name);
  return {
    ...{ office, databaseUrl: url, folder, people, units },
    close: async () => {
      await Promise.all([signing.close(), documents.close()]);
      await drop();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeUnits(office: Office): Promise<OfficeAtTest['units']> {
  const unit = async (code: string) => (await saveUnit(office, system, { name: `Phòng ${code}`, code })).id;
  return { own: await unit('CNTT'), second: await unit('HC'), third: await unit('TC') };
}

async function giveKeys(office: Office, authority: TestAuthority, leaderId: string, agency: string) {
  const person = await authority.issuePerson({ commonName: 'Nguyễn Văn leader', organization: agency });
  const image = demonstrationSignature('leader');
  await saveSigningKey(
    office,
    system,
    { userId: leaderId, passphrase: PIN },
    { pkcs12: person.pkcs12(PIN), image },
  );
  const seal = await authority.issueAgencySeal({ commonName: agency, organization: agency });
  await saveSigningKey(
    office,
    system,
    { userId: null, passphrase: PIN },
    { pkcs12: seal.pkcs12(PIN), image: demonstrationSeal(agency.toLocaleUpperCase('vi')) },
  );
}

/** Opens a register of a year that goes on from a number. */
export async function registerFrom(
  { office }: OfficeAtTest,
  kind: 'incoming' | 'outgoing',
  year: number,
  nextNumber: number,
  notation?: string,
): Promise<void> {
  await openRegister(office, system, { kind, year, nextNumber, ...(notation ? { notation } : {}) });
}
