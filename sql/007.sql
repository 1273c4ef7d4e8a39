-- By which number its teller knows a case of the dataset.
alter table run_row add place integer check (place >= 0);

-- Projects don't share their traffic: what two of them tell alike are two traces.
drop index trace_once;
create unique index trace_once on trace (org_id, project_id, hash);
