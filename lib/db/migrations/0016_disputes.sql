CREATE TABLE "dispute" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"intent_id" text NOT NULL,
	"attempt_id" text NOT NULL,
	"capture_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"provider_reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"from_overpayment" bigint NOT NULL,
	"written_off" bigint NOT NULL,
	"write_off_count" integer NOT NULL,
	"reason" text NOT NULL,
	"network_reason_code" text,
	"status" text NOT NULL,
	"evidence_due_by" timestamp (3) with time zone,
	"has_evidence" boolean NOT NULL,
	"submission_count" integer NOT NULL,
	"charge_refundable" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"next_check_at" timestamp (3) with time zone,
	CONSTRAINT "dispute_amount" CHECK (amount > 0)
);
--> statement-breakpoint
CREATE TABLE "dispute_movement" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"dispute_id" text NOT NULL,
	"kind" text NOT NULL,
	"provider_reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"moved_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dispute_movement_amount" CHECK (amount > 0)
);
--> statement-breakpoint
CREATE TABLE "payout" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"provider_reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"automatic" boolean NOT NULL,
	"method" text NOT NULL,
	"type" text NOT NULL,
	"statement_descriptor" text,
	"arrives_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"intent_id" text NOT NULL,
	"attempt_id" text NOT NULL,
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"provider_reference" text NOT NULL,
	"open" boolean NOT NULL,
	"opened_reason" text NOT NULL,
	"closed_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "inbound_notification" ADD COLUMN "about_kind" text;--> statement-breakpoint
ALTER TABLE "inbound_notification" ADD COLUMN "about_reference" text;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD COLUMN "disputed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD COLUMN "review_id" text;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_intent_id_payment_intent_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."payment_intent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_attempt_id_payment_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_capture_id_capture_id_fk" FOREIGN KEY ("capture_id") REFERENCES "public"."capture"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute" ADD CONSTRAINT "dispute_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_movement" ADD CONSTRAINT "dispute_movement_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_movement" ADD CONSTRAINT "dispute_movement_dispute_id_dispute_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."dispute"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout" ADD CONSTRAINT "payout_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout" ADD CONSTRAINT "payout_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_intent_id_payment_intent_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."payment_intent"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_attempt_id_payment_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_reference" ON "dispute" USING btree ("provider_account_id","provider_reference");--> statement-breakpoint
CREATE INDEX "dispute_intent" ON "dispute" USING btree ("intent_id");--> statement-breakpoint
CREATE INDEX "dispute_capture" ON "dispute" USING btree ("capture_id");--> statement-breakpoint
CREATE INDEX "dispute_list" ON "dispute" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "dispute_due" ON "dispute" USING btree ("next_check_at") WHERE next_check_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_movement_reference" ON "dispute_movement" USING btree ("dispute_id","provider_reference");--> statement-breakpoint
CREATE INDEX "dispute_movement_list" ON "dispute_movement" USING btree ("merchant_id","recorded_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_reference" ON "payout" USING btree ("provider_account_id","provider_reference");--> statement-breakpoint
CREATE INDEX "payout_list" ON "payout" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_reference" ON "review" USING btree ("provider_account_id","provider_reference");--> statement-breakpoint
CREATE INDEX "review_intent" ON "review" USING btree ("intent_id");--> statement-breakpoint
CREATE INDEX "review_list" ON "review" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE TRIGGER dispute_movement_append_only BEFORE UPDATE OR DELETE ON dispute_movement
  FOR EACH ROW EXECUTE FUNCTION append_only();
--> statement-breakpoint
-- A new refund of a capture fits in what neither refunds nor disputes have taken of it. One that was ordered
-- before the bank took the money goes its way: what it comes to is the provider's to say.
CREATE OR REPLACE FUNCTION refunds_within_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  captured bigint;
  refunded bigint;
  disputed bigint := 0;
BEGIN
  SELECT amount INTO captured FROM capture WHERE id = NEW.capture_id FOR UPDATE;
  SELECT coalesce(sum(amount), 0) INTO refunded
    FROM refund WHERE capture_id = NEW.capture_id AND status <> 'failed' AND id <> NEW.id;
  IF TG_OP = 'INSERT' THEN
    SELECT greatest(coalesce(sum(CASE m.kind WHEN 'withdrawn' THEN m.amount ELSE -m.amount END), 0), 0)
      INTO disputed
      FROM dispute_movement m JOIN dispute d ON d.id = m.dispute_id
      WHERE d.capture_id = NEW.capture_id;
  END IF;
  IF NEW.status <> 'failed' AND refunded + disputed + NEW.amount > captured THEN
    RAISE EXCEPTION 'refunds of capture % would exceed it', NEW.capture_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END;
$$;
