CREATE TABLE "kept_card" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"customer_id" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"provider_customer" text NOT NULL,
	"provider_method" text NOT NULL,
	"brand" text NOT NULL,
	"last4" text NOT NULL,
	"expiry_month" integer NOT NULL,
	"expiry_year" integer NOT NULL,
	"usage" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"detached_at" timestamp (3) with time zone,
	"next_detach_at" timestamp (3) with time zone,
	"detach_tries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "kept_card_expiry" CHECK (expiry_month between 1 and 12)
);
--> statement-breakpoint
CREATE TABLE "provider_customer" (
	"customer_id" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"email" text,
	"name" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"reference" text,
	CONSTRAINT "provider_customer_customer_id_provider_account_id_pk" PRIMARY KEY("customer_id","provider_account_id")
);
--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "keep_card" jsonb;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "has_page" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD COLUMN "kept_card_id" text;--> statement-breakpoint
ALTER TABLE "payment_intent" ADD COLUMN "purpose" text DEFAULT 'payment' NOT NULL;--> statement-breakpoint
ALTER TABLE "kept_card" ADD CONSTRAINT "kept_card_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kept_card" ADD CONSTRAINT "kept_card_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kept_card" ADD CONSTRAINT "kept_card_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_customer" ADD CONSTRAINT "provider_customer_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_customer" ADD CONSTRAINT "provider_customer_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "kept_card_once" ON "kept_card" USING btree ("provider_account_id","provider_method");--> statement-breakpoint
CREATE INDEX "kept_card_list" ON "kept_card" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "kept_card_customer" ON "kept_card" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "kept_card_due" ON "kept_card" USING btree ("next_detach_at") WHERE next_detach_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "provider_customer_key" ON "provider_customer" USING btree ("idempotency_key");--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD CONSTRAINT "payment_attempt_kept_card_id_kept_card_id_fk" FOREIGN KEY ("kept_card_id") REFERENCES "public"."kept_card"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_keeper" CHECK (keep_card is null or customer_id is not null);