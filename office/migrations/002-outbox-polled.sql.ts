/** The outbox is polled: nobody listens to the announcement of 001. */
export const outboxPolled = /* sql */ `
drop trigger announce on outbox;
drop function outbox_announce();
`;
