/** Who stands in for whom: on one document after a hand-over, or on all that comes in some days. Rows are ended, never removed. */
export const delegations = /* sql */ `
create table delegations (
  id uuid primary key, user_id uuid not null references users, delegate_id uuid not null references users,
  document_id uuid references documents, from_day date not null, until_day date, reason text not null,
  made_by uuid references users, made_at timestamptz not null, ended_at timestamptz,
  check (user_id <> delegate_id), check (until_day >= from_day)
);
create index on delegations (user_id, document_id) where ended_at is null;
create unique index on delegations (user_id, document_id) where ended_at is null and document_id is not null;
alter table tasks add on_behalf_of uuid references users;
`;
