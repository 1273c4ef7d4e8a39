-- What guardrails decided of real traffic, what people say of that, and which of it is in a dataset.

create table trace (
  -- Its time is when it arrived: lists, periods and the forgetting go by it.
  id uuid primary key,
  org_id uuid not null references org,
  project_id uuid not null,
  -- SHA-256 of the event in canonical form: an event that is sent again is the same trace.
  hash bytea not null check (octet_length(hash) = 32),
  request_id text not null check (request_id <> ''),
  context text not null check (context in
    ('input', 'output', 'retrieval', 'tool', 'agent_plan', 'agent_loop', 'memory_write')),
  decision text not null check (decision in ('ALLOW', 'WARN', 'REDACT', 'TRANSFORM', 'BLOCK')),
  -- That of distributed tracing.
  trace_id text,
  session_id text,
  span_id text,
  policy_version text,
  policy_hash text,
  tenant_id text,
  app_id text,
  agent_id text,
  env text,
  risk_score integer check (risk_score between 0 and 100),
  latency_ms integer check (latency_ms >= 0),
  rule_hits text[] check (array_position(rule_hits, null) is null),
  -- The names out of the results of the detectors.
  detectors text[] not null check (array_position(detectors, null) is null),
  input text,
  detector_results json check (json_typeof(detector_results) = 'array'),
  quality_scores json check (json_typeof(quality_scores) = 'object'),
  metadata json check (json_typeof(metadata) = 'object'),
  -- Size of the event as text; pages are cut by it without reading the text.
  bytes integer not null check (bytes >= 0),
  foreign key (org_id, project_id) references project (org_id, id)
);

create unique index trace_once on trace (org_id, hash);
create index trace_by_org on trace (org_id, id desc);
create index trace_by_project on trace (org_id, project_id, id desc);
create index trace_by_session on trace (org_id, session_id, id desc) where session_id is not null;

create table annotation (
  id uuid primary key,
  org_id uuid not null references org,
  trace_id uuid not null references trace on delete cascade,
  kind text not null check (kind in
    ('false_positive', 'false_negative', 'correct', 'acceptable')),
  detector_name text,
  notes text,
  annotated_by text
);

create index annotation_by_org on annotation (org_id, id desc);
create index annotation_by_kind on annotation (org_id, kind, trace_id, id desc);
create index annotation_by_trace on annotation (trace_id);

-- That a trace has become an item of a dataset, so that it becomes none again.
create table trace_export (
  dataset_id uuid not null,
  trace_id uuid not null references trace on delete cascade,
  primary key (dataset_id, trace_id)
);

create index trace_export_by_trace on trace_export (trace_id);
