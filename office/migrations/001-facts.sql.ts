/** The facts of first light: organisation, documents, registers, tasks, packets. */
export const facts = /* sql */ `
create table agency (
  only_one boolean primary key default true check (only_one),
  organ_id text not null, name text not null, superior text, place text not null, stem text not null,
  contact jsonb not null default '{}', demonstration boolean not null default false
);
create table agencies (organ_id text primary key, name text not null, endpoint text, system_id text);
create table units (
  id uuid primary key, name text not null, code text not null unique, parent_id uuid references units
);
create table users (
  id uuid primary key, username text not null unique, full_name text not null, position text not null,
  unit_id uuid references units, roles text[] not null, active boolean not null default true, password_hash text
);
create table signing_keys (
  id uuid primary key, user_id uuid references users, pkcs12 bytea not null, common_name text not null,
  not_before timestamptz not null, not_after timestamptz not null, image_sha256 text not null,
  created_at timestamptz not null, replaced_at timestamptz
);
create unique index on signing_keys (user_id) nulls not distinct where replaced_at is null;

create table documents (
  id uuid primary key, direction text not null, state text not null, type_code text not null,
  type_name text not null, number int, notation text, issued_date date, subject text not null,
  urgency text not null, issuer jsonb not null, signer jsonb, signer_id uuid references users,
  recipients jsonb not null, body text, page_year int, main_origin text not null default 'template',
  arrival_number int, arrival_date date, due_date date, in_response_to uuid references documents,
  drafter_id uuid references users, unit_id uuid references units, source text not null, packet_id text,
  note text, version int not null default 0, process_instance_key text, created_at timestamptz not null,
  search tsvector generated always as (
    to_tsvector('simple', coalesce(number::text || ' ', '') || coalesce(notation || ' ', '')
      || coalesce(arrival_number::text || ' ', '') || type_name || ' ' || subject || ' ' || (issuer ->> 'name'))
  ) stored
);
create index on documents (created_at desc, id);
create index on documents (direction, state, created_at desc, id);
create index on documents using gin (search);
create index on documents (in_response_to) where in_response_to is not null;
create unique index on documents (packet_id) where packet_id is not null;
-- Decree 30, art. 15: number and notation are unique within the year; art. 22.2: arrival numbers likewise.
create unique index documents_number on documents (extract(year from issued_date), notation, number)
  where direction = 'outgoing' and number is not null;
create unique index documents_arrival on documents (extract(year from arrival_date), arrival_number)
  where direction = 'incoming' and arrival_number is not null;

create table document_files (
  id uuid primary key, document_id uuid not null references documents, role text not null, name text not null,
  media_type text not null, size int not null, sha256 text not null, version int not null,
  created_by uuid references users, created_at timestamptz not null
);
create unique index on document_files (document_id, role, name, version) where role = 'attachment';
create unique index on document_files (document_id, role, version) where role <> 'attachment';
create table document_readers (
  document_id uuid not null references documents, principal text not null, primary key (principal, document_id)
);
create index on document_readers (document_id);

create table registers (
  id uuid primary key, kind text not null, year int not null, notation text,
  next_number int not null check (next_number > 0), last_date date, open boolean not null default true
);
create unique index on registers (kind, year, notation) nulls not distinct;

create table tasks (
  id uuid primary key, job_key text not null unique, process_instance_key text not null, element_id text not null,
  kind text not null, title text not null, document_id uuid not null references documents,
  assignee_id uuid references users, candidate text, part text, state text not null, outcome text, remark text,
  created_at timestamptz not null, due_at timestamptz, done_at timestamptz, done_by uuid references users
);
create index on tasks (assignee_id, state, created_at desc);
create index on tasks (candidate, state, created_at desc) where assignee_id is null;
create index on tasks (done_by, done_at desc) where state = 'done';
create index on tasks (document_id, created_at);
create index on tasks (process_instance_key) where state = 'open';

create table assignments (
  id bigint generated always as identity primary key, document_id uuid not null references documents,
  unit_id uuid not null references units, user_id uuid references users, part text not null, instruction text,
  due_date date, state text not null, assigned_by uuid references users, created_at timestamptz not null,
  done_at timestamptz
);
create index on assignments (document_id);

create table audit (
  id bigint generated always as identity primary key, at timestamptz not null, actor_id uuid, action text not null,
  document_id uuid, task_id uuid, details jsonb not null, ip text, outcome text not null
);
create index on audit (document_id, id) where document_id is not null;
create index on audit (actor_id, action, at) where outcome = 'denied';
create function audit_is_append_only() returns trigger language plpgsql as
  $$ begin raise exception 'the audit trail is append-only'; end $$;
create trigger append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();

create table outbox (
  id bigint generated always as identity primary key, kind text not null, document_id uuid, payload jsonb not null,
  created_at timestamptz not null, attempts int not null default 0, next_attempt_at timestamptz not null,
  last_error text, done_at timestamptz
);
create index on outbox (id) where done_at is null;
create index on outbox (document_id, id) where done_at is null;
create index on outbox (done_at) where done_at is not null;
create function outbox_announce() returns trigger language plpgsql as
  $$ begin perform pg_notify('office_outbox', ''); return null; end $$;
create trigger announce after insert on outbox for each statement execute function outbox_announce();

create table packets (
  packet_id text primary key, kind text not null, sender_id text, sender_name text, xml_sha256 text not null,
  received_at timestamptz not null, document_id uuid references documents, state text not null,
  problem_code text, problem text, refers_to jsonb
);
create index on packets (state, received_at desc);
create index on packets (document_id) where document_id is not null;
create table deliveries (
  id bigint generated always as identity primary key, document_id uuid not null references documents,
  position int not null, organ_id text, name text not null, packet_id uuid, state text not null,
  attempts int not null default 0, last_error text, delivered_at timestamptz, receipt text,
  unique (document_id, position), unique (packet_id, organ_id)
);
create table statuses (
  packet_id text primary key, document_id uuid not null references documents, sender_id text not null,
  code text not null, description text, at timestamptz not null, received_at timestamptz not null
);
create index on statuses (document_id, at);
create table signature_reports (
  sha256 text not null, trust_version text not null, report jsonb not null, created_at timestamptz not null,
  primary key (sha256, trust_version)
);
`;
