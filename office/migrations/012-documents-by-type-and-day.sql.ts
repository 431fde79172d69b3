/** Lists of documents by their type, and by the days on which they were issued. */
export const documentsByTypeAndDay = /* sql */ `
create index on documents (type_code, created_at desc, id);
create index on documents (issued_date);
`;
