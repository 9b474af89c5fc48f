-- A corporation of any size. What is picked for a number is the same each time; early words are picked more often.
CREATE FUNCTION pg_temp.pick(number bigint, salt int, many bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
    $$ SELECT ((hashint8extended(number, salt) & 4611686018427387903) %% many)::int $$;
CREATE FUNCTION pg_temp.early(number bigint, salt int, many bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
    $$ SELECT floor(power(((hashint8extended(number, salt) & 1048575) / 1048576.0)::float8, 2.5) * many)::int $$;

CREATE TEMP TABLE person AS
SELECT %(first_contact)s + n AS id, n, f.word AS first, l.word AS last, j.word AS job,
       '+4420' || (10000000 + pg_temp.pick(n, 3, 89999999)) AS phone
FROM generate_series(0, %(contacts)s - 1) AS n
JOIN made_up f ON f.sort = 'first' AND f.place = pg_temp.early(n, 1, %(firsts)s)
JOIN made_up l ON l.sort = 'last' AND l.place = pg_temp.early(n, 2, %(lasts)s)
JOIN made_up j ON j.sort = 'job' AND j.place = pg_temp.pick(n, 4, %(jobs)s);

CREATE TEMP TABLE firm AS
SELECT %(first_company)s + n AS id, n, l.word || ' ' || initcap(w.word) || ' ' || n AS name
FROM generate_series(0, %(companies)s - 1) AS n
JOIN made_up l ON l.sort = 'last' AND l.place = pg_temp.pick(n, 5, %(lasts)s)
JOIN made_up w ON w.sort = 'word' AND w.place = pg_temp.early(n, 6, %(words)s);

CREATE TEMP TABLE bargain AS
SELECT %(first_deal)s + n AS id, n, initcap(w.word) || ' ' || v.word || ' ' || n AS name
FROM generate_series(0, %(deals)s - 1) AS n
JOIN made_up w ON w.sort = 'word' AND w.place = pg_temp.early(n, 7, %(words)s)
JOIN made_up v ON v.sort = 'word' AND v.place = pg_temp.early(n, 8, %(words)s);

-- Of ten activities six are notes, three tasks and one an event.
CREATE TEMP TABLE doing AS
SELECT %(first_activity)s + n AS id, n,
       CASE WHEN n %% 10 < 6 THEN 'note' WHEN n %% 10 < 9 THEN 'task' ELSE 'event' END AS kind,
       w.word AS one, v.word AS two, u.word AS three
FROM generate_series(0, %(activities)s - 1) AS n
JOIN made_up w ON w.sort = 'word' AND w.place = pg_temp.early(n, 9, %(words)s)
JOIN made_up v ON v.sort = 'word' AND v.place = pg_temp.early(n, 10, %(words)s)
JOIN made_up u ON u.sort = 'word' AND u.place = pg_temp.early(n, 11, %(words)s);

INSERT INTO record (id, kind, title, search_text, owner_id, team_id, created_at, created_by_id,
                    updated_at, updated_by_id, version)
SELECT named.id, kind, title, '', CASE WHEN kind IN ('note', 'task', 'event') OR named.id %% 40 > 0 THEN worker.id END,
       worker.team_id, made, worker.id, made, worker.id, 1
FROM (
    SELECT id, kind, title,
           %(now)s::timestamptz - interval '1 minute' * (1 + pg_temp.pick(id, 12, 1576800)) AS made,
           pg_temp.pick(id, 13, %(people)s) AS place
    FROM (
        SELECT id, 'company' AS kind, name AS title FROM firm
        UNION ALL SELECT id, 'contact', first || ' ' || last FROM person
        UNION ALL SELECT id, 'deal', name FROM bargain
        UNION ALL SELECT id, kind, one || ' ' || two || ' ' || three FROM doing
    ) AS every
) AS named
JOIN worker ON worker.n = named.place;

INSERT INTO party (record_id, kind, name_key, city, employees, no_calls, no_emails,
                   is_prospect, is_customer, is_supplier, is_partner)
SELECT id, 'company', lower(name), 'Town' || pg_temp.pick(id, 14, 300), pg_temp.pick(id, 15, 5000), false, false,
       id %% 4 = 0, id %% 4 = 1, id %% 4 = 2, id %% 4 = 3
FROM firm;

INSERT INTO party (record_id, kind, name_key, first_name, last_name, job_title, email, email_key, phone, phone_key, city,
                   company_id, no_calls, no_emails, is_prospect, is_customer, is_supplier, is_partner)
SELECT id, 'contact', lower(first || ' ' || last), first, last, job, mail, mail, phone, phone,
       'Town' || pg_temp.pick(id, 14, 300), %(first_company)s + pg_temp.pick(id, 16, %(companies)s),
       false, false, false, false, false, false
FROM (SELECT *, lower(first || '.' || last) || n || '@firm.example' AS mail FROM person) AS reached;

INSERT INTO deal (record_id, party_id, type, stage_id, stage_entered_at, closed_at, amount_minor, currency,
                  probability, probability_manual, expected_close, position)
SELECT bargain.id, %(first_company)s + pg_temp.pick(bargain.id, 17, %(companies)s), 'new_customer', step.id,
       %(now)s::timestamptz - interval '1 day' * pg_temp.pick(bargain.id, 18, 90),
       CASE WHEN step.category <> 'open' THEN %(now)s::timestamptz - interval '1 day' * pg_temp.pick(bargain.id, 19, 1000) END,
       (100 + pg_temp.pick(bargain.id, 20, 200000)) * 100, CASE WHEN bargain.id %% 4 = 0 THEN 'GBP' ELSE 'EUR' END, 50, false,
       (%(now)s::timestamptz)::date + pg_temp.pick(bargain.id, 21, 400) - 200, 0
FROM bargain
JOIN step ON step.is_open = (bargain.id %% 5 = 0) AND step.n = pg_temp.pick(bargain.id, 22, step.many);

INSERT INTO activity (record_id, kind, body, note_kind, happened_at, requires_approval, origin_private, all_day)
SELECT id, kind, one || ' ' || two || ' ' || three, CASE WHEN id %% 4 = 0 THEN 'call' ELSE 'note' END,
       %(now)s::timestamptz - interval '1 minute' * (1 + pg_temp.pick(id, 12, 1576800)), false, true, false
FROM doing WHERE kind = 'note';

-- Two tasks of three are open and come with a time; each of these has a reminder that waits.
INSERT INTO activity (record_id, kind, status, priority, due_on, due_time, due_zone, due_at, assignee_id,
                      assigned_by_id, completed_at, requires_approval, origin_private, all_day)
SELECT work.id, kind, CASE WHEN is_open THEN 'todo' ELSE 'done' END, 'normal', due_at::date, due_at::time,
       'Europe/London', due_at, worker.id, worker.id, CASE WHEN NOT is_open THEN due_at END, false, true, false
FROM (
    SELECT id, kind, n %% 3 < 2 AS is_open, pg_temp.pick(id, 13, %(people)s) AS place,
           CASE WHEN n %% 3 < 2 THEN date_trunc('hour', %(now)s::timestamptz) + interval '15 minutes' * (8 + pg_temp.pick(id, 23, 17280))
                ELSE date_trunc('hour', %(now)s::timestamptz) - interval '15 minutes' * (1 + pg_temp.pick(id, 24, 105120)) END AS due_at
    FROM doing WHERE kind = 'task'
) AS work
JOIN worker ON worker.n = work.place;

INSERT INTO activity (record_id, kind, event_kind, event_status, starts_at, ends_at, starts_on, starts_time, zone,
                      visibility, availability, requires_approval, origin_private, all_day)
SELECT id, kind, 'meeting', CASE WHEN starts_at < %(now)s::timestamptz THEN 'held' ELSE 'planned' END,
       starts_at, starts_at + interval '1 hour', starts_at::date, starts_at::time, 'Europe/London',
       'public', 'busy', false, true, false
FROM (
    SELECT id, kind, date_trunc('hour', %(now)s::timestamptz) + interval '1 hour' * (pg_temp.pick(id, 25, 20000) - 18000) AS starts_at
    FROM doing WHERE kind = 'event'
) AS meeting;

INSERT INTO activity_attendee (activity_id, user_id, answer)
SELECT doing.id, worker.id, 'yes'
FROM doing JOIN worker ON worker.n = pg_temp.pick(doing.id, 13, %(people)s)
WHERE kind = 'event';

INSERT INTO activity_link (activity_id, record_id, role)
SELECT id, %(first_company)s + pg_temp.pick(id, 26, %(companies)s), 'about' FROM doing
UNION ALL SELECT id, %(first_contact)s + pg_temp.pick(id, 27, %(contacts)s), 'about' FROM doing WHERE n %% 2 = 0
UNION ALL SELECT id, %(first_deal)s + pg_temp.pick(id, 28, %(deals)s), 'about' FROM doing WHERE n %% 5 = 0;

INSERT INTO reminder (record_id, user_id, kind, due_at, wall_time, zone, minutes, fired, status)
SELECT record_id, assignee_id, 'due', due_at,
       to_char(due_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD"T"HH24:MI'), 'Europe/London', 0, 0, 'pending'
FROM activity WHERE kind = 'task' AND status = 'todo' AND record_id >= %(first_activity)s;

INSERT INTO change (batch_id, record_id, table_name, row_key, at, user_id, via, command, action, operation, diff)
SELECT 'made' || id, id, 'record', id::text, created_at, created_by_id, 'slack', kind, 'create', 'insert',
       jsonb_build_object('title', jsonb_build_array(NULL, title))
FROM record WHERE id >= %(first_company)s;

INSERT INTO recent_record (user_id, address, record_id, at)
SELECT DISTINCT ON (1, 3) worker.id, 'slack:' || %(team)s || ':D' || worker.n,
       %(first_company)s + pg_temp.pick(worker.n * 100 + place, 29, %(first_activity)s - %(first_company)s),
       %(now)s::timestamptz - interval '1 hour' * place
FROM worker, generate_series(1, 50) AS place;

CREATE TEMP TABLE said AS
SELECT id, lower(word) AS word, 5 AS weight FROM firm, regexp_split_to_table(name, ' ') AS word
UNION ALL SELECT id, lower(first), 5 FROM person
UNION ALL SELECT id, lower(last), 5 FROM person WHERE lower(last) <> lower(first)
UNION ALL SELECT id, substr(phone, 2), 3 FROM person
UNION ALL SELECT id, lower(word), 1 FROM person, regexp_split_to_table(job, ' ') AS word
UNION ALL SELECT id, lower(word), 5 FROM bargain, regexp_split_to_table(name, ' ') AS word
UNION ALL SELECT id, one, 5 FROM doing
UNION ALL SELECT id, two, 5 FROM doing WHERE two <> one
UNION ALL SELECT id, three, 5 FROM doing WHERE three <> two AND three <> one;
INSERT INTO search_token (token) SELECT DISTINCT word FROM said ON CONFLICT DO NOTHING;
INSERT INTO search_posting (token_id, record_id, weight)
SELECT search_token.id, said.id, max(said.weight) FROM said JOIN search_token ON search_token.token = said.word
GROUP BY 1, 2;
SELECT setval(pg_get_serial_sequence('record', 'id'), (SELECT max(id) FROM record));
