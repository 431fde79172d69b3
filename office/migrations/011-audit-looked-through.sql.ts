/** The audit trail by person, by kind and by time; its own order is that of its ids. */
export const auditLookedThrough = /* sql */ `
create index on audit (actor_id, id);
create index on audit (action, id);
create index on audit (at);
`;
