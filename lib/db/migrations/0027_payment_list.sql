CREATE TABLE "payment_list" (
	"intent_id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"intent_status" text NOT NULL,
	"canceled" boolean DEFAULT false NOT NULL,
	"attempt_id" text,
	"method" text,
	"provider" text,
	"setback" text,
	"refunded" text,
	"wrong_amount" boolean DEFAULT false NOT NULL,
	"disputed" boolean DEFAULT false NOT NULL,
	"open_discrepancies" integer DEFAULT 0 NOT NULL,
	"region" text,
	"state" text GENERATED ALWAYS AS (case
          when intent_status = 'succeeded' and refunded = 'full' then 'refunded'
          when intent_status = 'succeeded' and refunded = 'part' then 'partially_refunded'
          when intent_status = 'succeeded' then 'paid'
          when intent_status = 'requires_capture' then 'authorized'
          when wrong_amount then 'wrong_amount'
          when intent_status = 'canceled' and canceled then 'canceled'
          when setback = 'unknown' then 'unknown'
          when intent_status in ('processing', 'requires_action') then 'waiting'
          when setback = 'declined' then 'declined'
          when intent_status = 'canceled' then 'expired'
          else 'waiting'
        end) STORED NOT NULL,
	"needs_look" boolean GENERATED ALWAYS AS (open_discrepancies > 0 or (coalesce(setback, '') = 'unknown' and intent_status not in ('succeeded', 'requires_capture'))) STORED NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_search_key" (
	"intent_id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text collate "C" NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_search_key_intent_id_kind_key_pk" PRIMARY KEY("intent_id","kind","key")
);
--> statement-breakpoint
CREATE INDEX "payment_list_all" ON "payment_list" USING btree ("merchant_id","livemode","created_at","intent_id");--> statement-breakpoint
CREATE INDEX "payment_list_state" ON "payment_list" USING btree ("merchant_id","livemode","state","created_at","intent_id");--> statement-breakpoint
CREATE INDEX "payment_list_method" ON "payment_list" USING btree ("merchant_id","livemode","method","created_at","intent_id") WHERE method is not null;--> statement-breakpoint
CREATE INDEX "payment_list_provider" ON "payment_list" USING btree ("merchant_id","livemode","provider","created_at","intent_id") WHERE provider is not null;--> statement-breakpoint
CREATE INDEX "payment_list_region" ON "payment_list" USING btree ("merchant_id","livemode","region","created_at","intent_id") WHERE region is not null;--> statement-breakpoint
CREATE INDEX "payment_list_amount" ON "payment_list" USING btree ("merchant_id","livemode","currency","amount","created_at","intent_id");--> statement-breakpoint
CREATE INDEX "payment_list_needs_look" ON "payment_list" USING btree ("merchant_id","livemode","created_at","intent_id") WHERE needs_look;--> statement-breakpoint
CREATE INDEX "payment_list_refunded" ON "payment_list" USING btree ("merchant_id","livemode","created_at","intent_id") WHERE refunded is not null;--> statement-breakpoint
CREATE INDEX "payment_list_disputed" ON "payment_list" USING btree ("merchant_id","livemode","created_at","intent_id") WHERE disputed;--> statement-breakpoint
CREATE INDEX "payment_list_wrong_amount" ON "payment_list" USING btree ("merchant_id","livemode","created_at","intent_id") WHERE wrong_amount;--> statement-breakpoint
CREATE INDEX "payment_search_key_find" ON "payment_search_key" USING btree ("merchant_id","livemode","key","created_at","intent_id");
--> statement-breakpoint
-- From here on by hand: what keeps both tables. Each trigger writes the columns that follow from the row it is told
-- of, and takes no lock but of the payment's own row, so that whatever order things happen in, the row ends the same.
CREATE FUNCTION note_payment_key(of_intent text, of_kind text, said text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO payment_search_key (intent_id, kind, key, merchant_id, livemode, created_at)
  SELECT intent_id, of_kind, left(lower(btrim(said)), 200), merchant_id, livemode, created_at
    FROM payment_list WHERE intent_id = of_intent AND btrim(said) <> ''
  ON CONFLICT DO NOTHING
$$;
--> statement-breakpoint
CREATE FUNCTION forget_payment_key(of_intent text, of_kind text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM payment_search_key WHERE intent_id = of_intent AND kind = of_kind
$$;
--> statement-breakpoint
CREATE FUNCTION list_new_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_list (intent_id, merchant_id, livemode, created_at, amount, currency, intent_status, canceled)
    VALUES (NEW.id, NEW.merchant_id, NEW.livemode, NEW.created_at, NEW.amount, NEW.currency, NEW.status,
      NEW.cancel_requested_at IS NOT NULL);
  INSERT INTO payment_search_key (intent_id, kind, key, merchant_id, livemode, created_at)
    SELECT NEW.id, said.kind, left(lower(btrim(said.text)), 200), NEW.merchant_id, NEW.livemode, NEW.created_at
    FROM checkout_session s
    CROSS JOIN LATERAL (VALUES
      ('reference', s.client_reference_id),
      ('email', coalesce(s.customer_email, s.collected_email)),
      ('description', NEW.description)
    ) said(kind, text)
    WHERE s.id = NEW.session_id AND btrim(said.text) <> ''
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_new_payment AFTER INSERT ON payment_intent
  FOR EACH ROW WHEN (NEW.purpose = 'payment') EXECUTE FUNCTION list_new_payment();
--> statement-breakpoint
CREATE FUNCTION list_changed_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payment_list SET intent_status = NEW.status, canceled = NEW.cancel_requested_at IS NOT NULL
    WHERE intent_id = NEW.id;
  IF NEW.paid_by_attempt_id IS NOT NULL AND NEW.paid_by_attempt_id IS DISTINCT FROM OLD.paid_by_attempt_id THEN
    UPDATE payment_list l SET attempt_id = a.id, method = a.method, provider = a.provider, setback = NULL
      FROM payment_attempt a WHERE a.id = NEW.paid_by_attempt_id AND l.intent_id = NEW.id
        AND (l.attempt_id IS DISTINCT FROM a.id OR l.setback IS NOT NULL);
  END IF;
  IF NEW.description IS DISTINCT FROM OLD.description THEN
    PERFORM forget_payment_key(NEW.id, 'description');
    PERFORM note_payment_key(NEW.id, 'description', NEW.description);
  END IF;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_changed_payment
  AFTER UPDATE OF status, cancel_requested_at, paid_by_attempt_id, description ON payment_intent
  FOR EACH ROW WHEN (NEW.purpose = 'payment' AND (NEW.status, NEW.cancel_requested_at, NEW.paid_by_attempt_id,
    NEW.description) IS DISTINCT FROM (OLD.status, OLD.cancel_requested_at, OLD.paid_by_attempt_id, OLD.description))
  EXECUTE FUNCTION list_changed_payment();
--> statement-breakpoint
CREATE FUNCTION setback_of(attempt_status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN attempt_status IN ('declined', 'unknown') THEN attempt_status END
$$;
--> statement-breakpoint
-- Of an intent that is paid nothing is tried any more, so that the latest attempt is the one that speaks for it.
CREATE FUNCTION list_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE payment_list SET attempt_id = NEW.id, method = NEW.method, provider = NEW.provider,
        setback = setback_of(NEW.status), disputed = disputed OR NEW.disputed
      WHERE intent_id = NEW.intent_id;
  ELSIF setback_of(NEW.status) IS DISTINCT FROM setback_of(OLD.status)
      OR (NEW.disputed AND NOT OLD.disputed) THEN
    UPDATE payment_list SET disputed = disputed OR NEW.disputed,
        setback = CASE WHEN attempt_id = NEW.id THEN setback_of(NEW.status) ELSE setback END
      WHERE intent_id = NEW.intent_id;
  END IF;
  IF NEW.provider_reference IS NOT NULL
      AND (TG_OP = 'INSERT' OR NEW.provider_reference IS DISTINCT FROM OLD.provider_reference) THEN
    PERFORM note_payment_key(NEW.intent_id, 'provider', NEW.provider_reference);
  END IF;
  IF NEW.instrument ->> 'last4' IS NOT NULL
      AND (TG_OP = 'INSERT' OR NEW.instrument IS DISTINCT FROM OLD.instrument) THEN
    PERFORM note_payment_key(NEW.intent_id, 'last4', NEW.instrument ->> 'last4');
  END IF;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_new_attempt AFTER INSERT ON payment_attempt
  FOR EACH ROW EXECUTE FUNCTION list_attempt();
--> statement-breakpoint
CREATE TRIGGER list_changed_attempt
  AFTER UPDATE OF status, disputed, provider_reference, instrument ON payment_attempt
  FOR EACH ROW WHEN ((NEW.status, NEW.disputed, NEW.provider_reference, NEW.instrument)
    IS DISTINCT FROM (OLD.status, OLD.disputed, OLD.provider_reference, OLD.instrument))
  EXECUTE FUNCTION list_attempt();
--> statement-breakpoint
-- What was given back is added up under the payment's own row's lock, which a second refund waits for.
CREATE FUNCTION list_refunded(of_intent text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  given bigint;
  sold bigint;
BEGIN
  PERFORM FROM payment_list WHERE intent_id = of_intent FOR UPDATE;
  SELECT coalesce(sum(r.amount - r.from_overpayment), 0) INTO given
    FROM refund r JOIN capture c ON c.id = r.capture_id
    WHERE c.intent_id = of_intent AND r.status <> 'failed';
  SELECT coalesce(sum(applied), 0) INTO sold FROM capture WHERE intent_id = of_intent;
  UPDATE payment_list
    SET refunded = CASE WHEN given <= 0 THEN NULL WHEN given < sold THEN 'part' ELSE 'full' END
    WHERE intent_id = of_intent;
END;
$$;
--> statement-breakpoint
CREATE FUNCTION list_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM list_refunded((SELECT intent_id FROM capture WHERE id = NEW.capture_id));
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_refund AFTER INSERT OR UPDATE OF status ON refund
  FOR EACH ROW EXECUTE FUNCTION list_refund();
--> statement-breakpoint
CREATE FUNCTION list_capture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind IN ('overpaid', 'underpaid') THEN
    UPDATE payment_list SET wrong_amount = true WHERE intent_id = NEW.intent_id;
  END IF;
  -- More came after some was given back.
  IF EXISTS (SELECT FROM payment_list WHERE intent_id = NEW.intent_id AND refunded IS NOT NULL) THEN
    PERFORM list_refunded(NEW.intent_id);
  END IF;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_capture AFTER INSERT ON capture
  FOR EACH ROW EXECUTE FUNCTION list_capture();
--> statement-breakpoint
CREATE FUNCTION list_discrepancy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change integer := CASE WHEN NEW.resolved_at IS NULL THEN 1 ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.resolved_at IS NULL THEN
    change := change - 1;
  END IF;
  IF change <> 0 THEN
    UPDATE payment_list SET open_discrepancies = open_discrepancies + change
      WHERE intent_id = coalesce(
        (SELECT intent_id FROM payment_attempt WHERE id = NEW.attempt_id),
        (SELECT id FROM payment_intent WHERE session_id = NEW.session_id));
  END IF;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_discrepancy AFTER INSERT OR UPDATE OF resolved_at ON discrepancy
  FOR EACH ROW EXECUTE FUNCTION list_discrepancy();
--> statement-breakpoint
CREATE FUNCTION list_email() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_intent text := (SELECT id FROM payment_intent WHERE session_id = NEW.id);
BEGIN
  PERFORM forget_payment_key(of_intent, 'email');
  PERFORM note_payment_key(of_intent, 'email', coalesce(NEW.customer_email, NEW.collected_email));
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_email AFTER UPDATE OF customer_email, collected_email ON checkout_session
  FOR EACH ROW WHEN (coalesce(NEW.customer_email, NEW.collected_email)
    IS DISTINCT FROM coalesce(OLD.customer_email, OLD.collected_email))
  EXECUTE FUNCTION list_email();
--> statement-breakpoint
CREATE FUNCTION list_region() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payment_list SET region = NEW.decision -> 'context' ->> 'region'
    WHERE intent_id = (SELECT id FROM payment_intent WHERE session_id = NEW.session_id);
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER list_region AFTER INSERT ON ordering_exposure
  FOR EACH ROW WHEN (NEW.decision -> 'context' ->> 'region' ~ '^[A-Z]{2}$') EXECUTE FUNCTION list_region();
--> statement-breakpoint
-- What there was before.
INSERT INTO payment_list (intent_id, merchant_id, livemode, created_at, amount, currency, intent_status, canceled,
    attempt_id, method, provider, setback, refunded, wrong_amount, disputed, open_discrepancies, region)
  SELECT i.id, i.merchant_id, i.livemode, i.created_at, i.amount, i.currency, i.status,
    i.cancel_requested_at IS NOT NULL, a.id, a.method, a.provider, setback_of(a.status),
    CASE WHEN coalesce(r.given, 0) <= 0 THEN NULL WHEN r.given < c.sold THEN 'part' ELSE 'full' END,
    coalesce(c.wrong, false),
    EXISTS (SELECT FROM payment_attempt d WHERE d.session_id = i.session_id AND d.disputed),
    coalesce(o.open, 0), x.region
  FROM payment_intent i
  LEFT JOIN LATERAL (SELECT * FROM payment_attempt t WHERE t.session_id = i.session_id
    ORDER BY t.id = i.paid_by_attempt_id DESC NULLS LAST, t.created_at DESC, t.id DESC LIMIT 1) a ON true
  LEFT JOIN (SELECT intent_id, sum(applied) AS sold, bool_or(kind IN ('overpaid', 'underpaid')) AS wrong
    FROM capture GROUP BY intent_id) c ON c.intent_id = i.id
  LEFT JOIN (SELECT c.intent_id, sum(r.amount - r.from_overpayment) AS given
    FROM refund r JOIN capture c ON c.id = r.capture_id WHERE r.status <> 'failed' GROUP BY c.intent_id) r
    ON r.intent_id = i.id
  LEFT JOIN (SELECT coalesce(t.intent_id, s.id) AS intent_id, count(*)::integer AS open
    FROM discrepancy d
    LEFT JOIN payment_attempt t ON t.id = d.attempt_id
    LEFT JOIN payment_intent s ON s.session_id = d.session_id
    WHERE d.resolved_at IS NULL GROUP BY 1) o ON o.intent_id = i.id
  LEFT JOIN (SELECT session_id, substring(decision -> 'context' ->> 'region' FROM '^[A-Z]{2}$') AS region
    FROM ordering_exposure) x ON x.session_id = i.session_id
  WHERE i.purpose = 'payment';
--> statement-breakpoint
INSERT INTO payment_search_key (intent_id, kind, key, merchant_id, livemode, created_at)
  SELECT l.intent_id, said.kind, left(lower(btrim(said.text)), 200), l.merchant_id, l.livemode, l.created_at
  FROM payment_list l
  JOIN payment_intent i ON i.id = l.intent_id
  JOIN checkout_session s ON s.id = i.session_id
  CROSS JOIN LATERAL (
    VALUES ('reference', s.client_reference_id), ('email', coalesce(s.customer_email, s.collected_email)),
      ('description', i.description)
    UNION ALL SELECT 'provider', t.provider_reference FROM payment_attempt t WHERE t.session_id = s.id
    UNION ALL SELECT 'last4', t.instrument ->> 'last4' FROM payment_attempt t WHERE t.session_id = s.id
  ) said(kind, text)
  WHERE btrim(said.text) <> ''
  ON CONFLICT DO NOTHING;
