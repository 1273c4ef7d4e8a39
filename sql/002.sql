-- History, versions, stored answers, and the emptying of deleted datasets.

-- Rows that were edited, deleted or replaced. born and died are the revisions that brought and ended them.
create table item_history (
  dataset_id uuid not null,
  id uuid not null,
  born bigint not null check (born > 0),
  input text not null,
  context text not null,
  expected_output text,
  expected_decision text,
  rule_hits text[],
  metadata json,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  external_id text,
  bytes integer not null,
  died bigint not null,
  primary key (dataset_id, id, died),
  check (died > born)
);

create index item_history_by_end on item_history (dataset_id, died);

-- A named, immutable pointer at a revision; it copies nothing.
create table version (
  dataset_id uuid not null,
  number bigint not null check (number > 0),
  id uuid not null,
  revision bigint not null check (revision >= 0),
  label text,
  description text,
  source text not null,
  actor uuid not null,
  at timestamptz not null,
  item_count bigint not null check (item_count >= 0),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  primary key (dataset_id, number),
  unique (dataset_id, id)
);

alter table dataset add column versions_made bigint not null default 0;

-- What was answered to a call with an Idempotency-Key, for 24 hours.
create table answer (
  owner uuid not null,
  key bytea not null check (octet_length(key) = 32),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  at timestamptz not null,
  outcome text not null,
  primary key (owner, key)
);

create index answer_by_age on answer (at);

-- A deleted dataset is emptied in the background, a chunk at a time.
alter table dataset add column emptied boolean not null default false;

create index dataset_to_empty on dataset (id) where deleted_at is not null and not emptied;

-- Whether anything was taken away after a revision; else its state is a beginning of the live rows.
create index revision_removing on revision (dataset_id, number) where removed > 0;
create index revision_restoring on revision (dataset_id, number) where kind = 'restore';
