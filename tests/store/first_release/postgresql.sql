SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.activity (
    record_id integer NOT NULL,
    kind character varying NOT NULL,
    type_id integer,
    body text,
    outcome text,
    completed_at timestamp with time zone,
    note_kind character varying(32),
    happened_at timestamp with time zone,
    direction character varying(32),
    duration_minutes integer,
    lat double precision,
    lng double precision,
    source_message text,
    status character varying(32),
    priority character varying(32),
    due_on date,
    due_time time without time zone,
    due_zone character varying,
    due_at timestamp with time zone,
    assignee_id integer,
    assigned_by_id integer,
    requires_approval boolean NOT NULL,
    approver_id integer,
    approved_at timestamp with time zone,
    snoozed_until timestamp with time zone,
    origin_address text,
    origin_private boolean NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    all_day boolean NOT NULL,
    location text,
    visibility character varying(32),
    availability character varying(32),
    CONSTRAINT ck_activity_availability CHECK (((availability)::text = ANY ((ARRAY['busy'::character varying, 'free'::character varying])::text[]))),
    CONSTRAINT ck_activity_direction CHECK (((direction)::text = ANY ((ARRAY['in'::character varying, 'out'::character varying])::text[]))),
    CONSTRAINT ck_activity_due CHECK (((due_on IS NOT NULL) OR ((due_at IS NULL) AND (due_time IS NULL)))),
    CONSTRAINT ck_activity_due_time CHECK (((due_at IS NULL) = (due_time IS NULL))),
    CONSTRAINT ck_activity_event CHECK ((((kind)::text <> 'event'::text) OR ((starts_at IS NOT NULL) AND (ends_at >= starts_at)))),
    CONSTRAINT ck_activity_kind CHECK (((kind)::text = ANY ((ARRAY['note'::character varying, 'task'::character varying, 'event'::character varying])::text[]))),
    CONSTRAINT ck_activity_note CHECK ((((kind)::text <> 'note'::text) OR ((happened_at IS NOT NULL) AND (note_kind IS NOT NULL)))),
    CONSTRAINT ck_activity_notekind CHECK (((note_kind)::text = ANY ((ARRAY['note'::character varying, 'call'::character varying, 'email'::character varying, 'meeting'::character varying, 'visit'::character varying])::text[]))),
    CONSTRAINT ck_activity_place CHECK (((lat IS NULL) = (lng IS NULL))),
    CONSTRAINT ck_activity_priority CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying, 'urgent'::character varying])::text[]))),
    CONSTRAINT ck_activity_task CHECK ((((kind)::text <> 'task'::text) OR ((status IS NOT NULL) AND (priority IS NOT NULL)))),
    CONSTRAINT ck_activity_taskstatus CHECK (((status)::text = ANY ((ARRAY['todo'::character varying, 'in_progress'::character varying, 'waiting'::character varying, 'awaiting_approval'::character varying, 'done'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_activity_visibility CHECK (((visibility)::text = ANY ((ARRAY['public'::character varying, 'private'::character varying, 'confidential'::character varying])::text[])))
);
CREATE TABLE public.activity_link (
    activity_id integer NOT NULL,
    record_id integer NOT NULL,
    role character varying(32) NOT NULL,
    answer character varying,
    CONSTRAINT ck_activity_link_linkrole CHECK (((role)::text = ANY ((ARRAY['about'::character varying, 'attendee'::character varying])::text[])))
);
CREATE TABLE public.activity_type (
    id integer NOT NULL,
    name character varying NOT NULL,
    code character varying NOT NULL,
    kind character varying NOT NULL,
    colour character varying,
    next_type_id integer,
    delay_days integer,
    is_active boolean NOT NULL
);
CREATE SEQUENCE public.activity_type_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.activity_type_id_seq OWNED BY public.activity_type.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.change (
    id integer NOT NULL,
    batch_id character varying NOT NULL,
    record_id integer,
    table_name character varying NOT NULL,
    row_key character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id integer,
    via character varying NOT NULL,
    message_ref character varying,
    command character varying,
    action character varying NOT NULL,
    operation character varying(32) NOT NULL,
    diff jsonb NOT NULL,
    undone_by character varying,
    CONSTRAINT ck_change_operation CHECK (((operation)::text = ANY ((ARRAY['insert'::character varying, 'update'::character varying, 'delete'::character varying])::text[])))
);
CREATE SEQUENCE public.change_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.change_id_seq OWNED BY public.change.id;
CREATE TABLE public.channel (
    id integer NOT NULL,
    platform character varying NOT NULL,
    workspace_ext character varying NOT NULL,
    channel_ext character varying NOT NULL,
    name character varying NOT NULL,
    team_id integer,
    state character varying(32) NOT NULL,
    bound_record_id integer,
    CONSTRAINT ck_channel_channelstate CHECK (((state)::text = ANY ((ARRAY['live'::character varying, 'muted'::character varying, 'gone'::character varying])::text[])))
);
CREATE SEQUENCE public.channel_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.channel_id_seq OWNED BY public.channel.id;
CREATE TABLE public.chat_identity (
    id integer NOT NULL,
    user_id integer NOT NULL,
    platform character varying NOT NULL,
    workspace_ext character varying NOT NULL,
    user_ext character varying NOT NULL,
    dm_ext character varying
);
CREATE SEQUENCE public.chat_identity_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chat_identity_id_seq OWNED BY public.chat_identity.id;
CREATE TABLE public.deal (
    record_id integer NOT NULL,
    party_id integer,
    contact_id integer,
    type character varying(32) NOT NULL,
    stage_id integer NOT NULL,
    previous_stage_id integer,
    amount_minor bigint,
    best_minor bigint,
    worst_minor bigint,
    currency character varying NOT NULL,
    probability integer,
    probability_manual boolean NOT NULL,
    expected_close date,
    source_id integer,
    next_step text,
    description text,
    customer_description text,
    lost_reason_id integer,
    lost_note text,
    stage_entered_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    snoozed_until timestamp with time zone,
    "position" integer NOT NULL,
    CONSTRAINT ck_deal_currency CHECK ((length((currency)::text) = 3)),
    CONSTRAINT ck_deal_dealtype CHECK (((type)::text = ANY ((ARRAY['new_customer'::character varying, 'existing_customer'::character varying, 'recurring'::character varying])::text[]))),
    CONSTRAINT ck_deal_party CHECK ((party_id IS NOT NULL)),
    CONSTRAINT ck_deal_probability CHECK (((probability >= 0) AND (probability <= 100)))
);
CREATE TABLE public.dialog (
    id integer NOT NULL,
    user_id integer NOT NULL,
    address text NOT NULL,
    command character varying NOT NULL,
    "values" jsonb NOT NULL,
    step character varying NOT NULL,
    version integer NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.dialog_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.dialog_id_seq OWNED BY public.dialog.id;
CREATE TABLE public.document (
    record_id integer NOT NULL,
    about_id integer,
    media character varying(32) NOT NULL,
    filename text NOT NULL,
    mime character varying NOT NULL,
    size bigint,
    sha256 character varying,
    storage_key character varying,
    description text,
    platform_file_id text,
    CONSTRAINT ck_document_media CHECK (((media)::text = ANY ((ARRAY['file'::character varying, 'photo'::character varying, 'voice'::character varying, 'audio'::character varying, 'video'::character varying])::text[])))
);
CREATE TABLE public.draft (
    id integer NOT NULL,
    user_id integer,
    sender text,
    address text NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_draft_whose CHECK (((user_id IS NOT NULL) OR (sender IS NOT NULL)))
);
CREATE SEQUENCE public.draft_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.draft_id_seq OWNED BY public.draft.id;
CREATE TABLE public.inbox (
    key character varying NOT NULL,
    received_at timestamp with time zone NOT NULL,
    address text NOT NULL,
    inbound text NOT NULL,
    state character varying(32) NOT NULL,
    error_ref character varying,
    tries integer NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT ck_inbox_inboxstate CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'working'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);
CREATE TABLE public.invocation (
    key character varying NOT NULL,
    command character varying NOT NULL,
    args jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.lane (
    address character varying NOT NULL,
    next_free timestamp with time zone NOT NULL,
    ready_at timestamp with time zone
);
CREATE TABLE public.link_code (
    id integer NOT NULL,
    hash character varying NOT NULL,
    user_id integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    used_at timestamp with time zone
);
CREATE SEQUENCE public.link_code_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.link_code_id_seq OWNED BY public.link_code.id;
CREATE TABLE public.list_shown (
    user_id integer NOT NULL,
    address text NOT NULL,
    rows jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.lost_reason (
    id integer NOT NULL,
    name character varying NOT NULL,
    code character varying,
    is_active boolean NOT NULL,
    needs_note boolean NOT NULL
);
CREATE SEQUENCE public.lost_reason_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.lost_reason_id_seq OWNED BY public.lost_reason.id;
CREATE TABLE public.outbox (
    id integer NOT NULL,
    kind character varying NOT NULL,
    record_id integer,
    args jsonb NOT NULL,
    user_id integer,
    address text,
    dedupe_key text NOT NULL,
    send_after timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    tries integer NOT NULL,
    status character varying(32) NOT NULL,
    sent_ref text,
    last_error text,
    CONSTRAINT ck_outbox_outboxstatus CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'sent'::character varying, 'dead'::character varying, 'dropped'::character varying])::text[]))),
    CONSTRAINT ck_outbox_recipient CHECK (((user_id IS NOT NULL) OR (address IS NOT NULL)))
);
CREATE SEQUENCE public.outbox_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;
CREATE TABLE public.party (
    record_id integer NOT NULL,
    name_key character varying NOT NULL,
    company_id integer,
    parent_id integer,
    primary_contact_id integer,
    accounting_contact_id integer,
    is_prospect boolean NOT NULL,
    is_customer boolean NOT NULL,
    is_supplier boolean NOT NULL,
    is_partner boolean NOT NULL,
    industry character varying,
    employees integer,
    registration_no character varying,
    tax_no character varying,
    currency character varying,
    source_id integer,
    description text,
    first_name character varying,
    last_name character varying,
    company_name character varying,
    job_title character varying,
    department character varying,
    email character varying,
    email_key character varying,
    phone character varying,
    phone_key character varying,
    mobile character varying,
    mobile_key character varying,
    website character varying,
    street character varying,
    city character varying,
    region character varying,
    postcode character varying,
    country character varying,
    language character varying,
    no_calls boolean NOT NULL,
    no_emails boolean NOT NULL
);
CREATE TABLE public.pipeline (
    id integer NOT NULL,
    name character varying NOT NULL,
    is_default boolean NOT NULL
);
CREATE SEQUENCE public.pipeline_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pipeline_id_seq OWNED BY public.pipeline.id;
CREATE TABLE public.poll_offset (
    platform character varying NOT NULL,
    bot character varying NOT NULL,
    "offset" bigint NOT NULL
);
CREATE TABLE public.rate_token (
    platform character varying NOT NULL,
    tenant character varying NOT NULL,
    next_free timestamp with time zone NOT NULL
);
CREATE TABLE public.recent_record (
    user_id integer NOT NULL,
    address text NOT NULL,
    record_id integer NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.record (
    id integer NOT NULL,
    kind character varying NOT NULL,
    title text NOT NULL,
    search_text text NOT NULL,
    owner_id integer,
    team_id integer,
    created_at timestamp with time zone NOT NULL,
    created_by_id integer,
    updated_at timestamp with time zone NOT NULL,
    updated_by_id integer,
    deleted_at timestamp with time zone,
    merged_into_id integer,
    version integer NOT NULL
);
CREATE SEQUENCE public.record_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.record_id_seq OWNED BY public.record.id;
CREATE TABLE public.record_tag (
    record_id integer NOT NULL,
    tag_id integer NOT NULL
);
CREATE TABLE public.reminder (
    id integer NOT NULL,
    record_id integer NOT NULL,
    user_id integer,
    address text,
    kind character varying NOT NULL,
    due_at timestamp with time zone NOT NULL,
    wall_time character varying,
    zone character varying,
    status character varying(32) NOT NULL,
    lease_until timestamp with time zone,
    CONSTRAINT ck_reminder_recipient CHECK (((user_id IS NOT NULL) OR (address IS NOT NULL))),
    CONSTRAINT ck_reminder_reminderstatus CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'fired'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE SEQUENCE public.reminder_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.reminder_id_seq OWNED BY public.reminder.id;
CREATE TABLE public.role (
    id integer NOT NULL,
    name character varying NOT NULL
);
CREATE TABLE public.role_grant (
    role_id integer NOT NULL,
    permission character varying NOT NULL,
    level character varying(32) NOT NULL,
    CONSTRAINT ck_role_grant_grantlevel CHECK (((level)::text = ANY ((ARRAY['none'::character varying, 'own'::character varying, 'team'::character varying, 'all'::character varying])::text[])))
);
CREATE SEQUENCE public.role_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.role_id_seq OWNED BY public.role.id;
CREATE TABLE public.search_posting (
    token_id integer NOT NULL,
    record_id integer NOT NULL,
    weight smallint NOT NULL
);
CREATE TABLE public.search_token (
    id integer NOT NULL,
    token character varying NOT NULL COLLATE pg_catalog."C"
);
CREATE SEQUENCE public.search_token_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.search_token_id_seq OWNED BY public.search_token.id;
CREATE TABLE public.sent_card (
    ref character varying NOT NULL,
    record_id integer NOT NULL,
    address text NOT NULL,
    kind character varying NOT NULL,
    user_id integer,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.setting (
    key character varying NOT NULL,
    value jsonb NOT NULL
);
CREATE TABLE public.source (
    id integer NOT NULL,
    name character varying NOT NULL,
    code character varying,
    is_active boolean NOT NULL
);
CREATE SEQUENCE public.source_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.source_id_seq OWNED BY public.source.id;
CREATE TABLE public.stage (
    id integer NOT NULL,
    pipeline_id integer NOT NULL,
    name character varying NOT NULL,
    "position" integer NOT NULL,
    category character varying(32) NOT NULL,
    probability integer,
    rot_days integer,
    CONSTRAINT ck_stage_probability CHECK (((probability >= 0) AND (probability <= 100))),
    CONSTRAINT ck_stage_stagecategory CHECK (((category)::text = ANY ((ARRAY['open'::character varying, 'won'::character varying, 'lost'::character varying])::text[])))
);
CREATE SEQUENCE public.stage_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.stage_id_seq OWNED BY public.stage.id;
CREATE TABLE public.tag (
    id integer NOT NULL,
    name_key character varying NOT NULL,
    name character varying NOT NULL,
    colour character varying
);
CREATE SEQUENCE public.tag_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tag_id_seq OWNED BY public.tag.id;
CREATE TABLE public.team (
    id integer NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE public.team_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.team_id_seq OWNED BY public.team.id;
CREATE TABLE public.team_member (
    team_id integer NOT NULL,
    user_id integer NOT NULL,
    is_lead boolean NOT NULL
);
CREATE TABLE public."user" (
    id integer NOT NULL,
    name character varying NOT NULL,
    email character varying NOT NULL,
    timezone character varying NOT NULL,
    timezone_confirmed boolean NOT NULL,
    locale character varying NOT NULL,
    colour character varying,
    is_active boolean NOT NULL,
    digest_at time without time zone,
    digest_days character varying,
    quiet_from time without time zone,
    quiet_to time without time zone,
    work_days character varying NOT NULL
);
CREATE TABLE public.user_grant (
    user_id integer NOT NULL,
    permission character varying NOT NULL,
    level character varying(32) NOT NULL,
    CONSTRAINT ck_user_grant_grantlevel CHECK (((level)::text = ANY ((ARRAY['none'::character varying, 'own'::character varying, 'team'::character varying, 'all'::character varying])::text[])))
);
CREATE SEQUENCE public.user_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.user_id_seq OWNED BY public."user".id;
CREATE TABLE public.user_role (
    user_id integer NOT NULL,
    role_id integer NOT NULL
);
ALTER TABLE ONLY public.activity_type ALTER COLUMN id SET DEFAULT nextval('public.activity_type_id_seq'::regclass);
ALTER TABLE ONLY public.change ALTER COLUMN id SET DEFAULT nextval('public.change_id_seq'::regclass);
ALTER TABLE ONLY public.channel ALTER COLUMN id SET DEFAULT nextval('public.channel_id_seq'::regclass);
ALTER TABLE ONLY public.chat_identity ALTER COLUMN id SET DEFAULT nextval('public.chat_identity_id_seq'::regclass);
ALTER TABLE ONLY public.dialog ALTER COLUMN id SET DEFAULT nextval('public.dialog_id_seq'::regclass);
ALTER TABLE ONLY public.draft ALTER COLUMN id SET DEFAULT nextval('public.draft_id_seq'::regclass);
ALTER TABLE ONLY public.link_code ALTER COLUMN id SET DEFAULT nextval('public.link_code_id_seq'::regclass);
ALTER TABLE ONLY public.lost_reason ALTER COLUMN id SET DEFAULT nextval('public.lost_reason_id_seq'::regclass);
ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);
ALTER TABLE ONLY public.pipeline ALTER COLUMN id SET DEFAULT nextval('public.pipeline_id_seq'::regclass);
ALTER TABLE ONLY public.record ALTER COLUMN id SET DEFAULT nextval('public.record_id_seq'::regclass);
ALTER TABLE ONLY public.reminder ALTER COLUMN id SET DEFAULT nextval('public.reminder_id_seq'::regclass);
ALTER TABLE ONLY public.role ALTER COLUMN id SET DEFAULT nextval('public.role_id_seq'::regclass);
ALTER TABLE ONLY public.search_token ALTER COLUMN id SET DEFAULT nextval('public.search_token_id_seq'::regclass);
ALTER TABLE ONLY public.source ALTER COLUMN id SET DEFAULT nextval('public.source_id_seq'::regclass);
ALTER TABLE ONLY public.stage ALTER COLUMN id SET DEFAULT nextval('public.stage_id_seq'::regclass);
ALTER TABLE ONLY public.tag ALTER COLUMN id SET DEFAULT nextval('public.tag_id_seq'::regclass);
ALTER TABLE ONLY public.team ALTER COLUMN id SET DEFAULT nextval('public.team_id_seq'::regclass);
ALTER TABLE ONLY public."user" ALTER COLUMN id SET DEFAULT nextval('public.user_id_seq'::regclass);
INSERT INTO public.activity VALUES
	(7, 'note', NULL, 'met Jane, they want forty crates #crates, follow up Friday 11:00', NULL, NULL, 'meeting', '2026-11-19 10:00:00+00', NULL, NULL, NULL, NULL, 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, true, NULL, NULL, false, NULL, NULL, NULL),
	(8, 'task', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'todo', 'normal', '2026-11-20', '11:00:00', 'UTC', '2026-11-20 11:00:00+00', 1, 1, false, NULL, NULL, NULL, 'console:local:owner@crm.example', true, NULL, NULL, false, NULL, NULL, NULL),
	(9, 'note', NULL, 'called Paul, no answer. Try again tomorrow 9am', NULL, NULL, 'call', '2026-11-19 10:00:00+00', NULL, NULL, NULL, NULL, 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-9', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, true, NULL, NULL, false, NULL, NULL, NULL),
	(10, 'task', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'todo', 'normal', '2026-11-20', '10:00:00', 'UTC', '2026-11-20 10:00:00+00', 1, 1, false, NULL, NULL, NULL, 'console:local:owner@crm.example', true, NULL, NULL, false, NULL, NULL, NULL),
	(12, 'task', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'todo', 'normal', '2026-11-23', '09:00:00', 'UTC', '2026-11-23 09:00:00+00', 1, 1, false, NULL, NULL, NULL, 'console:local:owner@crm.example', true, NULL, NULL, false, NULL, NULL, NULL),
	(11, 'task', NULL, NULL, NULL, '2026-11-19 10:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'done', 'normal', '2026-11-20', NULL, 'UTC', NULL, 1, 1, false, NULL, NULL, NULL, 'console:local:owner@crm.example', true, NULL, NULL, false, NULL, NULL, NULL),
	(13, 'note', NULL, 'paid the deposit', NULL, NULL, 'note', '2026-11-19 10:00:00+00', NULL, NULL, NULL, NULL, 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-17', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, true, NULL, NULL, false, NULL, NULL, NULL);
INSERT INTO public.activity_link VALUES
	(7, 1, 'about', NULL),
	(8, 1, 'about', NULL),
	(8, 7, 'about', NULL),
	(9, 2, 'about', NULL);
INSERT INTO public.alembic_version VALUES
	('0006');
INSERT INTO public.change VALUES
	(1, '2ef877c26eb74909b22a758028485ba7', NULL, 'pipeline', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Sales"], "is_default": [null, true]}', NULL),
	(2, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "New"], "category": [null, "open"], "position": [null, 0], "pipeline_id": [null, 1], "probability": [null, 10]}', NULL),
	(3, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[2]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Qualification"], "category": [null, "open"], "position": [null, 1], "pipeline_id": [null, 1], "probability": [null, 25]}', NULL),
	(4, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[3]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Proposition"], "category": [null, "open"], "position": [null, 2], "pipeline_id": [null, 1], "probability": [null, 50]}', NULL),
	(5, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[4]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Negotiation"], "category": [null, "open"], "position": [null, 3], "pipeline_id": [null, 1], "probability": [null, 75]}', NULL),
	(6, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[5]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Won"], "category": [null, "won"], "position": [null, 4], "pipeline_id": [null, 1], "probability": [null, 100]}', NULL),
	(7, '2ef877c26eb74909b22a758028485ba7', NULL, 'stage', '[6]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Lost"], "category": [null, "lost"], "position": [null, 5], "pipeline_id": [null, 1], "probability": [null, 0]}', NULL),
	(8, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Pricing"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(9, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[2]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Competition"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(10, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[3]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Budget"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(11, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[4]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Timing"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(12, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[5]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Missing features"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(13, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[6]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "No decision"], "is_active": [null, true], "needs_note": [null, false]}', NULL),
	(14, '2ef877c26eb74909b22a758028485ba7', NULL, 'lost_reason', '[7]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Other"], "is_active": [null, true], "needs_note": [null, true]}', NULL),
	(15, '2005e7ffacb14767a409b80c22771233', NULL, 'role', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "owner"]}', NULL),
	(16, '2005e7ffacb14767a409b80c22771233', NULL, 'role', '[2]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "manager"]}', NULL),
	(17, '2005e7ffacb14767a409b80c22771233', NULL, 'role', '[3]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "rep"]}', NULL),
	(18, '2005e7ffacb14767a409b80c22771233', NULL, 'role', '[4]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "read-only"]}', NULL),
	(19, '2005e7ffacb14767a409b80c22771233', NULL, 'team', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Everyone"]}', NULL),
	(20, '2005e7ffacb14767a409b80c22771233', NULL, 'user', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"name": [null, "Owner"], "email": [null, "owner@crm.example"], "locale": [null, "en"], "timezone": [null, "UTC"], "is_active": [null, true], "work_days": [null, "12345"], "timezone_confirmed": [null, false]}', NULL),
	(21, '2005e7ffacb14767a409b80c22771233', NULL, 'user_role', '[1, 1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{}', NULL),
	(22, '2005e7ffacb14767a409b80c22771233', NULL, 'team_member', '[1, 1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'setup', 'create', 'insert', '{"is_lead": [null, true]}', NULL),
	(23, '9ca5fd0f748c40afaad748deebe04404', NULL, 'chat_identity', '[1]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'link', 'create', 'insert', '{"user_id": [null, 1], "platform": [null, "console"], "user_ext": [null, "owner@crm.example"], "workspace_ext": [null, "local"]}', NULL),
	(24, 'b0a5fcdcc69149e79a07206712e6f932', 1, 'record', '[1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-2', 'company new', 'create', 'insert', '{"city": [null, "London"], "kind": [null, "company"], "phone": [null, "+442079460000"], "title": [null, "Acme Ltd"], "team_id": [null, 1], "name_key": [null, "acme"], "no_calls": [null, false], "owner_id": [null, 1], "no_emails": [null, false], "phone_key": [null, "442079460000"], "is_partner": [null, false], "is_customer": [null, false], "is_prospect": [null, true], "is_supplier": [null, false]}', NULL),
	(25, 'f194f8c185e84bd3aef381f11d5788ed', 2, 'record', '[2]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-3', 'company new', 'create', 'insert', '{"kind": [null, "company"], "title": [null, "Globex"], "team_id": [null, 1], "name_key": [null, "globex"], "no_calls": [null, false], "owner_id": [null, 1], "no_emails": [null, false], "is_partner": [null, false], "is_customer": [null, false], "is_prospect": [null, true], "is_supplier": [null, false]}', NULL),
	(26, 'fccfd78336dc49089fb1551f498abbd1', 3, 'record', '[3]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-4', 'contact new', 'create', 'insert', '{"kind": [null, "contact"], "email": [null, "jane@acme.example"], "phone": [null, "+44 7700 900123"], "title": [null, "Jane Doe"], "team_id": [null, 1], "name_key": [null, "jane doe"], "no_calls": [null, false], "owner_id": [null, 1], "email_key": [null, "jane@acme.example"], "job_title": [null, "Acme Ltd"], "last_name": [null, "Doe"], "no_emails": [null, false], "phone_key": [null, "447700900123"], "first_name": [null, "Jane"], "is_partner": [null, false], "is_customer": [null, false], "is_prospect": [null, false], "is_supplier": [null, false]}', NULL),
	(41, '1748e54aec2043f08ff53467dff12a7e', 11, 'record', '[11]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-13', 'done', 'status', 'update', '{"status": ["todo", "done"], "completed_at": [null, "2026-11-19T10:00:00+00:00"]}', NULL),
	(27, '8ee0536b8cd7459489ec027c874138de', 4, 'record', '[4]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-5', 'contact new', 'create', 'insert', '{"kind": [null, "contact"], "email": [null, "paul@globex.example"], "title": [null, "Paul Martin"], "team_id": [null, 1], "name_key": [null, "paul martin"], "no_calls": [null, false], "owner_id": [null, 1], "email_key": [null, "paul@globex.example"], "job_title": [null, "Globex"], "last_name": [null, "Martin"], "no_emails": [null, false], "first_name": [null, "Paul"], "is_partner": [null, false], "is_customer": [null, false], "is_prospect": [null, false], "is_supplier": [null, false]}', NULL),
	(28, 'c4d42c8e152f42789fa8c5e7ea29e08e', 5, 'record', '[5]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-6', 'deal new', 'create', 'insert', '{"kind": [null, "deal"], "type": [null, "new_customer"], "title": [null, "Forty crates"], "team_id": [null, 1], "currency": [null, "EUR"], "owner_id": [null, 1], "party_id": [null, 1], "position": [null, 0], "stage_id": [null, 1], "probability": [null, 10], "amount_minor": [null, 1200000], "stage_entered_at": [null, "2026-11-19T10:00:00+00:00"], "probability_manual": [null, false]}', NULL),
	(29, '194bab1a11134ab2b744d7a637176f45', 6, 'record', '[6]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-7', 'deal new', 'create', 'insert', '{"kind": [null, "deal"], "type": [null, "new_customer"], "title": [null, "Pilot"], "team_id": [null, 1], "currency": [null, "USD"], "owner_id": [null, 1], "party_id": [null, 2], "position": [null, 0], "stage_id": [null, 1], "probability": [null, 10], "amount_minor": [null, 350000], "stage_entered_at": [null, "2026-11-19T10:00:00+00:00"], "probability_manual": [null, false]}', NULL),
	(30, '2460579a42744499b407a30a126b540e', 7, 'record', '[7]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{"body": [null, "met Jane, they want forty crates #crates, follow up Friday 11:00"], "kind": [null, "note"], "title": [null, "met Jane, they want forty crates #crates, follow up Friday 11:00"], "all_day": [null, false], "team_id": [null, 1], "owner_id": [null, 1], "note_kind": [null, "meeting"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "origin_private": [null, true], "source_message": [null, "console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8"], "requires_approval": [null, false]}', NULL),
	(31, '2460579a42744499b407a30a126b540e', 7, 'activity_link', '[7, 1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{"role": [null, "about"]}', NULL),
	(32, '2460579a42744499b407a30a126b540e', 7, 'record_tag', '[7, 1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{}', NULL),
	(33, '2460579a42744499b407a30a126b540e', 8, 'record', '[8]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{"kind": [null, "task"], "title": [null, "Follow up"], "due_at": [null, "2026-11-20T11:00:00+00:00"], "due_on": [null, "2026-11-20"], "status": [null, "todo"], "all_day": [null, false], "team_id": [null, 1], "due_time": [null, "11:00:00"], "due_zone": [null, "UTC"], "owner_id": [null, 1], "priority": [null, "normal"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "requires_approval": [null, false]}', NULL),
	(34, '2460579a42744499b407a30a126b540e', 8, 'activity_link', '[8, 1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{"role": [null, "about"]}', NULL),
	(35, '2460579a42744499b407a30a126b540e', 8, 'activity_link', '[8, 7]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 'note', 'create', 'insert', '{"role": [null, "about"]}', NULL),
	(36, '5fcc8a53919b48b88b0a1c61fdbd7877', 9, 'record', '[9]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-9', 'note', 'create', 'insert', '{"body": [null, "called Paul, no answer. Try again tomorrow 9am"], "kind": [null, "note"], "title": [null, "called Paul, no answer. Try again tomorrow 9am"], "all_day": [null, false], "team_id": [null, 1], "owner_id": [null, 1], "note_kind": [null, "call"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "origin_private": [null, true], "source_message": [null, "console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-9"], "requires_approval": [null, false]}', NULL),
	(37, '5fcc8a53919b48b88b0a1c61fdbd7877', 9, 'activity_link', '[9, 2]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-9', 'note', 'create', 'insert', '{"role": [null, "about"]}', NULL),
	(38, '1398db0798634c1dba8be5bbd6267254', 10, 'record', '[10]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-10', 'task new', 'create', 'insert', '{"kind": [null, "task"], "title": [null, "send the offer to Acme Ltd"], "due_at": [null, "2026-11-20T10:00:00+00:00"], "due_on": [null, "2026-11-20"], "status": [null, "todo"], "all_day": [null, false], "team_id": [null, 1], "due_time": [null, "10:00:00"], "due_zone": [null, "UTC"], "owner_id": [null, 1], "priority": [null, "normal"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "requires_approval": [null, false]}', NULL),
	(39, '2ee85583945a490292cc6e03481851ab', 11, 'record', '[11]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-11', 'task new', 'create', 'insert', '{"kind": [null, "task"], "title": [null, "water the plants"], "due_on": [null, "2026-11-20"], "status": [null, "todo"], "all_day": [null, false], "team_id": [null, 1], "due_zone": [null, "UTC"], "owner_id": [null, 1], "priority": [null, "normal"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "requires_approval": [null, false]}', NULL),
	(40, 'c5d355142b874f668e27be088bc48bed', 12, 'record', '[12]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-12', 'task new', 'create', 'insert', '{"kind": [null, "task"], "title": [null, "call Paul #calls"], "due_at": [null, "2026-11-23T09:00:00+00:00"], "due_on": [null, "2026-11-23"], "status": [null, "todo"], "all_day": [null, false], "team_id": [null, 1], "due_time": [null, "09:00:00"], "due_zone": [null, "UTC"], "owner_id": [null, 1], "priority": [null, "normal"], "assignee_id": [null, 1], "assigned_by_id": [null, 1], "origin_address": [null, "console:local:owner@crm.example"], "origin_private": [null, true], "requires_approval": [null, false]}', NULL),
	(42, '120b3c6545364c0392d0cb1ae3a3c120', 6, 'record', '[6]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-15', 'won', 'status', 'update', '{"stage_id": [1, 5], "closed_at": [null, "2026-11-19T10:00:00+00:00"], "probability": [10, 100], "previous_stage_id": [null, 1]}', NULL),
	(43, '760a64fa288747c1ba048a088aa1b4f9', NULL, 'user', '[2]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-16', 'invite', 'create', 'insert', '{"name": [null, "Ben"], "email": [null, "ben@firm.example"], "locale": [null, "en"], "timezone": [null, "UTC"], "is_active": [null, true], "work_days": [null, "12345"], "timezone_confirmed": [null, false]}', NULL),
	(44, '760a64fa288747c1ba048a088aa1b4f9', NULL, 'user_role', '[2, 3]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-16', 'invite', 'create', 'insert', '{}', NULL),
	(45, '760a64fa288747c1ba048a088aa1b4f9', NULL, 'team_member', '[1, 2]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-16', 'invite', 'create', 'insert', '{"is_lead": [null, false]}', NULL),
	(46, '9a73acaebe414b0aacb8bfa88f55d8b3', NULL, 'chat_identity', '[2]', '2026-11-19 10:00:00+00', NULL, 'system', NULL, 'link', 'create', 'insert', '{"user_id": [null, 2], "platform": [null, "console"], "user_ext": [null, "ben@firm.example"], "workspace_ext": [null, "local"]}', NULL),
	(48, '51fad0f78e2f45d2b0fad9f17e37378f', 13, 'activity_link', '[13, 1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-17', 'note', 'create', 'insert', '{"role": [null, "about"]}', 'cd7cb75a36694fd987d0ecf98f1dca88'),
	(47, '51fad0f78e2f45d2b0fad9f17e37378f', 13, 'record', '[13]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-17', 'note', 'create', 'insert', '{"body": [null, "paid the deposit"], "kind": [null, "note"], "title": [null, "paid the deposit"], "all_day": [null, false], "team_id": [null, 1], "owner_id": [null, 1], "note_kind": [null, "note"], "happened_at": [null, "2026-11-19T10:00:00+00:00"], "origin_private": [null, true], "source_message": [null, "console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-17"], "requires_approval": [null, false]}', 'cd7cb75a36694fd987d0ecf98f1dca88'),
	(49, 'cd7cb75a36694fd987d0ecf98f1dca88', 13, 'activity_link', '[13, 1]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-18', 'undo', 'undo', 'delete', '{"role": ["about", null]}', NULL),
	(50, 'cd7cb75a36694fd987d0ecf98f1dca88', 13, 'record', '[13]', '2026-11-19 10:00:00+00', 1, 'console', 'console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-18', 'undo', 'undo', 'update', '{"deleted_at": [null, "2026-11-19T10:00:00+00:00"]}', NULL);
INSERT INTO public.chat_identity VALUES
	(1, 1, 'console', 'local', 'owner@crm.example', NULL),
	(2, 2, 'console', 'local', 'ben@firm.example', NULL);
INSERT INTO public.deal VALUES
	(5, 1, NULL, 'new_customer', 1, NULL, 1200000, NULL, NULL, 'EUR', 10, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-19 10:00:00+00', NULL, NULL, 0),
	(6, 2, NULL, 'new_customer', 5, 1, 350000, NULL, NULL, 'USD', 100, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-19 10:00:00+00', '2026-11-19 10:00:00+00', NULL, 0);
INSERT INTO public.dialog VALUES
	(1641317133, 1, 'console:local:owner@crm.example', 'company new', '{"asked": [], "shown": {}, "asking": "name", "values": {}}', 'name', 1, '2026-11-19 10:30:00+00');
INSERT INTO public.inbox VALUES
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:1', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:1","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"start","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-1","reply_to":null,"edited":false,"as_command":true,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:2', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:2","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company new Acme Ltd phone:+442079460000 city:London","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-2","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:3', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:3","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company Globex","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-3","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:4', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:4","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"contact Jane Doe, Acme Ltd, jane@acme.example, +44 7700 900123","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-4","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:5', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:5","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"contact Paul Martin, Globex, paul@globex.example","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-5","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:6', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:6","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"deal Acme Ltd: Forty crates 12000 EUR","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-6","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:7', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:7","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"deal Globex: Pilot 3500 USD","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-7","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:8', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:8","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Acme Ltd: met Jane, they want forty crates #crates, follow up Friday 11:00","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-8","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:20', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:20","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"company new","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-20","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:9', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:9","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Globex: called Paul, no answer. Try again tomorrow 9am","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-9","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:10', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:10","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task send the offer to Acme Ltd on Friday 10:00","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-10","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:11', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:11","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task water the plants tomorrow","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-11","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:12', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:12","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"task call Paul monday 9am #calls","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-12","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:13', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:13","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"done 11","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-13","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:14', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:14","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"tasks","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-14","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:15', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:15","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"won D-6","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-15","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:16', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:16","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"invite ben@firm.example","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-16","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:17', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:17","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"note Acme Ltd: paid the deposit","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-17","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:18', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:18","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"undo","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-18","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00'),
	('console:ca4dc24baa4040f9a742f2f22c7cfc6f:19', '2026-11-19 10:00:00+00', 'console:local:owner@crm.example', '{"key":"console:ca4dc24baa4040f9a742f2f22c7cfc6f:19","who":{"platform":"console","tenant":"local","user":"owner@crm.example","name":"","email":"owner@crm.example","zone":null,"locale":null,"vouched":true},"address":{"platform":"console","tenant":"local","chat":"owner@crm.example","thread":""},"at":"2026-11-19T10:00:00Z","event":{"text":"help","message":"ca4dc24baa4040f9a742f2f22c7cfc6f-19","reply_to":null,"edited":false,"as_command":false,"forwarded_from":null,"link":null,"kind":"said"},"private":true}', 'done', NULL, 0, '2026-11-19 10:00:00+00');
INSERT INTO public.invocation VALUES
	('2760f5d108726bb0', 'sure', '{"line": "sure line:\"won D-5 rev:1\" label:Won question:\"Close Forty crates as won, €12,000?\""}', '2026-11-19 10:00:00+00');
INSERT INTO public.link_code VALUES
	(1, 'c9afffe69d826941149c8d04c6f695438f3cc33cecf35717b5adfdc0a923d72d', 2, '2026-11-19 10:10:00+00', 0, NULL);
INSERT INTO public.list_shown VALUES
	(1, 'console:local:owner@crm.example', '[10, 8, 12]', '2026-11-19 10:00:00+00');
INSERT INTO public.lost_reason VALUES
	(1, 'Pricing', NULL, true, false),
	(2, 'Competition', NULL, true, false),
	(3, 'Budget', NULL, true, false),
	(4, 'Timing', NULL, true, false),
	(5, 'Missing features', NULL, true, false),
	(6, 'No decision', NULL, true, false),
	(7, 'Other', NULL, true, true);
INSERT INTO public.party VALUES
	(1, 'acme', NULL, NULL, NULL, NULL, true, false, false, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '+442079460000', '442079460000', NULL, NULL, NULL, NULL, 'London', NULL, NULL, NULL, NULL, false, false),
	(2, 'globex', NULL, NULL, NULL, NULL, true, false, false, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false),
	(3, 'jane doe', NULL, NULL, NULL, NULL, false, false, false, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Jane', 'Doe', NULL, 'Acme Ltd', NULL, 'jane@acme.example', 'jane@acme.example', '+44 7700 900123', '447700900123', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false),
	(4, 'paul martin', NULL, NULL, NULL, NULL, false, false, false, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Paul', 'Martin', NULL, 'Globex', NULL, 'paul@globex.example', 'paul@globex.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false);
INSERT INTO public.pipeline VALUES
	(1, 'Sales', true);
INSERT INTO public.recent_record VALUES
	(1, 'console:local:owner@crm.example', 3, '2026-11-19 10:00:00.000002+00'),
	(1, 'console:local:owner@crm.example', 4, '2026-11-19 10:00:00.000003+00'),
	(1, 'console:local:owner@crm.example', 5, '2026-11-19 10:00:00.000004+00'),
	(1, 'console:local:owner@crm.example', 7, '2026-11-19 10:00:00.000006+00'),
	(1, 'console:local:owner@crm.example', 8, '2026-11-19 10:00:00.000008+00'),
	(1, 'console:local:owner@crm.example', 9, '2026-11-19 10:00:00.000009+00'),
	(1, 'console:local:owner@crm.example', 2, '2026-11-19 10:00:00.00001+00'),
	(1, 'console:local:owner@crm.example', 10, '2026-11-19 10:00:00.000011+00'),
	(1, 'console:local:owner@crm.example', 12, '2026-11-19 10:00:00.000013+00'),
	(1, 'console:local:owner@crm.example', 11, '2026-11-19 10:00:00.000014+00'),
	(1, 'console:local:owner@crm.example', 6, '2026-11-19 10:00:00.000015+00'),
	(1, 'console:local:owner@crm.example', 13, '2026-11-19 10:00:00.000016+00'),
	(1, 'console:local:owner@crm.example', 1, '2026-11-19 10:00:00.000017+00');
INSERT INTO public.record VALUES
	(1, 'company', 'Acme Ltd', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(2, 'company', 'Globex', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(3, 'contact', 'Jane Doe', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(4, 'contact', 'Paul Martin', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(5, 'deal', 'Forty crates', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(7, 'note', 'met Jane, they want forty crates #crates, follow up Friday 11:00', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(8, 'task', 'Follow up', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(9, 'note', 'called Paul, no answer. Try again tomorrow 9am', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(10, 'task', 'send the offer to Acme Ltd', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(12, 'task', 'call Paul #calls', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 1),
	(11, 'task', 'water the plants', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 2),
	(6, 'deal', 'Pilot', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, NULL, NULL, 2),
	(13, 'note', 'paid the deposit', '', 1, 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', 1, '2026-11-19 10:00:00+00', NULL, 2);
INSERT INTO public.record_tag VALUES
	(7, 1);
INSERT INTO public.reminder VALUES
	(1, 8, 1, NULL, 'at_time', '2026-11-20 11:00:00+00', '2026-11-20T11:00', 'UTC', 'pending', NULL),
	(2, 10, 1, NULL, 'at_time', '2026-11-20 10:00:00+00', '2026-11-20T10:00', 'UTC', 'pending', NULL),
	(4, 12, 1, NULL, 'at_time', '2026-11-23 09:00:00+00', '2026-11-23T09:00', 'UTC', 'pending', NULL),
	(3, 11, 1, NULL, 'at_time', '2026-11-20 09:00:00+00', '2026-11-20', 'UTC', 'cancelled', NULL);
INSERT INTO public.role VALUES
	(1, 'owner'),
	(2, 'manager'),
	(3, 'rep'),
	(4, 'read-only');
INSERT INTO public.search_posting VALUES
	(4, 1, 5),
	(2, 1, 5),
	(3, 1, 1),
	(1, 1, 3),
	(5, 2, 5),
	(9, 3, 5),
	(7, 3, 5),
	(8, 3, 2),
	(2, 3, 2),
	(4, 3, 1),
	(6, 3, 3),
	(10, 4, 5),
	(11, 4, 5),
	(8, 4, 2),
	(5, 4, 2),
	(13, 5, 5),
	(12, 5, 5),
	(4, 5, 2),
	(2, 5, 2),
	(14, 6, 5),
	(5, 6, 2),
	(13, 7, 1),
	(17, 7, 1),
	(18, 7, 1),
	(20, 7, 1),
	(9, 7, 1),
	(16, 7, 1),
	(15, 7, 1),
	(22, 7, 1),
	(12, 7, 1),
	(21, 7, 1),
	(19, 7, 1),
	(21, 8, 5),
	(17, 8, 5),
	(11, 9, 1),
	(24, 9, 1),
	(26, 9, 1),
	(29, 9, 1),
	(28, 9, 1),
	(27, 9, 1),
	(25, 9, 1),
	(23, 9, 1),
	(33, 10, 5),
	(2, 10, 5),
	(30, 10, 5),
	(31, 10, 5),
	(4, 10, 5),
	(32, 10, 5),
	(34, 11, 5),
	(32, 11, 5),
	(35, 11, 5),
	(36, 12, 5),
	(11, 12, 5),
	(37, 12, 5),
	(39, 13, 1),
	(32, 13, 1),
	(38, 13, 1);
INSERT INTO public.search_token VALUES
	(1, '442079460000'),
	(2, 'acme'),
	(3, 'london'),
	(4, 'ltd'),
	(5, 'globex'),
	(6, '447700900123'),
	(7, 'doe'),
	(8, 'example'),
	(9, 'jane'),
	(10, 'martin'),
	(11, 'paul'),
	(12, 'crates'),
	(13, 'forty'),
	(14, 'pilot'),
	(15, '00'),
	(16, '11'),
	(17, 'follow'),
	(18, 'friday'),
	(19, 'met'),
	(20, 'they'),
	(21, 'up'),
	(22, 'want'),
	(23, '9am'),
	(24, 'again'),
	(25, 'answer'),
	(26, 'called'),
	(27, 'no'),
	(28, 'tomorrow'),
	(29, 'try'),
	(30, 'offer'),
	(31, 'send'),
	(32, 'the'),
	(33, 'to'),
	(34, 'plants'),
	(35, 'water'),
	(36, 'call'),
	(37, 'calls'),
	(38, 'deposit'),
	(39, 'paid');
INSERT INTO public.sent_card VALUES
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-2', 1, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-3', 2, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-4', 3, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-5', 4, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-6', 5, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-7', 6, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-8', 7, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-9', 9, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-10', 10, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-11', 11, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-12', 12, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-13', 11, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-15', 6, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00'),
	('console:local:owner@crm.example/ca4dc24baa4040f9a742f2f22c7cfc6f-17', 13, 'console:local:owner@crm.example', 'answer', NULL, '2026-11-19 10:00:00+00');
INSERT INTO public.stage VALUES
	(1, 1, 'New', 0, 'open', 10, NULL),
	(2, 1, 'Qualification', 1, 'open', 25, NULL),
	(3, 1, 'Proposition', 2, 'open', 50, NULL),
	(4, 1, 'Negotiation', 3, 'open', 75, NULL),
	(5, 1, 'Won', 4, 'won', 100, NULL),
	(6, 1, 'Lost', 5, 'lost', 0, NULL);
INSERT INTO public.tag VALUES
	(1, 'crates', 'crates', NULL);
INSERT INTO public.team VALUES
	(1, 'Everyone');
INSERT INTO public.team_member VALUES
	(1, 1, true),
	(1, 2, false);
INSERT INTO public."user" VALUES
	(1, 'Owner', 'owner@crm.example', 'UTC', false, 'en', NULL, true, NULL, NULL, NULL, NULL, '12345'),
	(2, 'Ben', 'ben@firm.example', 'UTC', false, 'en', NULL, true, NULL, NULL, NULL, NULL, '12345');
INSERT INTO public.user_role VALUES
	(1, 1),
	(2, 3);
SELECT pg_catalog.setval('public.activity_type_id_seq', 1, false);
SELECT pg_catalog.setval('public.change_id_seq', 50, true);
SELECT pg_catalog.setval('public.channel_id_seq', 1, false);
SELECT pg_catalog.setval('public.chat_identity_id_seq', 2, true);
SELECT pg_catalog.setval('public.dialog_id_seq', 1, false);
SELECT pg_catalog.setval('public.draft_id_seq', 1, false);
SELECT pg_catalog.setval('public.link_code_id_seq', 1, true);
SELECT pg_catalog.setval('public.lost_reason_id_seq', 7, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 1, false);
SELECT pg_catalog.setval('public.pipeline_id_seq', 1, true);
SELECT pg_catalog.setval('public.record_id_seq', 13, true);
SELECT pg_catalog.setval('public.reminder_id_seq', 4, true);
SELECT pg_catalog.setval('public.role_id_seq', 4, true);
SELECT pg_catalog.setval('public.search_token_id_seq', 39, true);
SELECT pg_catalog.setval('public.source_id_seq', 1, false);
SELECT pg_catalog.setval('public.stage_id_seq', 6, true);
SELECT pg_catalog.setval('public.tag_id_seq', 1, true);
SELECT pg_catalog.setval('public.team_id_seq', 1, true);
SELECT pg_catalog.setval('public.user_id_seq', 2, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT pk_activity PRIMARY KEY (record_id);
ALTER TABLE ONLY public.activity_link
    ADD CONSTRAINT pk_activity_link PRIMARY KEY (activity_id, record_id);
ALTER TABLE ONLY public.activity_type
    ADD CONSTRAINT pk_activity_type PRIMARY KEY (id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT pk_change PRIMARY KEY (id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT pk_channel PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_identity
    ADD CONSTRAINT pk_chat_identity PRIMARY KEY (id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT pk_deal PRIMARY KEY (record_id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT pk_dialog PRIMARY KEY (id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT pk_document PRIMARY KEY (record_id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT pk_draft PRIMARY KEY (id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (key);
ALTER TABLE ONLY public.invocation
    ADD CONSTRAINT pk_invocation PRIMARY KEY (key);
ALTER TABLE ONLY public.lane
    ADD CONSTRAINT pk_lane PRIMARY KEY (address);
ALTER TABLE ONLY public.link_code
    ADD CONSTRAINT pk_link_code PRIMARY KEY (id);
ALTER TABLE ONLY public.list_shown
    ADD CONSTRAINT pk_list_shown PRIMARY KEY (user_id, address);
ALTER TABLE ONLY public.lost_reason
    ADD CONSTRAINT pk_lost_reason PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT pk_party PRIMARY KEY (record_id);
ALTER TABLE ONLY public.pipeline
    ADD CONSTRAINT pk_pipeline PRIMARY KEY (id);
ALTER TABLE ONLY public.poll_offset
    ADD CONSTRAINT pk_poll_offset PRIMARY KEY (platform, bot);
ALTER TABLE ONLY public.rate_token
    ADD CONSTRAINT pk_rate_token PRIMARY KEY (platform, tenant);
ALTER TABLE ONLY public.recent_record
    ADD CONSTRAINT pk_recent_record PRIMARY KEY (user_id, address, record_id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT pk_record PRIMARY KEY (id);
ALTER TABLE ONLY public.record_tag
    ADD CONSTRAINT pk_record_tag PRIMARY KEY (record_id, tag_id);
ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT pk_reminder PRIMARY KEY (id);
ALTER TABLE ONLY public.role
    ADD CONSTRAINT pk_role PRIMARY KEY (id);
ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT pk_role_grant PRIMARY KEY (role_id, permission);
ALTER TABLE ONLY public.search_posting
    ADD CONSTRAINT pk_search_posting PRIMARY KEY (token_id, record_id) INCLUDE (weight);
ALTER TABLE ONLY public.search_token
    ADD CONSTRAINT pk_search_token PRIMARY KEY (id);
ALTER TABLE ONLY public.sent_card
    ADD CONSTRAINT pk_sent_card PRIMARY KEY (ref);
ALTER TABLE ONLY public.setting
    ADD CONSTRAINT pk_setting PRIMARY KEY (key);
ALTER TABLE ONLY public.source
    ADD CONSTRAINT pk_source PRIMARY KEY (id);
ALTER TABLE ONLY public.stage
    ADD CONSTRAINT pk_stage PRIMARY KEY (id);
ALTER TABLE ONLY public.tag
    ADD CONSTRAINT pk_tag PRIMARY KEY (id);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT pk_team PRIMARY KEY (id);
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT pk_team_member PRIMARY KEY (team_id, user_id);
ALTER TABLE ONLY public."user"
    ADD CONSTRAINT pk_user PRIMARY KEY (id);
ALTER TABLE ONLY public.user_grant
    ADD CONSTRAINT pk_user_grant PRIMARY KEY (user_id, permission);
ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT pk_user_role PRIMARY KEY (user_id, role_id);
ALTER TABLE ONLY public.activity_type
    ADD CONSTRAINT uq_activity_type_code UNIQUE (code);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT uq_channel_platform_workspace_ext_channel_ext UNIQUE (platform, workspace_ext, channel_ext);
ALTER TABLE ONLY public.chat_identity
    ADD CONSTRAINT uq_chat_identity_platform_workspace_ext_user_ext UNIQUE (platform, workspace_ext, user_ext);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT uq_dialog_address_user_id UNIQUE (address, user_id);
ALTER TABLE ONLY public.link_code
    ADD CONSTRAINT uq_link_code_hash UNIQUE (hash);
ALTER TABLE ONLY public.lost_reason
    ADD CONSTRAINT uq_lost_reason_name UNIQUE (name);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT uq_outbox_dedupe_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.pipeline
    ADD CONSTRAINT uq_pipeline_name UNIQUE (name);
ALTER TABLE ONLY public.role
    ADD CONSTRAINT uq_role_name UNIQUE (name);
ALTER TABLE ONLY public.search_token
    ADD CONSTRAINT uq_search_token_token UNIQUE (token);
ALTER TABLE ONLY public.source
    ADD CONSTRAINT uq_source_name UNIQUE (name);
ALTER TABLE ONLY public.stage
    ADD CONSTRAINT uq_stage_pipeline_id_name UNIQUE (pipeline_id, name);
ALTER TABLE ONLY public.tag
    ADD CONSTRAINT uq_tag_name_key UNIQUE (name_key);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT uq_team_name UNIQUE (name);
ALTER TABLE ONLY public."user"
    ADD CONSTRAINT uq_user_email UNIQUE (email);
CREATE INDEX ix_activity_assignee_id_status_due_on ON public.activity USING btree (assignee_id, status, due_on);
CREATE INDEX ix_activity_happened_at ON public.activity USING btree (happened_at);
CREATE INDEX ix_activity_link_record_id ON public.activity_link USING btree (record_id);
CREATE INDEX ix_activity_source_message ON public.activity USING btree (source_message);
CREATE INDEX ix_activity_starts_at ON public.activity USING btree (starts_at);
CREATE INDEX ix_activity_status_due_at ON public.activity USING btree (status, due_at);
CREATE INDEX ix_change_batch_id ON public.change USING btree (batch_id);
CREATE INDEX ix_change_record_id_at ON public.change USING btree (record_id, at);
CREATE INDEX ix_change_user_id_id ON public.change USING btree (user_id, id);
CREATE INDEX ix_channel_bound_record_id ON public.channel USING btree (bound_record_id);
CREATE INDEX ix_chat_identity_user_id ON public.chat_identity USING btree (user_id);
CREATE INDEX ix_deal_contact_id ON public.deal USING btree (contact_id);
CREATE INDEX ix_deal_expected_close ON public.deal USING btree (expected_close);
CREATE INDEX ix_deal_party_id ON public.deal USING btree (party_id);
CREATE INDEX ix_deal_stage_id_expected_close ON public.deal USING btree (stage_id, expected_close);
CREATE INDEX ix_dialog_expires_at ON public.dialog USING btree (expires_at);
CREATE INDEX ix_dialog_user_id ON public.dialog USING btree (user_id);
CREATE INDEX ix_document_about_id ON public.document USING btree (about_id);
CREATE INDEX ix_document_sha256 ON public.document USING btree (sha256);
CREATE INDEX ix_draft_created_at ON public.draft USING btree (created_at);
CREATE INDEX ix_draft_sender ON public.draft USING btree (sender);
CREATE INDEX ix_draft_user_id_address ON public.draft USING btree (user_id, address);
CREATE INDEX ix_inbox_error_ref ON public.inbox USING btree (error_ref);
CREATE INDEX ix_inbox_state_received_at ON public.inbox USING btree (state, received_at);
CREATE INDEX ix_invocation_created_at ON public.invocation USING btree (created_at);
CREATE INDEX ix_lane_ready_at ON public.lane USING btree (ready_at);
CREATE INDEX ix_link_code_user_id ON public.link_code USING btree (user_id);
CREATE INDEX ix_outbox_record_id ON public.outbox USING btree (record_id);
CREATE INDEX ix_outbox_status_send_after ON public.outbox USING btree (status, send_after);
CREATE INDEX ix_outbox_user_id ON public.outbox USING btree (user_id);
CREATE INDEX ix_party_company_id ON public.party USING btree (company_id);
CREATE INDEX ix_party_email_key ON public.party USING btree (email_key);
CREATE INDEX ix_party_mobile_key ON public.party USING btree (mobile_key);
CREATE INDEX ix_party_name_key ON public.party USING btree (name_key);
CREATE INDEX ix_party_parent_id ON public.party USING btree (parent_id);
CREATE INDEX ix_party_phone_key ON public.party USING btree (phone_key);
CREATE INDEX ix_recent_record_at ON public.recent_record USING btree (at);
CREATE INDEX ix_recent_record_record_id ON public.recent_record USING btree (record_id);
CREATE INDEX ix_record_created_by_id ON public.record USING btree (created_by_id);
CREATE INDEX ix_record_kind_owner_id_deleted_at ON public.record USING btree (kind, owner_id, deleted_at);
CREATE INDEX ix_record_merged_into_id ON public.record USING btree (merged_into_id);
CREATE INDEX ix_record_owner_id_deleted_at ON public.record USING btree (owner_id, deleted_at);
CREATE INDEX ix_record_tag_tag_id ON public.record_tag USING btree (tag_id);
CREATE INDEX ix_record_team_id ON public.record USING btree (team_id);
CREATE INDEX ix_reminder_status_due_at ON public.reminder USING btree (status, due_at);
CREATE INDEX ix_reminder_user_id ON public.reminder USING btree (user_id);
CREATE INDEX ix_search_posting_record_id ON public.search_posting USING btree (record_id);
CREATE INDEX ix_sent_card_at ON public.sent_card USING btree (at);
CREATE INDEX ix_sent_card_record_id_kind ON public.sent_card USING btree (record_id, kind);
CREATE INDEX ix_team_member_user_id ON public.team_member USING btree (user_id);
CREATE INDEX ix_user_role_role_id ON public.user_role USING btree (role_id);
CREATE UNIQUE INDEX uq_pipeline_is_default ON public.pipeline USING btree (is_default) WHERE is_default;
CREATE UNIQUE INDEX uq_reminder_address ON public.reminder USING btree (record_id, kind, address) WHERE (user_id IS NULL);
CREATE UNIQUE INDEX uq_reminder_user ON public.reminder USING btree (record_id, kind, user_id) WHERE (address IS NULL);
CREATE UNIQUE INDEX uq_reminder_user_address ON public.reminder USING btree (record_id, kind, user_id, address);
CREATE UNIQUE INDEX uq_stage_closing ON public.stage USING btree (pipeline_id, category) WHERE ((category)::text <> 'open'::text);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT fk_activity_approver_id FOREIGN KEY (approver_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT fk_activity_assigned_by_id FOREIGN KEY (assigned_by_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT fk_activity_assignee_id FOREIGN KEY (assignee_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.activity_link
    ADD CONSTRAINT fk_activity_link_activity_id FOREIGN KEY (activity_id) REFERENCES public.activity(record_id);
ALTER TABLE ONLY public.activity_link
    ADD CONSTRAINT fk_activity_link_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT fk_activity_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.activity
    ADD CONSTRAINT fk_activity_type_id FOREIGN KEY (type_id) REFERENCES public.activity_type(id);
ALTER TABLE ONLY public.activity_type
    ADD CONSTRAINT fk_activity_type_next_type_id FOREIGN KEY (next_type_id) REFERENCES public.activity_type(id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT fk_change_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT fk_change_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT fk_channel_bound_record_id FOREIGN KEY (bound_record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT fk_channel_team_id FOREIGN KEY (team_id) REFERENCES public.team(id);
ALTER TABLE ONLY public.chat_identity
    ADD CONSTRAINT fk_chat_identity_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_contact_id FOREIGN KEY (contact_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_lost_reason_id FOREIGN KEY (lost_reason_id) REFERENCES public.lost_reason(id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_party_id FOREIGN KEY (party_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_previous_stage_id FOREIGN KEY (previous_stage_id) REFERENCES public.stage(id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_source_id FOREIGN KEY (source_id) REFERENCES public.source(id);
ALTER TABLE ONLY public.deal
    ADD CONSTRAINT fk_deal_stage_id FOREIGN KEY (stage_id) REFERENCES public.stage(id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT fk_dialog_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT fk_document_about_id FOREIGN KEY (about_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT fk_document_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT fk_draft_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.link_code
    ADD CONSTRAINT fk_link_code_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.list_shown
    ADD CONSTRAINT fk_list_shown_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_accounting_contact_id FOREIGN KEY (accounting_contact_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_company_id FOREIGN KEY (company_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_parent_id FOREIGN KEY (parent_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_primary_contact_id FOREIGN KEY (primary_contact_id) REFERENCES public.party(record_id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.party
    ADD CONSTRAINT fk_party_source_id FOREIGN KEY (source_id) REFERENCES public.source(id);
ALTER TABLE ONLY public.recent_record
    ADD CONSTRAINT fk_recent_record_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.recent_record
    ADD CONSTRAINT fk_recent_record_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT fk_record_created_by_id FOREIGN KEY (created_by_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT fk_record_merged_into_id FOREIGN KEY (merged_into_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT fk_record_owner_id FOREIGN KEY (owner_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.record_tag
    ADD CONSTRAINT fk_record_tag_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.record_tag
    ADD CONSTRAINT fk_record_tag_tag_id FOREIGN KEY (tag_id) REFERENCES public.tag(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT fk_record_team_id FOREIGN KEY (team_id) REFERENCES public.team(id);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT fk_record_updated_by_id FOREIGN KEY (updated_by_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT fk_reminder_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.reminder
    ADD CONSTRAINT fk_reminder_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT fk_role_grant_role_id FOREIGN KEY (role_id) REFERENCES public.role(id);
ALTER TABLE ONLY public.search_posting
    ADD CONSTRAINT fk_search_posting_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.search_posting
    ADD CONSTRAINT fk_search_posting_token_id FOREIGN KEY (token_id) REFERENCES public.search_token(id);
ALTER TABLE ONLY public.sent_card
    ADD CONSTRAINT fk_sent_card_record_id FOREIGN KEY (record_id) REFERENCES public.record(id);
ALTER TABLE ONLY public.sent_card
    ADD CONSTRAINT fk_sent_card_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.stage
    ADD CONSTRAINT fk_stage_pipeline_id FOREIGN KEY (pipeline_id) REFERENCES public.pipeline(id);
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT fk_team_member_team_id FOREIGN KEY (team_id) REFERENCES public.team(id);
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT fk_team_member_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.user_grant
    ADD CONSTRAINT fk_user_grant_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT fk_user_role_role_id FOREIGN KEY (role_id) REFERENCES public.role(id);
ALTER TABLE ONLY public.user_role
    ADD CONSTRAINT fk_user_role_user_id FOREIGN KEY (user_id) REFERENCES public."user"(id);
