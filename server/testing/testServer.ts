import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveSigningKey, system } from '@congvan/office';
import { demonstrationSeal, demonstrationSignature } from '@congvan/signing';
import type { TestAuthority } from '@congvan/signing/authority';
import { freePort, localFileStore } from '@congvan/storage';
import { testDatabase } from '@congvan/storage/testing';
import { type TestAuthorities, testAuthorities } from '../../signing/testing/authorities.ts';
import { Person } from '../client.ts';
import { readConfig } from '../config.ts';
import { createServer } from '../createServer.ts';
import { jsonLog } from '../log.ts';
import { loadOrganisation, userIdOf } from '../organisation.ts';
import { type OpenOffice, openOffice } from '../parts/office.ts';
import { agency, PASSWORD } from './agency.ts';

export const PIN = '123456';
export const EXCHANGE_SECRET = 'a secret agreed between two systems';

export interface TestServer extends OpenOffice {
  url: string;
  databaseUrl: string;
  /** Address of the engine's gateway. */
  engine: string;
  exchangeUrl: string;
  /** The authority that the server trusts, with its people. */
  services: TestAuthorities;
  /** What the server wrote, one JSON line each. */
  log: string[];
  signedIn(username: string): Promise<Person>;
  /** Stops the server as SIGTERM does and starts it again with the same configuration. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * One agency's whole server on a fresh database: engine, workers, exchange, HTTP; and a look at its facts.
 * @param environment further variables of its configuration
 */
export async function startTestServer(
  environment: (authority: TestAuthority) => Promise<Record<string, string>> = async () => ({}),
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-server-'));
  const database = await testDatabase();
  const services = await testAuthorities();
  const { authority } = services;
  const files = localFileStore({ folder: join(folder, 'files') });
  const trustedRoots = [authority.root.certificate];
  const facts = await openOffice({ databaseUrl: database.url, files, trustedRoots, timestampUrls: [] });
  await loadOrganisation(facts.office, agency);
  await giveKeys(facts, authority);

  const tls = await authority.issueTlsServer({ hosts: ['localhost', '127.0.0.1'] });
  await writeFile(join(folder, 'tls.pem'), tls.chainPem);
  await writeFile(join(folder, 'tls.key.pem'), tls.privateKeyPem);
  const httpPort = await freePort();
  const exchangePort = await freePort();
  const log: string[] = [];
  const config = readConfig({
    CONGVAN_ORGAN_ID: agency.organId,
    CONGVAN_HTTP_PORT: String(httpPort),
    CONGVAN_DATA: folder,
    CONGVAN_DATABASE_URL: database.url,
    CONGVAN_ENGINE_PORT: '0',
    CONGVAN_TSA_URLS: services.timestampUrls.join(','),
    CONGVAN_TRUST_PEM: authority.caFile,
    CONGVAN_EXCHANGE_PORT: String(exchangePort),
    CONGVAN_EXCHANGE_CA: authority.caFile,
    CONGVAN_EXCHANGE_SECRET: EXCHANGE_SECRET,
    CONGVAN_TLS_CERT: join(folder, 'tls.pem'),
    CONGVAN_TLS_KEY: join(folder, 'tls.key.pem'),
    ...(await environment(authority)),
  });
  const start = () =>
    createServer(
      config,
      jsonLog((line) => log.push(line)),
    );
  let server = await start();
  const url = `http://127.0.0.1:${httpPort}`;
  return {
    ...facts,
    url,
    databaseUrl: database.url,
    get engine() {
      return String(log.map((line) => JSON.parse(line).engine).findLast(Boolean));
    },
    exchangeUrl: `https://localhost:${exchangePort}`,
    services,
    log,
    async signedIn(username) {
      const person = new Person(url);
      await person.signIn(username, PASSWORD);
      return person;
    },
    async restart() {
      await server.stop();
      server = await start();
    },
    async stop() {
      await server.stop();
      await facts.close();
      await database.drop();
      await services.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The leader's key and the agency's. */
async function giveKeys({ office }: OpenOffice, authority: TestAuthority): Promise<void> {
  const image = demonstrationSignature('người ký');
  const leader = await authority.issuePerson({ commonName: 'Nguyễn Văn Mẫu' });
  const give = (userId: string | null, pkcs12: Buffer, picture: Buffer) =>
    saveSigningKey(office, system, { userId, passphrase: PIN }, { pkcs12, image: picture });
  await give(userIdOf(agency.organId, 'giamdoc'), leader.pkcs12(PIN), image);
  const seal = await authority.issueAgencySeal({ commonName: agency.name });
  await give(null, seal.pkcs12(PIN), demonstrationSeal(agency.name.toLocaleUpperCase('vi')));
}
