// The engine's tables in PostgreSQL. Append-only. Rows at rest are JSON with the columns they are looked up by.
import type { Migration } from '@congvan/storage';

const tables = `
-- One row a group commit; gone once a checkpoint has brought the tables up to it.
create table log (position bigint primary key, data text not null);
alter table log alter column data set storage external;
create table meta (one boolean primary key default true check (one), position bigint not null, counter bigint not null);
insert into meta (position, counter) values (0, 1);
create table bodies (key bigint primary key, body text not null);

create table instances (key bigint primary key, definition bigint, parent bigint, started bigint, incidents integer, data text not null);
create index instances_definition on instances (definition, key);
create index instances_parent on instances (parent) where parent > 0;
create index instances_incidents on instances (key) where incidents > 0;
-- Element instances at rest: which process instance (data) they are in.
create table elements (key bigint primary key, definition bigint, node integer, incident bigint, data text not null);
create index elements_definition on elements (definition, node);
create table jobs (key bigint primary key, pi bigint, type text, state integer, due bigint, data text not null);
create index jobs_ready on jobs (type, key) where state = 0;
create index jobs_due on jobs (due) where due is not null;
create index jobs_pi on jobs (pi);
create table timers (key bigint primary key, due bigint, pi bigint, definition bigint, data text not null);
create index timers_due on timers (due);
create index timers_pi on timers (pi);
create index timers_start on timers (definition) where pi = 0;
create table messages (key bigint primary key, tenant text, name text, correlation_key text, due bigint, data text not null);
create index messages_name on messages (name, correlation_key);
create index messages_due on messages (due);
create table message_subscriptions (key bigint primary key, tenant text, name text, correlation_key text, pi bigint, data text not null);
create index message_subscriptions_name on message_subscriptions (name, correlation_key);
create index message_subscriptions_pi on message_subscriptions (pi);
create table signal_subscriptions (key bigint primary key, tenant text, name text, pi bigint, data text not null);
create index signal_subscriptions_name on signal_subscriptions (name);
create index signal_subscriptions_pi on signal_subscriptions (pi);
create table incidents (key bigint primary key, pi bigint, definition bigint, data text not null);
create index incidents_pi on incidents (pi);
create index incidents_definition on incidents (definition);
create table start_locks (key bigint primary key, tenant text, process text, correlation_key text, data text not null);
create index start_locks_process on start_locks (process, correlation_key);
create table user_tasks (key bigint primary key, pi bigint, assignee text, state text, data text not null);
create index user_tasks_pi on user_tasks (pi);
create table continuations (key bigint primary key, data text not null);
create table resources (key bigint primary key, data text not null);

-- Finished instances, for people.
create table history (
  key bigint primary key, definition bigint not null, state text not null, started bigint not null,
  ended bigint not null, parent bigint not null, tenant text not null, data text not null);
create index history_definition on history (definition, key);
create index history_ended on history (ended);
create index history_parent on history (parent) where parent > 0;
-- How often each node of a definition was left, by finished instances.
create table passages (
  definition bigint, node integer, completed bigint not null, terminated bigint not null, primary key (definition, node));
-- How many instances of a definition have ended, how.
create table endings (definition bigint primary key, completed bigint not null, canceled bigint not null);
`;

const userTasks = `
-- Ended tasks stay for people, as history does.
alter table user_tasks
  add column el bigint, add column definition bigint, add column process text, add column element_id text,
  add column name text, add column tenant text, add column priority integer, add column created bigint,
  add column ended bigint, add column due bigint, add column follow_up bigint;
-- JSON may hold what PostgreSQL's text cannot (NUL): a checkpoint must not fail for it.
create function texts_in(data text, name text) returns text[] language plpgsql immutable as $$
begin
  return array(select json_array_elements_text(data::json -> name));
exception when others then
  return '{}';
end $$;
alter table user_tasks
  add column candidate_groups text[] generated always as (texts_in(data, 'candidateGroups')) stored,
  add column candidate_users text[] generated always as (texts_in(data, 'candidateUsers')) stored;
create index user_tasks_state on user_tasks (state, key);
create index user_tasks_assignee on user_tasks (assignee, key) where assignee <> '';
create index user_tasks_element on user_tasks (el);
create index user_tasks_definition on user_tasks (definition);
create index user_tasks_ended on user_tasks (ended) where ended is not null;
create index user_tasks_candidate_groups on user_tasks using gin (candidate_groups);
create index user_tasks_candidate_users on user_tasks using gin (candidate_users);
`;

/** No index more where instances that run or end are written: two become wider, so that lists and retention go by
 * definition. Incidents are rare. */
const monitor = `
-- Finished instances by definition and state, newest first; by definition and end, to be removed.
create index history_listed on history (definition, state, key);
create index history_kept on history (definition, ended);
drop index history_definition;
drop index history_ended;
create index incidents_listed on incidents (definition, key);
create index incidents_instances on incidents (definition, pi);
drop index incidents_definition;
drop index instances_incidents;
`;

/** Batches come packed; PostgreSQL need not try again, and what fits the row's page stays there. */
const packedLog = `
alter table log alter column data type bytea using convert_to(data, 'UTF8');
alter table log alter column data set storage main;
`;

const userTaskSearch = `
alter table user_tasks add column tags text[] generated always as (texts_in(data, 'tags')) stored;
-- A part of a JSON text as it is written there; null where there is none, or it cannot be text of PostgreSQL's.
create function json_at(data text, variadic path text[]) returns text language plpgsql immutable as $$
begin
  return (data::json #> path)::text;
exception when others then
  return null;
end $$;
`;

const clock = `
create table clock (key bigint primary key, data text not null);
`;

/** Which engine read its state last, and which time: no other one writes checkpoints. */
const reading = "alter table meta add column reading text not null default ''";

const batchOperations = `
create table batch_operations (key bigint primary key, state text, type text, open integer, ended bigint, data text not null);
create index batch_operations_open on batch_operations (key) where open = 1;
create table batch_items (key bigint primary key, batch bigint, state text, item bigint, pi bigint, data text not null);
create index batch_items_batch on batch_items (batch, state, key);
create index batch_items_pi on batch_items (pi);
`;

/** What was evaluated and met, for people; batch operations are removed by their end. */
const kept = `
create table loop_items (key bigint primary key, data text not null);
create table decision_instances (
  key bigint primary key, evaluation bigint, position integer, pi bigint, definition bigint, el bigint,
  decision bigint, decision_id text, decision_name text, decision_version integer, decision_type text,
  tenant text, at bigint, state text, failure text, data text not null);
create index decision_instances_evaluation on decision_instances (evaluation);
create index decision_instances_pi on decision_instances (pi, key) where pi > 0;
create index decision_instances_decision on decision_instances (decision_id, key);
create index decision_instances_kept on decision_instances (definition, at);
create table correlations (
  key bigint primary key, message bigint, name text, correlation_key text, tenant text, subscription bigint,
  el bigint, element_id text, pi bigint, definition bigint, process text, at bigint, data text not null);
create index correlations_pi on correlations (pi, key);
create index correlations_name on correlations (name, key);
create index correlations_kept on correlations (definition, at);
create index batch_operations_ended on batch_operations (ended) where ended is not null;
`;

/** Incidents that are over, and texts in rows. */
const resolvedIncidents = `
create table resolved_incidents (key bigint primary key, pi bigint, definition bigint, at bigint, data text not null);
create index resolved_incidents_pi on resolved_incidents (pi);
create index resolved_incidents_kept on resolved_incidents (definition, at);
-- As json_at: a text without its quotes.
create function text_at(data text, variadic path text[]) returns text language plpgsql immutable as $$
begin
  return data::json #>> path;
exception when others then
  return null;
end $$;
`;

/** An index takes some 2,700 bytes at most, and a checkpoint must not fail for a longer text: as in the other columns
 * it is looked up by its beginning. */
const longCandidates = `
create or replace function texts_in(data text, name text) returns text[] language plpgsql immutable as $$
begin
  return array(select left(json_array_elements_text(data::json -> name), 300));
exception when others then
  return '{}';
end $$;
`;

export const migrations: Migration[] = [
  { name: '001-engine', sql: tables },
  { name: '002-user-tasks', sql: userTasks },
  { name: '003-monitor', sql: monitor },
  { name: '004-packed-log', sql: packedLog },
  { name: '005-user-task-search', sql: userTaskSearch },
  { name: '006-clock', sql: clock },
  { name: '007-reading', sql: reading },
  { name: '008-batch-operations', sql: batchOperations },
  { name: '009-kept', sql: kept },
  { name: '010-resolved-incidents', sql: resolvedIncidents },
  { name: '011-long-candidates', sql: longCandidates },
];
export const schema = 'engine';
