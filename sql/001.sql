-- Organisations, projects, keys, datasets, and items under revisions.
--
-- dataset_id leads every key of items and revisions, and no foreign key joins two datasets: each
-- dataset stands for itself. Ids come from the server, counts and hashes are kept by its writer.

create table org (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  slug text not null unique check (slug ~ '^[a-z0-9-]{2,50}$'),
  founder boolean not null,
  keys_made bigint not null default 0 check (keys_made >= 0),
  created_at timestamptz not null
);

-- The first org, whose admins may make further ones.
create unique index org_founder on org (founder) where founder;

create table project (
  id uuid primary key,
  org_id uuid not null references org,
  name text not null check (length(name) between 1 and 200),
  slug text not null check (slug ~ '^[a-z0-9-]{2,50}$'),
  created_at timestamptz not null,
  unique (org_id, slug),
  unique (org_id, id)
);

create table api_key (
  id uuid primary key,
  org_id uuid not null references org,
  number bigint not null check (number > 0),
  project_id uuid,
  role text not null check (role in ('runtime', 'ci', 'admin')),
  name text not null,
  scopes text[] not null check (array_position(scopes, null) is null),
  environment text,
  -- SHA-256 of the key, which itself is nowhere.
  hash bytea not null unique check (octet_length(hash) = 32),
  prefix text not null check (length(prefix) <= 16),
  -- Whether it is the one that the operator's settings name.
  configured boolean not null default false,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  unique (org_id, number),
  foreign key (org_id, project_id) references project (org_id, id)
);

create unique index api_key_configured on api_key (configured) where configured and revoked_at is null;

create table dataset (
  id uuid primary key,
  org_id uuid not null references org,
  project_id uuid not null,
  name text not null check (length(name) between 1 and 500),
  description text,
  category text,
  trust_level text not null,
  source text not null,
  is_public boolean not null,
  created_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  head_revision bigint not null check (head_revision >= 0),
  item_count bigint not null check (item_count >= 0),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  -- The last item id ever given here; the next ones lie after it.
  last_id uuid,
  deleted_at timestamptz,
  foreign key (org_id, project_id) references project (org_id, id)
);

create index dataset_by_org on dataset (org_id, id desc) where deleted_at is null;

-- One committed change of one dataset.
create table revision (
  dataset_id uuid not null,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('append', 'import', 'edit', 'delete', 'restore')),
  actor uuid not null,
  at timestamptz not null,
  added bigint not null check (added >= 0),
  removed bigint not null check (removed >= 0),
  -- The ids of the rows added, when they are one block.
  first_id uuid,
  last_id uuid,
  item_count bigint not null check (item_count >= 0),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  primary key (dataset_id, number),
  check ((first_id is null) = (last_id is null)),
  check (added + removed > 0)
);

-- Live items only, under one index. born is the revision that brought the row.
create table item (
  dataset_id uuid not null,
  id uuid not null,
  born bigint not null check (born > 0),
  input text not null,
  context text not null check (context in
    ('input', 'output', 'retrieval', 'tool', 'agent_plan', 'agent_loop', 'memory_write')),
  expected_output text,
  expected_decision text check (expected_decision in
    ('ALLOW', 'WARN', 'REDACT', 'TRANSFORM', 'BLOCK')),
  rule_hits text[] check (array_position(rule_hits, null) is null),
  -- json, not jsonb: the order of keys and the spelling of numbers come back as they were sent.
  metadata json check (json_typeof(metadata) = 'object'),
  content_hash bytea not null check (octet_length(content_hash) = 32),
  external_id text check (octet_length(external_id) between 1 and 512),
  -- Size of all text in UTF-8; pages are cut by it without reading the text.
  bytes integer not null check (bytes >= 0),
  primary key (dataset_id, id)
);
