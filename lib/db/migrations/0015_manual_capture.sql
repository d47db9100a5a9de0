CREATE TABLE "capture_request" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"attempt_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"status" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"failure_code" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "capture_request_amount" CHECK (amount > 0)
);
--> statement-breakpoint
ALTER TABLE "payment_link" ADD COLUMN "capture_method" text DEFAULT 'automatic' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_attempt" ADD COLUMN "held_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "capture_request" ADD CONSTRAINT "capture_request_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capture_request" ADD CONSTRAINT "capture_request_attempt_id_payment_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "capture_request_key" ON "capture_request" USING btree ("idempotency_key");--> statement-breakpoint
CREATE INDEX "capture_request_attempt" ON "capture_request" USING btree ("attempt_id");--> statement-breakpoint
CREATE UNIQUE INDEX "capture_request_one_open" ON "capture_request" USING btree ("attempt_id") WHERE status = 'pending';