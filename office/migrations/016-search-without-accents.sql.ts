/** Documents are found by words as they are written and by the same without accents, as many people type them. */
export const searchWithoutAccents = /* sql */ `
create function without_accents(words text) returns text language sql immutable strict parallel safe as $$
  select translate(regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]', '', 'g'), 'đĐ', 'dD')
$$;
alter table documents drop column search;
alter table documents add column search tsvector generated always as (
  to_tsvector('simple', coalesce(number::text || ' ', '') || coalesce(notation || ' ', '')
    || coalesce(arrival_number::text || ' ', '') || type_name || ' ' || subject || ' ' || (issuer ->> 'name'))
  || to_tsvector('simple', without_accents(coalesce(notation || ' ', '') || type_name || ' ' || subject || ' '
    || (issuer ->> 'name')))
) stored;
create index on documents using gin (search);
`;
