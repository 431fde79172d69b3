/** Trust lists of the administrators and how signatures are judged; reports are kept for a time only. */
export const trustLists = /* sql */ `
create table trust_lists (
  id uuid primary key, name text not null, kind text not null check (kind in ('certificates', 'tsl')),
  purpose text check (purpose in ('signing', 'timestamps')), sha256 text not null, valid_from timestamptz,
  valid_until timestamptz, enabled boolean not null default true, scheme jsonb, operator jsonb, vouch text,
  replaced_by uuid references trust_lists, added_by uuid references users, added_at timestamptz not null,
  check (valid_from < valid_until)
);
create index on trust_lists (added_at desc);
create function trust_lists_are_kept() returns trigger language plpgsql as
  $$ begin raise exception 'trust lists are disabled, never removed'; end $$;
create trigger kept before delete or truncate on trust_lists
  for each statement execute function trust_lists_are_kept();

create table signature_policy (
  only_one boolean primary key default true check (only_one), require_revocation boolean not null,
  online boolean not null, renew_days int not null, grace_hours int not null
);

delete from signature_reports;
alter table signature_reports add good_until timestamptz not null;
`;
