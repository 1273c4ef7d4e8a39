-- The audit, keys with limits and a second life, projects that change, and items found by a key.

-- What was done in an org and is no revision of a dataset; rows are only ever added.
create table event (
  org_id uuid not null,
  at timestamptz not null,
  number bigint generated always as identity,
  -- The key that did it; null for the operator's settings at a start.
  actor uuid,
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  subject uuid not null,
  -- What the subject was called then.
  name text,
  primary key (org_id, at, number)
);

create index revision_by_time on revision (dataset_id, at);

-- Limits and budgets are kept and echoed: nothing here spends.
alter table api_key
  add column tpm_limit integer check (tpm_limit >= 0),
  add column rpm_limit integer check (rpm_limit >= 0),
  add column max_parallel integer check (max_parallel >= 0),
  add column model_allowlist text[] check (array_position(model_allowlist, null) is null),
  add column budget_usd numeric(20, 6) check (budget_usd >= 0),
  add column budget_period text not null default 'monthly'
    check (budget_period in ('daily', 'weekly', 'monthly')),
  -- The secret before the last rotation, and how long it still works.
  add column old_hash bytea unique check (octet_length(old_hash) = 32),
  add column old_until timestamptz,
  add check ((old_hash is null) = (old_until is null)),
  -- Who manages keys could make one without the bound.
  add check (role <> 'admin' or project_id is null);

alter table project
  -- json, not jsonb: it goes out as it came in.
  add column settings json not null default '{}' check (json_typeof(settings) = 'object'),
  add column updated_at timestamptz,
  add column deleted_at timestamptz,
  -- The order of their making: ids may be the operator's own, and clocks differ.
  add column number bigint generated always as identity,
  drop constraint project_org_id_slug_key;

-- A deleted project gives its slug back.
create unique index project_by_slug on project (org_id, slug) where deleted_at is null;

-- Where an item is that has a content or an external id, in datasets that ever asked. Equal items
-- may be there several times; the first of them stands for all.
create table item_key (
  dataset_id uuid not null,
  -- 0 and the content hash, or 1 and the SHA-256 of the external id.
  key bytea not null check (octet_length(key) = 33),
  item_id uuid not null,
  primary key (dataset_id, key, item_id)
);

alter table dataset add column keyed boolean not null default false;

create index dataset_of_org on dataset (org_id);
