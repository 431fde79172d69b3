/** How a sender names its document finds the packets that brought it. */
export const packetsByDocument = /* sql */ `
create index on packets ((refers_to ->> 'documentId')) where kind = 'document';
`;
