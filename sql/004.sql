-- Imports of large files as jobs: what is known of each, and what became of it. The file itself lies
-- on the node that took it in.
create table import (
  id uuid primary key,
  org_id uuid not null references org,
  -- That of the dataset, which may not be there yet.
  project_id uuid not null,
  dataset_id uuid not null,
  actor uuid not null,
  file_name text not null,
  -- What its caller asked for.
  plan json not null,
  state text not null check (state in
    ('waiting', 'checking', 'writing', 'done', 'failed', 'cancelled')),
  bytes_total bigint not null check (bytes_total >= 0),
  bytes_done bigint not null default 0,
  rows_total bigint,
  rows_done bigint not null default 0,
  rows_rejected bigint not null default 0,
  -- What the file turned out to be, and what is wrong with it.
  findings json,
  -- Why it failed.
  reason text,
  inserted bigint,
  skipped bigint,
  replaced bigint,
  item_count bigint,
  revision bigint,
  created_at timestamptz not null,
  -- When its state was reached.
  state_at timestamptz not null,
  -- When its node last said that it is at it.
  heard_at timestamptz not null,
  foreign key (org_id, project_id) references project (org_id, id)
);

create index import_by_time on import (heard_at);
