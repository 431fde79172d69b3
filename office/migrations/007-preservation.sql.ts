/** When each document's signatures are next to be kept for the long term; documents from before are due at once. */
export const preservation = /* sql */ `
create table preservation (
  document_id uuid primary key references documents, state text not null, due_at timestamptz, level text,
  archive_ends timestamptz, problem text, attempts int not null default 0, tried_at timestamptz
);
create index on preservation (due_at) where due_at is not null;
create index on preservation (state, due_at, document_id);
insert into preservation (document_id, state, due_at)
  select id, 'waiting', now() from documents
  where state = 'issued' or direction = 'incoming' and state not in ('arrived', 'returned', 'withdrawn');
`;
