/** Documents that a recipient sent back, or that could not reach one. */
export const documentsNotTaken = /* sql */ `
create index on statuses (document_id) where code = '02';
create index on deliveries (document_id) where state = 'failed';
`;
