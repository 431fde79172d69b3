/** What an admin sees of processes, and for how long; documents are found by the instance that works on them. */
export const monitoring = /* sql */ `
create table monitoring (
  only_one boolean primary key default true check (only_one),
  masked_names text[] not null, max_value_length int not null, retention_days int,
  retention_by_process jsonb not null default '{}'
);
create index on documents (process_instance_key) where process_instance_key is not null;
`;
