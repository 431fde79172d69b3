import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import { Person } from '../client.ts';
import type { Call } from '../http/call.ts';
import { agency } from '../testing/agency.ts';
import { fitting, type Input, type Known, unfitting } from '../testing/badInput.ts';
import { eventually } from '../testing/eventually.ts';
import { startTestServer, type TestServer } from '../testing/testServer.ts';
import { toSign } from '../testing/toSign.ts';
import { calls } from './calls.ts';
import { documentCalls } from './documents/schema.ts';
import { taskCalls } from './tasks/schema.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Facts of the agency, and what rules beyond a schema ask for. */
const known = { id: NOBODY, typeCode: 'CV', value: '1', validUntil: '2030-01-01T00:00:00Z' };
/** Signing out would end the session that the other calls are made with. */
const every: readonly Call[] = Object.values(calls)
  .flatMap((group) => Object.values(group))
  .filter(({ name }) => name !== 'signOut');

/** The parts of a request, each made from its schema. */
type Parts = Partial<Record<Part, unknown>>;
type Part = 'params' | 'query' | 'body' | 'document';
const partsOf = ({ params, query, body, upload }: Call) =>
  Object.entries({ params, query, body, document: upload?.document }).filter(
    (entry): entry is [Part, ZodType] => entry[1] !== undefined,
  );

let server: TestServer;
let pdf: Buffer;
const people: Record<string, Person> = {};
/** Of a document that waits for the leader: what a request for it needs. */
let ids: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  pdf = await samplePdf({ position: 'GIÁM ĐỐC', fullName: 'Nguyễn Văn Mẫu' });
  for (const { username } of agency.people) people[username] = await server.signedIn(username);
  const documentId = await toSign(people, agency.organId, 'Biên bản họp');
  const leader = people.giamdoc!;
  const task = await eventually(async () => {
    const { items } = await leader.call(taskCalls.list, {});
    expect(items).toHaveLength(1);
    return items[0]!;
  });
  const { files } = await leader.call(documentCalls.get, { params: { id: documentId } });
  ids = { documents: documentId, tasks: task.id, fileId: files[0]!.id };
}, 120_000);
afterAll(() => server?.stop());

/** A request that fits the schemas; for the document and its task where the path asks for one. */
function request(call: Call): Parts {
  const [, first = ''] = call.path.split('/');
  const own = { ...known, id: ids[first] ?? NOBODY, fileId: ids.fileId };
  return Object.fromEntries(partsOf(call).map(([part, schema]) => [part, fitting(schema, own)[0]]));
}

function changed(
  call: Call,
  by: (schema: ZodType, known: Known) => Input[],
): { what: string; parts: Parts }[] {
  const parts = request(call);
  return partsOf(call).flatMap(([part, schema]) =>
    by(schema, known)
      .filter(({ value }) => part === 'body' || part === 'document' || fitsAddress(value))
      .map(({ what, value }) => ({
        what: `${call.name} ${part} ${what}`,
        parts: { ...parts, [part]: value },
      })),
  );
}

/** An address holds texts, and is refused by Node itself when it is too long. */
function fitsAddress(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(
      (text) => typeof text === 'string' && text.length < 10_000 && !/\p{Cs}/u.test(text),
    )
  );
}

async function send(person: Person, call: Call, { params, query, body, document }: Parts): Promise<Response> {
  const path = call.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent((params as Record<string, string>)[name] ?? ''),
  );
  const search = new URLSearchParams(query as Record<string, string>);
  return person.fetch(`/api${path}?${search}`, {
    method: call.method.toUpperCase(),
    ...(call.body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) ?? '' }),
    ...(call.upload && { body: form(call.upload, document) }),
  });
}

function form({ files }: NonNullable<Call['upload']>, document: unknown): FormData {
  const data = new FormData();
  if (document !== undefined) data.set('document', JSON.stringify(document));
  for (const name of Object.keys(files)) data.set(name, new Blob([new Uint8Array(pdf)]), 'tệp.pdf');
  return data;
}

/** Status of an answer; its code too when it is a refusal, which must speak to a person. */
async function outcome(response: Response): Promise<{ status: number; code?: string }> {
  const { status } = response;
  if (status < 400) {
    await response.arrayBuffer();
    return { status };
  }
  const { error } = (await response.json()) as { error?: { code?: string; message?: string } };
  expect(error).toMatchObject({ code: expect.stringMatching(/^[\w-]+$/), requestId: expect.any(String) });
  expect(error?.message).toMatch(/[à-ỹđ]/i);
  return { status, ...(error?.code && { code: error.code }) };
}

/** A digest of every fact that people made; the audit trail tells of attempts too. */
async function facts(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'office' and table_name not in ('audit', 'migrations', 'outbox')`.execute(
    server.office.db,
  );
  const all = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } =
        await sql`select to_jsonb(t) as row from ${sql.table(`office.${name}`)} t order by t::text`.execute(
          server.office.db,
        );
      return [name, rows];
    }),
  );
  return JSON.stringify(all);
}

describe('what does not fit the schema of a call', () => {
  it('is refused with a code and in Vietnamese, whatever is wrong with it, and changes nothing', async () => {
    const before = await facts();
    const taken: string[] = [];
    for (const call of every)
      for (const { what, parts } of changed(call, unfitting)) {
        const { status } = await outcome(await send(people.vanthu!, call, parts));
        if (status < 400 || status >= 500) taken.push(`${what}: ${status}`);
      }
    expect(taken).toEqual([]);
    expect(await facts()).toBe(before);
  }, 180_000);

  const bodies: [what: string, type: string, body: string | Uint8Array, status: number][] = [
    ['nothing', 'application/json', '', 400],
    ['another type', 'text/xml', '<a/>', 415],
    ['no UTF-8', 'application/json', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400],
    ['cut JSON', 'application/json', '{"a":', 400],
    ['deep JSON', 'application/json', `${'['.repeat(50_000)}`, 400],
    ['5 MB', 'application/json', `"${'x'.repeat(5_000_000)}"`, 413],
  ];
  it.each(bodies)('is refused when its body is %s', async (_what, type, body, status) => {
    for (const call of every.filter((one) => one.body)) {
      const path = call.path.replace(/\{\w+\}/g, '1');
      const response = await people.vanthu!.fetch(`/api${path}`, {
        method: call.method.toUpperCase(),
        headers: { 'content-type': type },
        body: body as NonNullable<RequestInit['body']>,
      });
      // A key of the path may be refused before the body is read.
      expect([status, 400]).toContain((await outcome(response)).status);
    }
  });
});

describe('what a person has no part in', () => {
  it('is neither shown to them nor changed by them, by none of the calls', async () => {
    const before = await facts();
    const stranger = people.soanthao2!;
    // An open session is only ever told to the one who began it: nobody else has one.
    const about = every.filter(
      ({ name, path }) => name !== 'getOpenSigningSession' && /^\/(documents|tasks)\/\{/.test(path),
    );
    expect(about.length).toBeGreaterThan(8);
    for (const call of about) {
      const { status } = await outcome(await send(stranger, call, request(call)));
      expect([call.name, status]).toEqual([call.name, expect.toSatisfy((s: number) => s >= 400 && s < 500)]);
    }
    expect(await facts()).toBe(before);
  });

  it('is refused without a session by every call that is not open', async () => {
    for (const call of every.filter(({ open }) => !open)) {
      const answer = await outcome(await send(new Person(server.url), call, request(call)));
      expect([call.name, answer]).toEqual([call.name, { status: 401, code: 'not-signed-in' }]);
    }
  });
});
