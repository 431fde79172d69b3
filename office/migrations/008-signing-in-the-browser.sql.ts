/** Keys that are not files, signatures made, batches of signatures, and sessions with a key on the signer's machine. */
export const signingInTheBrowser = /* sql */ `
alter table signing_keys
  alter pkcs12 drop not null,
  add kind text not null default 'pkcs12' check (kind in ('pkcs12', 'csc', 'plugin', 'token')),
  add certificate bytea, add chain bytea[] not null default '{}', add algorithm text,
  add service_url text, add credential_id text, add access_token bytea,
  add check (kind <> 'pkcs12' or pkcs12 is not null),
  add check (kind = 'pkcs12' or certificate is not null);

-- What the process asks of the task: a field to sign beside the usual one, or an initial.
alter table tasks add signature text;

create table signatures (
  id bigint generated always as identity primary key, document_id uuid not null references documents,
  part text not null, field text not null, user_id uuid references users, key_kind text not null,
  before_sha256 text not null, after_sha256 text not null, made_at timestamptz not null
);
create index on signatures (document_id, id);

create table signing_batches (
  id uuid primary key, user_id uuid not null references users, created_at timestamptz not null,
  run_id uuid, run_until timestamptz, finished_at timestamptz
);
create index on signing_batches (user_id, created_at desc);
create table signing_intents (
  id uuid primary key, batch_id uuid not null references signing_batches, position int not null,
  task_id uuid not null references tasks, document_id uuid not null references documents,
  file_sha256 text not null, state text not null check (state in ('waiting', 'signing', 'signed', 'refused')),
  run_id uuid, code text, reason text, signed_sha256 text, updated_at timestamptz not null,
  unique (batch_id, position), unique (batch_id, task_id)
);

create table signing_sessions (
  id uuid primary key, kind text not null check (kind in ('plugin', 'token')),
  user_id uuid not null references users, task_id uuid not null references tasks,
  document_id uuid not null references documents, document_version int not null, step jsonb not null,
  field text, file_sha256 text not null, prepared_sha256 text not null, prepared_size int not null,
  certificate bytea not null, session jsonb, token_sha256 text unique,
  state text not null check (state in ('open', 'signed', 'refused', 'replaced')), code text, reason text,
  created_at timestamptz not null, expires_at timestamptz not null, finished_at timestamptz
);
create unique index on signing_sessions (task_id, user_id) where state = 'open';
`;
