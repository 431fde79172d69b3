/** What remote signing services wait for, so that their signers are told. */
export const confirmations = /* sql */ `
create table confirmations (
  id uuid primary key, user_id uuid not null references users,
  kind text not null check (kind in ('authorization', 'signature')),
  since timestamptz not null, until timestamptz not null
);
create index on confirmations (user_id, until);
`;
