CREATE TABLE "bank_transfer" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"provider_account_id" text NOT NULL,
	"bank_reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"payer" text,
	"description" text,
	"source" text NOT NULL,
	"result" text NOT NULL,
	"attempt_id" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"returned_at" timestamp (3) with time zone,
	"return_reference" text,
	CONSTRAINT "bank_transfer_amount" CHECK (amount > 0)
);
--> statement-breakpoint
ALTER TABLE "bank_transfer" ADD CONSTRAINT "bank_transfer_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_transfer" ADD CONSTRAINT "bank_transfer_provider_account_id_provider_account_id_fk" FOREIGN KEY ("provider_account_id") REFERENCES "public"."provider_account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_transfer" ADD CONSTRAINT "bank_transfer_attempt_id_payment_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bank_transfer_once" ON "bank_transfer" USING btree ("provider_account_id","bank_reference");--> statement-breakpoint
CREATE INDEX "bank_transfer_list" ON "bank_transfer" USING btree ("merchant_id","livemode","recorded_at" DESC NULLS LAST,"id");