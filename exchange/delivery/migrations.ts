import type { Migration } from '@congvan/storage';

export const SCHEMA = 'exchange';

/** Tables of the room. Append-only. */
export const exchangeMigrations: readonly Migration[] = [
  {
    name: '001-delivery',
    sql: `
      create table outbound (
        id bigint generated always as identity primary key,
        packet_id uuid not null,
        kind text not null check (kind in ('document', 'status')),
        sender text not null,
        receiver text not null,
        document_id text not null,
        xml_sha256 text not null check (xml_sha256 ~ '^[0-9a-f]{64}$'),
        xml_size bigint not null check (xml_size > 0),
        state text not null default 'queued' check (state in ('queued', 'sending', 'acknowledged', 'failed')),
        attempts int not null default 0,
        next_attempt_at timestamptz not null,
        queued_at timestamptz not null,
        last_attempt_at timestamptz,
        finished_at timestamptz,
        http_status int,
        acknowledgement_id text,
        error_code text,
        error_message text,
        unique (packet_id, receiver),
        check ((state = 'acknowledged') = (acknowledgement_id is not null)),
        check ((state in ('acknowledged', 'failed')) = (finished_at is not null))
      );
      create index outbound_waiting on outbound (receiver, id) where state in ('queued', 'sending');
      create index outbound_document on outbound (document_id);

      create table attempts (
        outbound_id bigint not null references outbound,
        attempt int not null,
        started_at timestamptz not null,
        ended_at timestamptz not null,
        outcome text not null check (outcome in ('acknowledged', 'refused', 'unreached')),
        http_status int,
        detail text,
        primary key (outbound_id, attempt)
      );

      create table inbound (
        id uuid primary key default gen_random_uuid(),
        system_id text not null,
        packet_id uuid not null,
        kind text not null check (kind in ('document', 'status')),
        sender text not null,
        receiver text not null,
        document_id text not null,
        xml_sha256 text not null check (xml_sha256 ~ '^[0-9a-f]{64}$'),
        xml_size bigint not null,
        packet jsonb not null,
        received_at timestamptz not null,
        unique (system_id, packet_id, receiver)
      );
      create index inbound_document on inbound (document_id);
    `,
  },
];
