import type { Migration } from '@congvan/storage';

export const migrations: readonly Migration[] = [
  {
    name: '001-sessions',
    sql: `
      create table sessions (
        id_sha256 bytea primary key,
        user_id uuid not null,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        ip text not null,
        agent text not null
      );
      create index on sessions (user_id);
      create index on sessions (seen_at);
      create table failed_sign_ins (
        subject text primary key,
        failures int not null,
        since timestamptz not null
      );
      create index on failed_sign_ins (since);`,
  },
];
