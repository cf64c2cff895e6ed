-- Whether an appointment was confirmed lately stands in the index by roles too: how many hold a role is counted in it.
DROP INDEX appointment_by_role;
CREATE INDEX appointment_by_role ON appointment (role, body, person, ended_at, from_at, until_at, certified_at);
