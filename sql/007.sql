-- By which number its teller knows a case of the dataset.
alter table run_row add place integer check (place >= 0);
