/**
 * The store's own tables, beside those of the queue. Times are the database's.
 *
 * - `slices`: what is to be answered, and what became of it
 * - `steps`: the steps of chains inside their windows
 * - `calls`: what each call was answered, first writer wins; without an answer, who makes it
 * - `results`: the rows of one test in one repeat, all columns of it
 * - `workers`: who is at work, until when it has to say so again
 * - `permits`: places for simultaneous calls of a model
 * - `turns`: when the next call of a model may begin, where calls a minute are limited
 */
export const TABLES = `
create table if not exists metasc.plans (
  id text primary key, plan text not null, shard text not null, created_at timestamptz not null default now());
create table if not exists metasc.slices (
  plan text not null, id text not null, evaluation int not null, unit text not null, repeat int not null,
  tests jsonb not null, is_window boolean not null, waits_for text, place int not null,
  state text not null default 'waiting', failures int not null default 0, deaths int not null default 0, refused jsonb not null default '[]', failure text,
  cells int, errors int, cost float8, done_at timestamptz, worker text,
  primary key (plan, id));
create table if not exists metasc.steps (
  plan text not null, unit text not null, col int not null, chain text not null, step int not null, entry text not null,
  primary key (plan, unit, col, chain, step));
create table if not exists metasc.calls (
  plan text not null, key text not null, answer text, worker text not null,
  primary key (plan, key));
create index if not exists calls_open on metasc.calls (worker) where answer is null;
create table if not exists metasc.results (
  plan text not null, evaluation int not null, test int not null, repeat int not null, rows text not null,
  primary key (plan, evaluation, test, repeat));
create table if not exists metasc.workers (
  id text primary key, plan text not null, name text not null, alive_until timestamptz not null, begun_at timestamptz not null default now());
create table if not exists metasc.permits (
  model text not null, place int not null, worker text not null,
  primary key (model, place));
create table if not exists metasc.turns (model text primary key, next_at timestamptz not null);
`
  .split(';')
  .filter((statement) => statement.trim() !== '');
