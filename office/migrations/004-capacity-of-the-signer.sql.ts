/** The capacity may be said before the signer is chosen. */
export const capacityOfTheSigner = /* sql */ `
alter table documents add capacity text;
update documents set capacity = signer ->> 'capacity' where direction = 'outgoing';
`;
