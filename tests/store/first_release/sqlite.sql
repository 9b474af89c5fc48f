BEGIN TRANSACTION;
CREATE TABLE activity (
	record_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	type_id INTEGER, 
	body TEXT, 
	outcome TEXT, 
	completed_at DATETIME, 
	note_kind VARCHAR(32), 
	happened_at DATETIME, 
	direction VARCHAR(32), 
	duration_minutes INTEGER, 
	lat DOUBLE, 
	lng DOUBLE, 
	source_message TEXT, 
	status VARCHAR(32), 
	priority VARCHAR(32), 
	due_on DATE, 
	due_time TIME, 
	due_zone VARCHAR, 
	due_at DATETIME, 
	assignee_id INTEGER, 
	assigned_by_id INTEGER, 
	requires_approval BOOLEAN NOT NULL, 
	approver_id INTEGER, 
	approved_at DATETIME, 
	snoozed_until DATETIME, 
	origin_address TEXT, 
	origin_private BOOLEAN NOT NULL, 
	starts_at DATETIME, 
	ends_at DATETIME, 
	all_day BOOLEAN NOT NULL, 
	location TEXT, 
	visibility VARCHAR(32), 
	availability VARCHAR(32), 
	CONSTRAINT pk_activity PRIMARY KEY (record_id), 
	CONSTRAINT ck_activity_event CHECK (kind <> 'event' OR (starts_at IS NOT NULL AND ends_at >= starts_at)), 
	CONSTRAINT ck_activity_note CHECK (kind <> 'note' OR (happened_at IS NOT NULL AND note_kind IS NOT NULL)), 
	CONSTRAINT ck_activity_task CHECK (kind <> 'task' OR (status IS NOT NULL AND priority IS NOT NULL)), 
	CONSTRAINT ck_activity_kind CHECK (kind IN ('note', 'task', 'event')), 
	CONSTRAINT ck_activity_due_time CHECK ((due_at IS NULL) = (due_time IS NULL)), 
	CONSTRAINT ck_activity_place CHECK ((lat IS NULL) = (lng IS NULL)), 
	CONSTRAINT ck_activity_due CHECK (due_on IS NOT NULL OR (due_at IS NULL AND due_time IS NULL)), 
	CONSTRAINT fk_activity_approver_id FOREIGN KEY(approver_id) REFERENCES user (id), 
	CONSTRAINT fk_activity_assigned_by_id FOREIGN KEY(assigned_by_id) REFERENCES user (id), 
	CONSTRAINT fk_activity_assignee_id FOREIGN KEY(assignee_id) REFERENCES user (id), 
	CONSTRAINT fk_activity_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_activity_type_id FOREIGN KEY(type_id) REFERENCES activity_type (id), 
	CONSTRAINT ck_activity_notekind CHECK (note_kind IN ('note', 'call', 'email', 'meeting', 'visit')), 
	CONSTRAINT ck_activity_direction CHECK (direction IN ('in', 'out')), 
	CONSTRAINT ck_activity_taskstatus CHECK (status IN ('todo', 'in_progress', 'waiting', 'awaiting_approval', 'done', 'cancelled')), 
	CONSTRAINT ck_activity_priority CHECK (priority IN ('low', 'normal', 'high', 'urgent')), 
	CONSTRAINT ck_activity_visibility CHECK (visibility IN ('public', 'private', 'confidential')), 
	CONSTRAINT ck_activity_availability CHECK (availability IN ('busy', 'free'))
);
INSERT INTO "activity" VALUES(7,'note',NULL,'met Jane, they want forty crates #crates, follow up Friday 11:00',NULL,NULL,'meeting','2026-11-19 10:00:00.000000',NULL,NULL,NULL,NULL,'console:local:owner@crm.example/f365756a23294290a478db305d51488b-8',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(8,'task',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'todo','normal','2026-11-20','11:00:00.000000','UTC','2026-11-20 11:00:00.000000',1,1,0,NULL,NULL,NULL,'console:local:owner@crm.example',1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(9,'note',NULL,'called Paul, no answer. Try again tomorrow 9am',NULL,NULL,'call','2026-11-19 10:00:00.000000',NULL,NULL,NULL,NULL,'console:local:owner@crm.example/f365756a23294290a478db305d51488b-9',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(10,'task',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'todo','normal','2026-11-20','10:00:00.000000','UTC','2026-11-20 10:00:00.000000',1,1,0,NULL,NULL,NULL,'console:local:owner@crm.example',1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(11,'task',NULL,NULL,NULL,'2026-11-19 10:00:00.000000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'done','normal','2026-11-20',NULL,'UTC',NULL,1,1,0,NULL,NULL,NULL,'console:local:owner@crm.example',1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(12,'task',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'todo','normal','2026-11-23','09:00:00.000000','UTC','2026-11-23 09:00:00.000000',1,1,0,NULL,NULL,NULL,'console:local:owner@crm.example',1,NULL,NULL,0,NULL,NULL,NULL);
INSERT INTO "activity" VALUES(13,'note',NULL,'paid the deposit',NULL,NULL,'note','2026-11-19 10:00:00.000000',NULL,NULL,NULL,NULL,'console:local:owner@crm.example/f365756a23294290a478db305d51488b-17',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,1,NULL,NULL,0,NULL,NULL,NULL);
CREATE TABLE activity_link (
	activity_id INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	role VARCHAR(32) NOT NULL, 
	answer VARCHAR, 
	CONSTRAINT pk_activity_link PRIMARY KEY (activity_id, record_id), 
	CONSTRAINT fk_activity_link_activity_id FOREIGN KEY(activity_id) REFERENCES activity (record_id), 
	CONSTRAINT fk_activity_link_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT ck_activity_link_linkrole CHECK (role IN ('about', 'attendee'))
);
INSERT INTO "activity_link" VALUES(7,1,'about',NULL);
INSERT INTO "activity_link" VALUES(8,1,'about',NULL);
INSERT INTO "activity_link" VALUES(8,7,'about',NULL);
INSERT INTO "activity_link" VALUES(9,2,'about',NULL);
CREATE TABLE activity_type (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	colour VARCHAR, 
	next_type_id INTEGER, 
	delay_days INTEGER, 
	is_active BOOLEAN NOT NULL, 
	CONSTRAINT pk_activity_type PRIMARY KEY (id), 
	CONSTRAINT fk_activity_type_next_type_id FOREIGN KEY(next_type_id) REFERENCES activity_type (id), 
	CONSTRAINT uq_activity_type_code UNIQUE (code)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE change (
	id INTEGER NOT NULL, 
	batch_id VARCHAR NOT NULL, 
	record_id INTEGER, 
	table_name VARCHAR NOT NULL, 
	row_key VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	user_id INTEGER, 
	via VARCHAR NOT NULL, 
	message_ref VARCHAR, 
	command VARCHAR, 
	action VARCHAR NOT NULL, 
	operation VARCHAR(32) NOT NULL, 
	diff JSON NOT NULL, 
	undone_by VARCHAR, 
	CONSTRAINT pk_change PRIMARY KEY (id), 
	CONSTRAINT fk_change_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_change_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT ck_change_operation CHECK (operation IN ('insert', 'update', 'delete'))
);
INSERT INTO "change" VALUES(1,'56c4df6fff0a487a8145d68ff872afb5',NULL,'pipeline','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Sales"], "is_default": [null, true]}',NULL);
INSERT INTO "change" VALUES(2,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "New"], "position": [null, 0], "category": [null, "open"], "probability": [null, 10]}',NULL);
INSERT INTO "change" VALUES(3,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[2]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "Qualification"], "position": [null, 1], "category": [null, "open"], "probability": [null, 25]}',NULL);
INSERT INTO "change" VALUES(4,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[3]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "Proposition"], "position": [null, 2], "category": [null, "open"], "probability": [null, 50]}',NULL);
INSERT INTO "change" VALUES(5,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[4]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "Negotiation"], "position": [null, 3], "category": [null, "open"], "probability": [null, 75]}',NULL);
INSERT INTO "change" VALUES(6,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[5]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "Won"], "position": [null, 4], "category": [null, "won"], "probability": [null, 100]}',NULL);
INSERT INTO "change" VALUES(7,'56c4df6fff0a487a8145d68ff872afb5',NULL,'stage','[6]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"pipeline_id": [null, 1], "name": [null, "Lost"], "position": [null, 5], "category": [null, "lost"], "probability": [null, 0]}',NULL);
INSERT INTO "change" VALUES(8,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Pricing"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(9,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[2]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Competition"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(10,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[3]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Budget"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(11,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[4]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Timing"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(12,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[5]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Missing features"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(13,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[6]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "No decision"], "is_active": [null, true], "needs_note": [null, false]}',NULL);
INSERT INTO "change" VALUES(14,'56c4df6fff0a487a8145d68ff872afb5',NULL,'lost_reason','[7]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Other"], "is_active": [null, true], "needs_note": [null, true]}',NULL);
INSERT INTO "change" VALUES(15,'c4f77da1ad7341988636be4f40bc4525',NULL,'role','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "owner"]}',NULL);
INSERT INTO "change" VALUES(16,'c4f77da1ad7341988636be4f40bc4525',NULL,'role','[2]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "manager"]}',NULL);
INSERT INTO "change" VALUES(17,'c4f77da1ad7341988636be4f40bc4525',NULL,'role','[3]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "rep"]}',NULL);
INSERT INTO "change" VALUES(18,'c4f77da1ad7341988636be4f40bc4525',NULL,'role','[4]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "read-only"]}',NULL);
INSERT INTO "change" VALUES(19,'c4f77da1ad7341988636be4f40bc4525',NULL,'team','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Everyone"]}',NULL);
INSERT INTO "change" VALUES(20,'c4f77da1ad7341988636be4f40bc4525',NULL,'user','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"name": [null, "Owner"], "email": [null, "owner@crm.example"], "timezone": [null, "UTC"], "timezone_confirmed": [null, false], "locale": [null, "en"], "is_active": [null, true], "work_days": [null, "12345"]}',NULL);
INSERT INTO "change" VALUES(21,'c4f77da1ad7341988636be4f40bc4525',NULL,'user_role','[1, 1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{}',NULL);
INSERT INTO "change" VALUES(22,'c4f77da1ad7341988636be4f40bc4525',NULL,'team_member','[1, 1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'setup','create','insert','{"is_lead": [null, true]}',NULL);
INSERT INTO "change" VALUES(23,'e7d9401e1bcf4fd4a6d89ae606ae2339',NULL,'chat_identity','[1]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'link','create','insert','{"user_id": [null, 1], "platform": [null, "console"], "workspace_ext": [null, "local"], "user_ext": [null, "owner@crm.example"]}',NULL);
INSERT INTO "change" VALUES(24,'93b88143a45b42c199f3f9706aab0438',1,'record','[1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-2','company new','create','insert','{"kind": [null, "company"], "title": [null, "Acme Ltd"], "owner_id": [null, 1], "team_id": [null, 1], "name_key": [null, "acme"], "is_prospect": [null, true], "is_customer": [null, false], "is_supplier": [null, false], "is_partner": [null, false], "phone": [null, "+442079460000"], "phone_key": [null, "442079460000"], "city": [null, "London"], "no_calls": [null, false], "no_emails": [null, false]}',NULL);
INSERT INTO "change" VALUES(25,'d841933783f04df7b04d0ac72c080f68',2,'record','[2]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-3','company new','create','insert','{"kind": [null, "company"], "title": [null, "Globex"], "owner_id": [null, 1], "team_id": [null, 1], "name_key": [null, "globex"], "is_prospect": [null, true], "is_customer": [null, false], "is_supplier": [null, false], "is_partner": [null, false], "no_calls": [null, false], "no_emails": [null, false]}',NULL);
INSERT INTO "change" VALUES(26,'c59a4a5ff34e4604ac85ce4c6e8500cd',3,'record','[3]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-4','contact new','create','insert','{"kind": [null, "contact"], "title": [null, "Jane Doe"], "owner_id": [null, 1], "team_id": [null, 1], "name_key": [null, "jane doe"], "is_prospect": [null, false], "is_customer": [null, false], "is_supplier": [null, false], "is_partner": [null, false], "first_name": [null, "Jane"], "last_name": [null, "Doe"], "job_title": [null, "Acme Ltd"], "email": [null, "jane@acme.example"], "email_key": [null, "jane@acme.example"], "phone": [null, "+44 7700 900123"], "phone_key": [null, "447700900123"], "no_calls": [null, false], "no_emails": [null, false]}',NULL);
INSERT INTO "change" VALUES(27,'7abfb1649e2f4d3486ea83bfbe4472b5',4,'record','[4]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-5','contact new','create','insert','{"kind": [null, "contact"], "title": [null, "Paul Martin"], "owner_id": [null, 1], "team_id": [null, 1], "name_key": [null, "paul martin"], "is_prospect": [null, false], "is_customer": [null, false], "is_supplier": [null, false], "is_partner": [null, false], "first_name": [null, "Paul"], "last_name": [null, "Martin"], "job_title": [null, "Globex"], "email": [null, "paul@globex.example"], "email_key": [null, "paul@globex.example"], "no_calls": [null, false], "no_emails": [null, false]}',NULL);
INSERT INTO "change" VALUES(28,'c5f190db2fb346ce8a0558cb9a458592',5,'record','[5]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-6','deal new','create','insert','{"kind": [null, "deal"], "title": [null, "Forty crates"], "owner_id": [null, 1], "team_id": [null, 1], "party_id": [null, 1], "type": [null, "new_customer"], "stage_id": [null, 1], "amount_minor": [null, 1200000], "currency": [null, "EUR"], "probability": [null, 10], "probability_manual": [null, false], "stage_entered_at": [null, "2026-11-19T10:00:00+00:00"], "position": [null, 0]}',NULL);
INSERT INTO "change" VALUES(29,'2f3ae69b300a4a92ada7947d053b3b28',6,'record','[6]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-7','deal new','create','insert','{"kind": [null, "deal"], "title": [null, "Pilot"], "owner_id": [null, 1], "team_id": [null, 1], "party_id": [null, 2], "type": [null, "new_customer"], "stage_id": [null, 1], "amount_minor": [null, 350000], "currency": [null, "USD"], "probability": [null, 10], "probability_manual": [null, false], "stage_entered_at": [null, "2026-11-19T10:00:00+00:00"], "position": [null, 0]}',NULL);
INSERT INTO "change" VALUES(30,'c00eb3068992483b808c4f7adc9dbb0e',7,'record','[7]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{"title": [null, "met Jane, they want forty crates #crates, follow up Friday 11:00"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "note"], "body": [null, "met Jane, they want forty crates #crates, follow up Friday 11:00"], "note_kind": [null, "meeting"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "source_message": [null, "console:local:owner@crm.example/f365756a23294290a478db305d51488b-8"], "requires_approval": [null, false], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(31,'c00eb3068992483b808c4f7adc9dbb0e',7,'activity_link','[7, 1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{"role": [null, "about"]}',NULL);
INSERT INTO "change" VALUES(32,'c00eb3068992483b808c4f7adc9dbb0e',7,'record_tag','[7, 1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{}',NULL);
INSERT INTO "change" VALUES(33,'c00eb3068992483b808c4f7adc9dbb0e',8,'record','[8]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{"title": [null, "Follow up"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "task"], "status": [null, "todo"], "priority": [null, "normal"], "due_on": [null, "2026-11-20"], "due_time": [null, "11:00:00"], "due_zone": [null, "UTC"], "due_at": [null, "2026-11-20T11:00:00+00:00"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "requires_approval": [null, false], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(34,'c00eb3068992483b808c4f7adc9dbb0e',8,'activity_link','[8, 1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{"role": [null, "about"]}',NULL);
INSERT INTO "change" VALUES(35,'c00eb3068992483b808c4f7adc9dbb0e',8,'activity_link','[8, 7]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-8','note','create','insert','{"role": [null, "about"]}',NULL);
INSERT INTO "change" VALUES(36,'3f158c3c2b894d93adb850cc9c4b4953',9,'record','[9]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-9','note','create','insert','{"title": [null, "called Paul, no answer. Try again tomorrow 9am"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "note"], "body": [null, "called Paul, no answer. Try again tomorrow 9am"], "note_kind": [null, "call"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "source_message": [null, "console:local:owner@crm.example/f365756a23294290a478db305d51488b-9"], "requires_approval": [null, false], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(37,'3f158c3c2b894d93adb850cc9c4b4953',9,'activity_link','[9, 2]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-9','note','create','insert','{"role": [null, "about"]}',NULL);
INSERT INTO "change" VALUES(38,'508f042805ed44958a51a1d04b9ceb81',10,'record','[10]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-10','task new','create','insert','{"title": [null, "send the offer to Acme Ltd"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "task"], "status": [null, "todo"], "priority": [null, "normal"], "due_on": [null, "2026-11-20"], "due_time": [null, "10:00:00"], "due_zone": [null, "UTC"], "due_at": [null, "2026-11-20T10:00:00+00:00"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "requires_approval": [null, false], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(39,'aabde95c14fe42d8a72e35046507c310',11,'record','[11]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-11','task new','create','insert','{"title": [null, "water the plants"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "task"], "status": [null, "todo"], "priority": [null, "normal"], "due_on": [null, "2026-11-20"], "due_zone": [null, "UTC"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "requires_approval": [null, false], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(40,'9ff272f3fcb241f4ba447ee97358a11b',12,'record','[12]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-12','task new','create','insert','{"title": [null, "call Paul #calls"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "task"], "status": [null, "todo"], "priority": [null, "normal"], "due_on": [null, "2026-11-23"], "due_time": [null, "09:00:00"], "due_zone": [null, "UTC"], "due_at": [null, "2026-11-23T09:00:00+00:00"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "requires_approval": [null, false], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "all_day": [null, false]}',NULL);
INSERT INTO "change" VALUES(41,'7d44dae8974143e7bf214610c68115a3',11,'record','[11]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-13','done','status','update','{"completed_at": [null, "2026-11-19T10:00:00+00:00"], "status": ["todo", "done"]}',NULL);
INSERT INTO "change" VALUES(42,'d9f2050eef5d4b029500dcc1a78eb314',6,'record','[6]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-15','won','status','update','{"stage_id": [1, 5], "previous_stage_id": [null, 1], "probability": [10, 100], "closed_at": [null, "2026-11-19T10:00:00+00:00"]}',NULL);
INSERT INTO "change" VALUES(43,'2452328a9b054fcaabc03d422287c542',NULL,'user','[2]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-16','invite','create','insert','{"name": [null, "Ben"], "email": [null, "ben@firm.example"], "timezone": [null, "UTC"], "timezone_confirmed": [null, false], "locale": [null, "en"], "is_active": [null, true], "work_days": [null, "12345"]}',NULL);
INSERT INTO "change" VALUES(44,'2452328a9b054fcaabc03d422287c542',NULL,'user_role','[2, 3]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-16','invite','create','insert','{}',NULL);
INSERT INTO "change" VALUES(45,'2452328a9b054fcaabc03d422287c542',NULL,'team_member','[1, 2]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-16','invite','create','insert','{"is_lead": [null, false]}',NULL);
INSERT INTO "change" VALUES(46,'7ecc5e75f1104e0ba17e37749148035b',NULL,'chat_identity','[2]','2026-11-19 10:00:00.000000',NULL,'system',NULL,'link','create','insert','{"user_id": [null, 2], "platform": [null, "console"], "workspace_ext": [null, "local"], "user_ext": [null, "ben@firm.example"]}',NULL);
INSERT INTO "change" VALUES(47,'9f6a1d80e031432d9f549681d5e7b2de',13,'record','[13]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-17','note','create','insert','{"title": [null, "paid the deposit"], "owner_id": [null, 1], "team_id": [null, 1], "kind": [null, "note"], "body": [null, "paid the deposit"], "note_kind": [null, "note"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "source_message": [null, "console:local:owner@crm.example/f365756a23294290a478db305d51488b-17"], "requires_approval": [null, false], "origin_private": [null, true], "all_day": [null, false]}','3c2202fecac142229c04c6164dbfaed9');
INSERT INTO "change" VALUES(48,'9f6a1d80e031432d9f549681d5e7b2de',13,'activity_link','[13, 1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-17','note','create','insert','{"role": [null, "about"]}','3c2202fecac142229c04c6164dbfaed9');
INSERT INTO "change" VALUES(49,'3c2202fecac142229c04c6164dbfaed9',13,'activity_link','[13, 1]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-18','undo','undo','delete','{"role": ["about", null]}',NULL);
INSERT INTO "change" VALUES(50,'3c2202fecac142229c04c6164dbfaed9',13,'record','[13]','2026-11-19 10:00:00.000000',1,'console','console:local:owner@crm.example/f365756a23294290a478db305d51488b-18','undo','undo','update','{"deleted_at": [null, "2026-11-19T10:00:00+00:00"]}',NULL);
CREATE TABLE channel (
	id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace_ext VARCHAR NOT NULL, 
	channel_ext VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	team_id INTEGER, 
	state VARCHAR(32) NOT NULL, 
	bound_record_id INTEGER, 
	CONSTRAINT pk_channel PRIMARY KEY (id), 
	CONSTRAINT fk_channel_bound_record_id FOREIGN KEY(bound_record_id) REFERENCES record (id), 
	CONSTRAINT fk_channel_team_id FOREIGN KEY(team_id) REFERENCES team (id), 
	CONSTRAINT uq_channel_platform_workspace_ext_channel_ext UNIQUE (platform, workspace_ext, channel_ext), 
	CONSTRAINT ck_channel_channelstate CHECK (state IN ('live', 'muted', 'gone'))
);
CREATE TABLE chat_identity (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	platform VARCHAR NOT NULL, 
	workspace_ext VARCHAR NOT NULL, 
	user_ext VARCHAR NOT NULL, 
	dm_ext VARCHAR, 
	CONSTRAINT pk_chat_identity PRIMARY KEY (id), 
	CONSTRAINT fk_chat_identity_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_chat_identity_platform_workspace_ext_user_ext UNIQUE (platform, workspace_ext, user_ext)
);
INSERT INTO "chat_identity" VALUES(1,1,'console','local','owner@crm.example',NULL);
INSERT INTO "chat_identity" VALUES(2,2,'console','local','ben@firm.example',NULL);
CREATE TABLE deal (
	record_id INTEGER NOT NULL, 
	party_id INTEGER, 
	contact_id INTEGER, 
	type VARCHAR(32) NOT NULL, 
	stage_id INTEGER NOT NULL, 
	previous_stage_id INTEGER, 
	amount_minor BIGINT, 
	best_minor BIGINT, 
	worst_minor BIGINT, 
	currency VARCHAR NOT NULL, 
	probability INTEGER, 
	probability_manual BOOLEAN NOT NULL, 
	expected_close DATE, 
	source_id INTEGER, 
	next_step TEXT, 
	description TEXT, 
	customer_description TEXT, 
	lost_reason_id INTEGER, 
	lost_note TEXT, 
	stage_entered_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	snoozed_until DATETIME, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_deal PRIMARY KEY (record_id), 
	CONSTRAINT ck_deal_currency CHECK (length(currency) = 3), 
	CONSTRAINT ck_deal_party CHECK (party_id IS NOT NULL), 
	CONSTRAINT ck_deal_probability CHECK (probability BETWEEN 0 AND 100), 
	CONSTRAINT fk_deal_contact_id FOREIGN KEY(contact_id) REFERENCES party (record_id), 
	CONSTRAINT fk_deal_lost_reason_id FOREIGN KEY(lost_reason_id) REFERENCES lost_reason (id), 
	CONSTRAINT fk_deal_party_id FOREIGN KEY(party_id) REFERENCES party (record_id), 
	CONSTRAINT fk_deal_previous_stage_id FOREIGN KEY(previous_stage_id) REFERENCES stage (id), 
	CONSTRAINT fk_deal_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_deal_source_id FOREIGN KEY(source_id) REFERENCES source (id), 
	CONSTRAINT fk_deal_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id), 
	CONSTRAINT ck_deal_dealtype CHECK (type IN ('new_customer', 'existing_customer', 'recurring'))
);
INSERT INTO "deal" VALUES(5,1,NULL,'new_customer',1,NULL,1200000,NULL,NULL,'EUR',10,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-19 10:00:00.000000',NULL,NULL,0);
INSERT INTO "deal" VALUES(6,2,NULL,'new_customer',5,1,350000,NULL,NULL,'USD',100,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-19 10:00:00.000000','2026-11-19 10:00:00.000000',NULL,0);
CREATE TABLE dialog (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	command VARCHAR NOT NULL, 
	"values" JSON NOT NULL, 
	step VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_dialog PRIMARY KEY (id), 
	CONSTRAINT fk_dialog_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_dialog_address_user_id UNIQUE (address, user_id)
);
INSERT INTO "dialog" VALUES(867873303,1,'console:local:owner@crm.example','company new','{"values": {}, "asking": "name", "asked": [], "shown": {}}','name',1,'2026-11-19 10:30:00.000000');
CREATE TABLE document (
	record_id INTEGER NOT NULL, 
	about_id INTEGER, 
	media VARCHAR(32) NOT NULL, 
	filename TEXT NOT NULL, 
	mime VARCHAR NOT NULL, 
	size BIGINT, 
	sha256 VARCHAR, 
	storage_key VARCHAR, 
	description TEXT, 
	platform_file_id TEXT, 
	CONSTRAINT pk_document PRIMARY KEY (record_id), 
	CONSTRAINT fk_document_about_id FOREIGN KEY(about_id) REFERENCES record (id), 
	CONSTRAINT fk_document_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT ck_document_media CHECK (media IN ('file', 'photo', 'voice', 'audio', 'video'))
);
CREATE TABLE draft (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	sender TEXT, 
	address TEXT NOT NULL, 
	text TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (id), 
	CONSTRAINT ck_draft_whose CHECK (user_id IS NOT NULL OR sender IS NOT NULL), 
	CONSTRAINT fk_draft_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE inbox (
	"key" VARCHAR NOT NULL, 
	received_at DATETIME NOT NULL, 
	address TEXT NOT NULL, 
	inbound TEXT NOT NULL, 
	state VARCHAR(32) NOT NULL, 
	error_ref VARCHAR, 
	tries INTEGER NOT NULL, 
	done_at DATETIME, 
	CONSTRAINT pk_inbox PRIMARY KEY ("key"), 
	CONSTRAINT ck_inbox_inboxstate CHECK (state IN ('open', 'working', 'done', 'failed'))
);
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:1','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:1","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"start","message":"f365756a23294290a478db305d51488b-1","reply_to":null,"edited":false,"as_command":true,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:2','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:2","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company new Acme Ltd phone:+442079460000 city:London","message":"f365756a23294290a478db305d51488b-2","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:3','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:3","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company Globex","message":"f365756a23294290a478db305d51488b-3","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:4','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:4","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"contact Jane Doe, Acme Ltd, jane@acme.example, +44 7700 900123","message":"f365756a23294290a478db305d51488b-4","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:5','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:5","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"contact Paul Martin, Globex, paul@globex.example","message":"f365756a23294290a478db305d51488b-5","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:6','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:6","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"deal Acme Ltd: Forty crates 12000 EUR","message":"f365756a23294290a478db305d51488b-6","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:7','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:7","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"deal Globex: Pilot 3500 USD","message":"f365756a23294290a478db305d51488b-7","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:8','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:8","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Acme Ltd: met Jane, they want forty crates #crates, follow up Friday 11:00","message":"f365756a23294290a478db305d51488b-8","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:9','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:9","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Globex: called Paul, no answer. Try again tomorrow 9am","message":"f365756a23294290a478db305d51488b-9","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:10','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:10","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task send the offer to Acme Ltd on Friday 10:00","message":"f365756a23294290a478db305d51488b-10","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:11','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:11","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task water the plants tomorrow","message":"f365756a23294290a478db305d51488b-11","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:12','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:12","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task call Paul monday 9am #calls","message":"f365756a23294290a478db305d51488b-12","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:13','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:13","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"done 11","message":"f365756a23294290a478db305d51488b-13","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:14','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:14","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"tasks","message":"f365756a23294290a478db305d51488b-14","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:15','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:15","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"won D-6","message":"f365756a23294290a478db305d51488b-15","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:16','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:16","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"invite ben@firm.example","message":"f365756a23294290a478db305d51488b-16","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:17','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:17","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Acme Ltd: paid the deposit","message":"f365756a23294290a478db305d51488b-17","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:18','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:18","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"undo","message":"f365756a23294290a478db305d51488b-18","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:19','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:19","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"help","message":"f365756a23294290a478db305d51488b-19","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
INSERT INTO "inbox" VALUES('console:f365756a23294290a478db305d51488b:20','2026-11-19 10:00:00.000000','console:local:owner@crm.example','{"key":"console:f365756a23294290a478db305d51488b:20","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company new","message":"f365756a23294290a478db305d51488b-20","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}','done',NULL,0,'2026-11-19 10:00:00.000000');
CREATE TABLE invocation (
	"key" VARCHAR NOT NULL, 
	command VARCHAR NOT NULL, 
	args JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_invocation PRIMARY KEY ("key")
);
INSERT INTO "invocation" VALUES('0c809263eb554981','sure','{"line": "sure line:\"won D-5 rev:1\" label:Won question:\"Close Forty crates as won, \u20ac12,000?\""}','2026-11-19 10:00:00.000000');
CREATE TABLE lane (
	address VARCHAR NOT NULL, 
	next_free DATETIME NOT NULL, 
	ready_at DATETIME, 
	CONSTRAINT pk_lane PRIMARY KEY (address)
);
CREATE TABLE link_code (
	id INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT pk_link_code PRIMARY KEY (id), 
	CONSTRAINT fk_link_code_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_link_code_hash UNIQUE (hash)
);
INSERT INTO "link_code" VALUES(1,'78a97d092a49326d242d7a7d2d387f2b60e290afba12249ec9f40cd9b821240d',2,'2026-11-19 10:10:00.000000',0,NULL);
CREATE TABLE list_shown (
	user_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	rows JSON NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_list_shown PRIMARY KEY (user_id, address), 
	CONSTRAINT fk_list_shown_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "list_shown" VALUES(1,'console:local:owner@crm.example','[10, 8, 12]','2026-11-19 10:00:00.000000');
CREATE TABLE lost_reason (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR, 
	is_active BOOLEAN NOT NULL, 
	needs_note BOOLEAN NOT NULL, 
	CONSTRAINT pk_lost_reason PRIMARY KEY (id), 
	CONSTRAINT uq_lost_reason_name UNIQUE (name)
);
INSERT INTO "lost_reason" VALUES(1,'Pricing',NULL,1,0);
INSERT INTO "lost_reason" VALUES(2,'Competition',NULL,1,0);
INSERT INTO "lost_reason" VALUES(3,'Budget',NULL,1,0);
INSERT INTO "lost_reason" VALUES(4,'Timing',NULL,1,0);
INSERT INTO "lost_reason" VALUES(5,'Missing features',NULL,1,0);
INSERT INTO "lost_reason" VALUES(6,'No decision',NULL,1,0);
INSERT INTO "lost_reason" VALUES(7,'Other',NULL,1,1);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	record_id INTEGER, 
	args JSON NOT NULL, 
	user_id INTEGER, 
	address TEXT, 
	dedupe_key TEXT NOT NULL, 
	send_after DATETIME NOT NULL, 
	lease_until DATETIME, 
	tries INTEGER NOT NULL, 
	status VARCHAR(32) NOT NULL, 
	sent_ref TEXT, 
	last_error TEXT, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT ck_outbox_recipient CHECK (user_id IS NOT NULL OR address IS NOT NULL), 
	CONSTRAINT fk_outbox_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_outbox_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_outbox_dedupe_key UNIQUE (dedupe_key), 
	CONSTRAINT ck_outbox_outboxstatus CHECK (status IN ('pending', 'sent', 'dead', 'dropped'))
);
CREATE TABLE party (
	record_id INTEGER NOT NULL, 
	name_key VARCHAR NOT NULL, 
	company_id INTEGER, 
	parent_id INTEGER, 
	primary_contact_id INTEGER, 
	accounting_contact_id INTEGER, 
	is_prospect BOOLEAN NOT NULL, 
	is_customer BOOLEAN NOT NULL, 
	is_supplier BOOLEAN NOT NULL, 
	is_partner BOOLEAN NOT NULL, 
	industry VARCHAR, 
	employees INTEGER, 
	registration_no VARCHAR, 
	tax_no VARCHAR, 
	currency VARCHAR, 
	source_id INTEGER, 
	description TEXT, 
	first_name VARCHAR, 
	last_name VARCHAR, 
	company_name VARCHAR, 
	job_title VARCHAR, 
	department VARCHAR, 
	email VARCHAR, 
	email_key VARCHAR, 
	phone VARCHAR, 
	phone_key VARCHAR, 
	mobile VARCHAR, 
	mobile_key VARCHAR, 
	website VARCHAR, 
	street VARCHAR, 
	city VARCHAR, 
	region VARCHAR, 
	postcode VARCHAR, 
	country VARCHAR, 
	language VARCHAR, 
	no_calls BOOLEAN NOT NULL, 
	no_emails BOOLEAN NOT NULL, 
	CONSTRAINT pk_party PRIMARY KEY (record_id), 
	CONSTRAINT fk_party_accounting_contact_id FOREIGN KEY(accounting_contact_id) REFERENCES party (record_id), 
	CONSTRAINT fk_party_company_id FOREIGN KEY(company_id) REFERENCES party (record_id), 
	CONSTRAINT fk_party_parent_id FOREIGN KEY(parent_id) REFERENCES party (record_id), 
	CONSTRAINT fk_party_primary_contact_id FOREIGN KEY(primary_contact_id) REFERENCES party (record_id), 
	CONSTRAINT fk_party_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_party_source_id FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "party" VALUES(1,'acme',NULL,NULL,NULL,NULL,1,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'+442079460000','442079460000',NULL,NULL,NULL,NULL,'London',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "party" VALUES(2,'globex',NULL,NULL,NULL,NULL,1,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0);
INSERT INTO "party" VALUES(3,'jane doe',NULL,NULL,NULL,NULL,0,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'Jane','Doe',NULL,'Acme Ltd',NULL,'jane@acme.example','jane@acme.example','+44 7700 900123','447700900123',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0);
INSERT INTO "party" VALUES(4,'paul martin',NULL,NULL,NULL,NULL,0,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'Paul','Martin',NULL,'Globex',NULL,'paul@globex.example','paul@globex.example',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0);
CREATE TABLE pipeline (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	CONSTRAINT pk_pipeline PRIMARY KEY (id), 
	CONSTRAINT uq_pipeline_name UNIQUE (name)
);
INSERT INTO "pipeline" VALUES(1,'Sales',1);
CREATE TABLE poll_offset (
	platform VARCHAR NOT NULL, 
	bot VARCHAR NOT NULL, 
	"offset" BIGINT NOT NULL, 
	CONSTRAINT pk_poll_offset PRIMARY KEY (platform, bot)
);
CREATE TABLE rate_token (
	platform VARCHAR NOT NULL, 
	tenant VARCHAR NOT NULL, 
	next_free DATETIME NOT NULL, 
	CONSTRAINT pk_rate_token PRIMARY KEY (platform, tenant)
);
CREATE TABLE recent_record (
	user_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	record_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_recent_record PRIMARY KEY (user_id, address, record_id), 
	CONSTRAINT fk_recent_record_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_recent_record_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',1,'2026-11-19 10:00:00.000017');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',2,'2026-11-19 10:00:00.000010');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',3,'2026-11-19 10:00:00.000002');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',4,'2026-11-19 10:00:00.000003');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',5,'2026-11-19 10:00:00.000004');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',6,'2026-11-19 10:00:00.000015');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',7,'2026-11-19 10:00:00.000006');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',8,'2026-11-19 10:00:00.000008');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',9,'2026-11-19 10:00:00.000009');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',10,'2026-11-19 10:00:00.000011');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',11,'2026-11-19 10:00:00.000014');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',12,'2026-11-19 10:00:00.000013');
INSERT INTO "recent_record" VALUES(1,'console:local:owner@crm.example',13,'2026-11-19 10:00:00.000016');
CREATE TABLE record (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR NOT NULL, 
	title TEXT NOT NULL, 
	search_text TEXT NOT NULL, 
	owner_id INTEGER, 
	team_id INTEGER, 
	created_at DATETIME NOT NULL, 
	created_by_id INTEGER, 
	updated_at DATETIME NOT NULL, 
	updated_by_id INTEGER, 
	deleted_at DATETIME, 
	merged_into_id INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT fk_record_created_by_id FOREIGN KEY(created_by_id) REFERENCES user (id), 
	CONSTRAINT fk_record_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES record (id), 
	CONSTRAINT fk_record_owner_id FOREIGN KEY(owner_id) REFERENCES user (id), 
	CONSTRAINT fk_record_team_id FOREIGN KEY(team_id) REFERENCES team (id), 
	CONSTRAINT fk_record_updated_by_id FOREIGN KEY(updated_by_id) REFERENCES user (id)
);
INSERT INTO "record" VALUES(1,'company','Acme Ltd','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(2,'company','Globex','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(3,'contact','Jane Doe','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(4,'contact','Paul Martin','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(5,'deal','Forty crates','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(6,'deal','Pilot','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,2);
INSERT INTO "record" VALUES(7,'note','met Jane, they want forty crates #crates, follow up Friday 11:00','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(8,'task','Follow up','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(9,'note','called Paul, no answer. Try again tomorrow 9am','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(10,'task','send the offer to Acme Ltd','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(11,'task','water the plants','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,2);
INSERT INTO "record" VALUES(12,'task','call Paul #calls','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,NULL,NULL,1);
INSERT INTO "record" VALUES(13,'note','paid the deposit','',1,1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',1,'2026-11-19 10:00:00.000000',NULL,2);
CREATE TABLE record_tag (
	record_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT pk_record_tag PRIMARY KEY (record_id, tag_id), 
	CONSTRAINT fk_record_tag_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_record_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id)
);
INSERT INTO "record_tag" VALUES(7,1);
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	user_id INTEGER, 
	address TEXT, 
	kind VARCHAR NOT NULL, 
	due_at DATETIME NOT NULL, 
	wall_time VARCHAR, 
	zone VARCHAR, 
	status VARCHAR(32) NOT NULL, 
	lease_until DATETIME, 
	CONSTRAINT pk_reminder PRIMARY KEY (id), 
	CONSTRAINT ck_reminder_recipient CHECK (user_id IS NOT NULL OR address IS NOT NULL), 
	CONSTRAINT fk_reminder_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_reminder_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT ck_reminder_reminderstatus CHECK (status IN ('pending', 'fired', 'cancelled'))
);
INSERT INTO "reminder" VALUES(1,8,1,NULL,'at_time','2026-11-20 11:00:00.000000','2026-11-20T11:00','UTC','pending',NULL);
INSERT INTO "reminder" VALUES(2,10,1,NULL,'at_time','2026-11-20 10:00:00.000000','2026-11-20T10:00','UTC','pending',NULL);
INSERT INTO "reminder" VALUES(3,11,1,NULL,'at_time','2026-11-20 09:00:00.000000','2026-11-20','UTC','cancelled',NULL);
INSERT INTO "reminder" VALUES(4,12,1,NULL,'at_time','2026-11-23 09:00:00.000000','2026-11-23T09:00','UTC','pending',NULL);
CREATE TABLE role (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_role PRIMARY KEY (id), 
	CONSTRAINT uq_role_name UNIQUE (name)
);
INSERT INTO "role" VALUES(1,'owner');
INSERT INTO "role" VALUES(2,'manager');
INSERT INTO "role" VALUES(3,'rep');
INSERT INTO "role" VALUES(4,'read-only');
CREATE TABLE role_grant (
	role_id INTEGER NOT NULL, 
	permission VARCHAR NOT NULL, 
	level VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_role_grant PRIMARY KEY (role_id, permission), 
	CONSTRAINT fk_role_grant_role_id FOREIGN KEY(role_id) REFERENCES role (id), 
	CONSTRAINT ck_role_grant_grantlevel CHECK (level IN ('none', 'own', 'team', 'all'))
);
CREATE TABLE search_posting (
	token_id INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	weight SMALLINT NOT NULL, 
	CONSTRAINT pk_search_posting PRIMARY KEY (token_id, record_id), 
	CONSTRAINT fk_search_posting_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_search_posting_token_id FOREIGN KEY(token_id) REFERENCES search_token (id)
)
 WITHOUT ROWID

;
INSERT INTO "search_posting" VALUES(1,1,3);
INSERT INTO "search_posting" VALUES(2,1,5);
INSERT INTO "search_posting" VALUES(2,3,2);
INSERT INTO "search_posting" VALUES(2,5,2);
INSERT INTO "search_posting" VALUES(2,10,5);
INSERT INTO "search_posting" VALUES(3,1,1);
INSERT INTO "search_posting" VALUES(4,1,5);
INSERT INTO "search_posting" VALUES(4,3,1);
INSERT INTO "search_posting" VALUES(4,5,2);
INSERT INTO "search_posting" VALUES(4,10,5);
INSERT INTO "search_posting" VALUES(5,2,5);
INSERT INTO "search_posting" VALUES(5,4,2);
INSERT INTO "search_posting" VALUES(5,6,2);
INSERT INTO "search_posting" VALUES(6,3,3);
INSERT INTO "search_posting" VALUES(7,3,5);
INSERT INTO "search_posting" VALUES(8,3,2);
INSERT INTO "search_posting" VALUES(8,4,2);
INSERT INTO "search_posting" VALUES(9,3,5);
INSERT INTO "search_posting" VALUES(9,7,1);
INSERT INTO "search_posting" VALUES(10,4,5);
INSERT INTO "search_posting" VALUES(11,4,5);
INSERT INTO "search_posting" VALUES(11,9,1);
INSERT INTO "search_posting" VALUES(11,12,5);
INSERT INTO "search_posting" VALUES(12,5,5);
INSERT INTO "search_posting" VALUES(12,7,1);
INSERT INTO "search_posting" VALUES(13,5,5);
INSERT INTO "search_posting" VALUES(13,7,1);
INSERT INTO "search_posting" VALUES(14,6,5);
INSERT INTO "search_posting" VALUES(15,7,1);
INSERT INTO "search_posting" VALUES(16,7,1);
INSERT INTO "search_posting" VALUES(17,7,1);
INSERT INTO "search_posting" VALUES(17,8,5);
INSERT INTO "search_posting" VALUES(18,7,1);
INSERT INTO "search_posting" VALUES(19,7,1);
INSERT INTO "search_posting" VALUES(20,7,1);
INSERT INTO "search_posting" VALUES(21,7,1);
INSERT INTO "search_posting" VALUES(21,8,5);
INSERT INTO "search_posting" VALUES(22,7,1);
INSERT INTO "search_posting" VALUES(23,9,1);
INSERT INTO "search_posting" VALUES(24,9,1);
INSERT INTO "search_posting" VALUES(25,9,1);
INSERT INTO "search_posting" VALUES(26,9,1);
INSERT INTO "search_posting" VALUES(27,9,1);
INSERT INTO "search_posting" VALUES(28,9,1);
INSERT INTO "search_posting" VALUES(29,9,1);
INSERT INTO "search_posting" VALUES(30,10,5);
INSERT INTO "search_posting" VALUES(31,10,5);
INSERT INTO "search_posting" VALUES(32,10,5);
INSERT INTO "search_posting" VALUES(32,11,5);
INSERT INTO "search_posting" VALUES(32,13,1);
INSERT INTO "search_posting" VALUES(33,10,5);
INSERT INTO "search_posting" VALUES(34,11,5);
INSERT INTO "search_posting" VALUES(35,11,5);
INSERT INTO "search_posting" VALUES(36,12,5);
INSERT INTO "search_posting" VALUES(37,12,5);
INSERT INTO "search_posting" VALUES(38,13,1);
INSERT INTO "search_posting" VALUES(39,13,1);
CREATE TABLE search_token (
	id INTEGER NOT NULL, 
	token VARCHAR NOT NULL, 
	CONSTRAINT pk_search_token PRIMARY KEY (id), 
	CONSTRAINT uq_search_token_token UNIQUE (token)
);
INSERT INTO "search_token" VALUES(1,'442079460000');
INSERT INTO "search_token" VALUES(2,'acme');
INSERT INTO "search_token" VALUES(3,'london');
INSERT INTO "search_token" VALUES(4,'ltd');
INSERT INTO "search_token" VALUES(5,'globex');
INSERT INTO "search_token" VALUES(6,'447700900123');
INSERT INTO "search_token" VALUES(7,'doe');
INSERT INTO "search_token" VALUES(8,'example');
INSERT INTO "search_token" VALUES(9,'jane');
INSERT INTO "search_token" VALUES(10,'martin');
INSERT INTO "search_token" VALUES(11,'paul');
INSERT INTO "search_token" VALUES(12,'crates');
INSERT INTO "search_token" VALUES(13,'forty');
INSERT INTO "search_token" VALUES(14,'pilot');
INSERT INTO "search_token" VALUES(15,'00');
INSERT INTO "search_token" VALUES(16,'11');
INSERT INTO "search_token" VALUES(17,'follow');
INSERT INTO "search_token" VALUES(18,'friday');
INSERT INTO "search_token" VALUES(19,'met');
INSERT INTO "search_token" VALUES(20,'they');
INSERT INTO "search_token" VALUES(21,'up');
INSERT INTO "search_token" VALUES(22,'want');
INSERT INTO "search_token" VALUES(23,'9am');
INSERT INTO "search_token" VALUES(24,'again');
INSERT INTO "search_token" VALUES(25,'answer');
INSERT INTO "search_token" VALUES(26,'called');
INSERT INTO "search_token" VALUES(27,'no');
INSERT INTO "search_token" VALUES(28,'tomorrow');
INSERT INTO "search_token" VALUES(29,'try');
INSERT INTO "search_token" VALUES(30,'offer');
INSERT INTO "search_token" VALUES(31,'send');
INSERT INTO "search_token" VALUES(32,'the');
INSERT INTO "search_token" VALUES(33,'to');
INSERT INTO "search_token" VALUES(34,'plants');
INSERT INTO "search_token" VALUES(35,'water');
INSERT INTO "search_token" VALUES(36,'call');
INSERT INTO "search_token" VALUES(37,'calls');
INSERT INTO "search_token" VALUES(38,'deposit');
INSERT INTO "search_token" VALUES(39,'paid');
CREATE TABLE sent_card (
	ref VARCHAR NOT NULL, 
	record_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	user_id INTEGER, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_sent_card PRIMARY KEY (ref), 
	CONSTRAINT fk_sent_card_record_id FOREIGN KEY(record_id) REFERENCES record (id), 
	CONSTRAINT fk_sent_card_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-2',1,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-3',2,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-4',3,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-5',4,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-6',5,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-7',6,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-8',7,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-9',9,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-10',10,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-11',11,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-12',12,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-13',11,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-15',6,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
INSERT INTO "sent_card" VALUES('console:local:owner@crm.example/f365756a23294290a478db305d51488b-17',13,'console:local:owner@crm.example','answer',NULL,'2026-11-19 10:00:00.000000');
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
);
CREATE TABLE source (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	code VARCHAR, 
	is_active BOOLEAN NOT NULL, 
	CONSTRAINT pk_source PRIMARY KEY (id), 
	CONSTRAINT uq_source_name UNIQUE (name)
);
CREATE TABLE stage (
	id INTEGER NOT NULL, 
	pipeline_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	category VARCHAR(32) NOT NULL, 
	probability INTEGER, 
	rot_days INTEGER, 
	CONSTRAINT pk_stage PRIMARY KEY (id), 
	CONSTRAINT ck_stage_probability CHECK (probability BETWEEN 0 AND 100), 
	CONSTRAINT fk_stage_pipeline_id FOREIGN KEY(pipeline_id) REFERENCES pipeline (id), 
	CONSTRAINT uq_stage_pipeline_id_name UNIQUE (pipeline_id, name), 
	CONSTRAINT ck_stage_stagecategory CHECK (category IN ('open', 'won', 'lost'))
);
INSERT INTO "stage" VALUES(1,1,'New',0,'open',10,NULL);
INSERT INTO "stage" VALUES(2,1,'Qualification',1,'open',25,NULL);
INSERT INTO "stage" VALUES(3,1,'Proposition',2,'open',50,NULL);
INSERT INTO "stage" VALUES(4,1,'Negotiation',3,'open',75,NULL);
INSERT INTO "stage" VALUES(5,1,'Won',4,'won',100,NULL);
INSERT INTO "stage" VALUES(6,1,'Lost',5,'lost',0,NULL);
CREATE TABLE tag (
	id INTEGER NOT NULL, 
	name_key VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	colour VARCHAR, 
	CONSTRAINT pk_tag PRIMARY KEY (id), 
	CONSTRAINT uq_tag_name_key UNIQUE (name_key)
);
INSERT INTO "tag" VALUES(1,'crates','crates',NULL);
CREATE TABLE team (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_team PRIMARY KEY (id), 
	CONSTRAINT uq_team_name UNIQUE (name)
);
INSERT INTO "team" VALUES(1,'Everyone');
CREATE TABLE team_member (
	team_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	is_lead BOOLEAN NOT NULL, 
	CONSTRAINT pk_team_member PRIMARY KEY (team_id, user_id), 
	CONSTRAINT fk_team_member_team_id FOREIGN KEY(team_id) REFERENCES team (id), 
	CONSTRAINT fk_team_member_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "team_member" VALUES(1,1,1);
INSERT INTO "team_member" VALUES(1,2,0);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	timezone_confirmed BOOLEAN NOT NULL, 
	locale VARCHAR NOT NULL, 
	colour VARCHAR, 
	is_active BOOLEAN NOT NULL, 
	digest_at TIME, 
	digest_days VARCHAR, 
	quiet_from TIME, 
	quiet_to TIME, 
	work_days VARCHAR NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_email UNIQUE (email)
);
INSERT INTO "user" VALUES(1,'Owner','owner@crm.example','UTC',0,'en',NULL,1,NULL,NULL,NULL,NULL,'12345');
INSERT INTO "user" VALUES(2,'Ben','ben@firm.example','UTC',0,'en',NULL,1,NULL,NULL,NULL,NULL,'12345');
CREATE TABLE user_grant (
	user_id INTEGER NOT NULL, 
	permission VARCHAR NOT NULL, 
	level VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_user_grant PRIMARY KEY (user_id, permission), 
	CONSTRAINT fk_user_grant_user_id FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT ck_user_grant_grantlevel CHECK (level IN ('none', 'own', 'team', 'all'))
);
CREATE TABLE user_role (
	user_id INTEGER NOT NULL, 
	role_id INTEGER NOT NULL, 
	CONSTRAINT pk_user_role PRIMARY KEY (user_id, role_id), 
	CONSTRAINT fk_user_role_role_id FOREIGN KEY(role_id) REFERENCES role (id), 
	CONSTRAINT fk_user_role_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "user_role" VALUES(1,1);
INSERT INTO "user_role" VALUES(2,3);
CREATE INDEX ix_team_member_user_id ON team_member (user_id);
CREATE INDEX ix_user_role_role_id ON user_role (role_id);
CREATE INDEX ix_chat_identity_user_id ON chat_identity (user_id);
CREATE INDEX ix_link_code_user_id ON link_code (user_id);
CREATE INDEX ix_record_created_by_id ON record (created_by_id);
CREATE INDEX ix_record_kind_owner_id_deleted_at ON record (kind, owner_id, deleted_at);
CREATE INDEX ix_record_merged_into_id ON record (merged_into_id);
CREATE INDEX ix_record_owner_id_deleted_at ON record (owner_id, deleted_at);
CREATE INDEX ix_record_team_id ON record (team_id);
CREATE INDEX ix_change_batch_id ON change (batch_id);
CREATE INDEX ix_change_record_id_at ON change (record_id, at);
CREATE INDEX ix_change_user_id_id ON change (user_id, id);
CREATE INDEX ix_record_tag_tag_id ON record_tag (tag_id);
CREATE INDEX ix_document_about_id ON document (about_id);
CREATE INDEX ix_document_sha256 ON document (sha256);
CREATE INDEX ix_channel_bound_record_id ON channel (bound_record_id);
CREATE UNIQUE INDEX uq_pipeline_is_default ON pipeline (is_default) WHERE is_default;
CREATE UNIQUE INDEX uq_stage_closing ON stage (pipeline_id, category) WHERE category <> 'open';
CREATE INDEX ix_party_company_id ON party (company_id);
CREATE INDEX ix_party_email_key ON party (email_key);
CREATE INDEX ix_party_mobile_key ON party (mobile_key);
CREATE INDEX ix_party_name_key ON party (name_key);
CREATE INDEX ix_party_parent_id ON party (parent_id);
CREATE INDEX ix_party_phone_key ON party (phone_key);
CREATE INDEX ix_deal_contact_id ON deal (contact_id);
CREATE INDEX ix_deal_expected_close ON deal (expected_close);
CREATE INDEX ix_deal_party_id ON deal (party_id);
CREATE INDEX ix_deal_stage_id_expected_close ON deal (stage_id, expected_close);
CREATE INDEX ix_activity_assignee_id_status_due_on ON activity (assignee_id, status, due_on);
CREATE INDEX ix_activity_happened_at ON activity (happened_at);
CREATE INDEX ix_activity_source_message ON activity (source_message);
CREATE INDEX ix_activity_starts_at ON activity (starts_at);
CREATE INDEX ix_activity_status_due_at ON activity (status, due_at);
CREATE INDEX ix_activity_link_record_id ON activity_link (record_id);
CREATE INDEX ix_reminder_status_due_at ON reminder (status, due_at);
CREATE INDEX ix_reminder_user_id ON reminder (user_id);
CREATE UNIQUE INDEX uq_reminder_address ON reminder (record_id, kind, address) WHERE user_id IS NULL;
CREATE UNIQUE INDEX uq_reminder_user ON reminder (record_id, kind, user_id) WHERE address IS NULL;
CREATE UNIQUE INDEX uq_reminder_user_address ON reminder (record_id, kind, user_id, address);
CREATE INDEX ix_inbox_error_ref ON inbox (error_ref);
CREATE INDEX ix_inbox_state_received_at ON inbox (state, received_at);
CREATE INDEX ix_outbox_record_id ON outbox (record_id);
CREATE INDEX ix_outbox_status_send_after ON outbox (status, send_after);
CREATE INDEX ix_outbox_user_id ON outbox (user_id);
CREATE INDEX ix_dialog_expires_at ON dialog (expires_at);
CREATE INDEX ix_dialog_user_id ON dialog (user_id);
CREATE INDEX ix_draft_created_at ON draft (created_at);
CREATE INDEX ix_draft_sender ON draft (sender);
CREATE INDEX ix_draft_user_id_address ON draft (user_id, address);
CREATE INDEX ix_invocation_created_at ON invocation (created_at);
CREATE INDEX ix_sent_card_at ON sent_card (at);
CREATE INDEX ix_sent_card_record_id_kind ON sent_card (record_id, kind);
CREATE INDEX ix_lane_ready_at ON lane (ready_at);
CREATE INDEX ix_search_posting_record_id ON search_posting (record_id);
CREATE INDEX ix_recent_record_at ON recent_record (at);
CREATE INDEX ix_recent_record_record_id ON recent_record (record_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('record',13);
COMMIT;
