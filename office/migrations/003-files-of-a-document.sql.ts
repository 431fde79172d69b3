export const filesOfADocument = /* sql */ `create index on document_files (document_id);`;
