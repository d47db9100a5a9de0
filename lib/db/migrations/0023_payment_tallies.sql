CREATE TABLE "payment_tally" (
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"method" text NOT NULL,
	"currency" text NOT NULL,
	"started" integer NOT NULL,
	"paid" integer NOT NULL,
	"failed" integer NOT NULL,
	"captured" bigint NOT NULL,
	"refunded" bigint NOT NULL,
	CONSTRAINT "payment_tally_merchant_id_livemode_hour_method_currency_pk" PRIMARY KEY("merchant_id","livemode","hour","method","currency")
);
--> statement-breakpoint
CREATE TABLE "tally_cursor" (
	"list" text PRIMARY KEY NOT NULL,
	"read_to" bigint NOT NULL,
	"missing" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payment_tally" ADD CONSTRAINT "payment_tally_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bank_transfer_unmatched" ON "bank_transfer" USING btree ("merchant_id","livemode") WHERE result = 'unmatched' and returned_at is null;--> statement-breakpoint
CREATE INDEX "dispute_open" ON "dispute" USING btree ("merchant_id") WHERE next_check_at is not null;--> statement-breakpoint
CREATE INDEX "discrepancy_open" ON "discrepancy" USING btree ("merchant_id","kind") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "payment_attempt_unknown" ON "payment_attempt" USING btree ("merchant_id","status_since") WHERE status = 'unknown';--> statement-breakpoint
CREATE INDEX "review_open" ON "review" USING btree ("merchant_id") WHERE open;