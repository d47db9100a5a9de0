ALTER TABLE "refund" ALTER COLUMN "reason" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD COLUMN "open_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "from_overpayment" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- So far every duplicate was given back out of what was overpaid, and nothing else was.
UPDATE "refund" SET "from_overpayment" = "amount" WHERE "reason" = 'duplicate';--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_intent" ADD COLUMN "cancel_requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment_intent" ADD COLUMN "cancellation_reason" text;--> statement-breakpoint
CREATE INDEX "capture_list" ON "capture" USING btree ("merchant_id","recorded_at","id");--> statement-breakpoint
CREATE INDEX "refund_capture" ON "refund" USING btree ("capture_id");--> statement-breakpoint
CREATE INDEX "refund_list" ON "refund" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "payment_attempt_list" ON "payment_attempt" USING btree ("merchant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "payment_intent_list" ON "payment_intent" USING btree ("merchant_id","livemode","created_at","id");