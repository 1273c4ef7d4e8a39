-- Guardrails that can be asked, runs of datasets against them, and what became of every item.

create table target (
  id uuid primary key,
  org_id uuid not null references org,
  name text not null check (length(name) between 1 and 100),
  url text not null,
  kind text not null check (kind in ('runtime', 'mapped')),
  -- How it is asked and its answer read, when it speaks a form of its own.
  mapping json,
  -- The header that its secret goes in. The secret is needed as it is, and shown to nobody.
  header text not null,
  secret text,
  concurrency integer not null check (concurrency between 1 and 64),
  timeout_ms integer not null check (timeout_ms between 100 and 120000),
  retries integer not null check (retries between 0 and 5),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (org_id, name),
  check ((kind = 'mapped') = (mapping is not null))
);

-- One pass over a dataset as it was at a revision, or over rows that their teller brings along.
create table run (
  id uuid primary key,
  org_id uuid not null references org,
  project_id uuid not null,
  dataset_id uuid,
  revision bigint,
  content_hash bytea check (octet_length(content_hash) = 32),
  mode text not null check (mode in ('push', 'pull', 'external')),
  state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  name text,
  -- What its caller asked for.
  plan json not null,
  total bigint not null check (total >= 0),
  done bigint not null default 0 check (done >= 0),
  -- The last item that has its row, when they are gone through in order.
  after_id uuid,
  -- What the guardrail says of itself.
  policy_seen text,
  summary json,
  reason text,
  actor uuid not null,
  rerun_of uuid,
  created_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  deleted_at timestamptz,
  -- Who is at it, until when; each time it is taken up the number rises, and who has an older one
  -- writes no more.
  lease bigint not null default 0,
  leased_until timestamptz,
  check ((dataset_id is null) = (revision is null)),
  check ((dataset_id is null) = (content_hash is null)),
  foreign key (org_id, project_id) references project (org_id, id)
);

create index run_by_org on run (org_id, id desc);
create index run_by_dataset on run (dataset_id, id desc);
create index run_to_do on run (org_id, mode, id) where state in ('queued', 'running');

-- What became of one item in one run. Its text is the dataset's; only what no dataset has is here.
create table run_row (
  run_id uuid not null,
  -- The item, or where there is no dataset the row's number as a UUID.
  item_id uuid not null,
  decision text check (decision in ('ALLOW', 'WARN', 'REDACT', 'TRANSFORM', 'BLOCK', 'ERROR')),
  risk_score integer,
  rule_hits text[] check (array_position(rule_hits, null) is null),
  latency_ms double precision check (latency_ms >= 0),
  detector_results json,
  error text,
  is_correct boolean,
  decision_match boolean,
  rule_hits_match boolean,
  missing text[],
  unexpected text[],
  input text,
  expected text,
  output text,
  score double precision,
  scores json,
  cost double precision,
  at timestamptz not null,
  primary key (run_id, item_id)
);
