ALTER TABLE "checkout_session" ADD COLUMN "recovery_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "recovered_from" text;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "recovery_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "checkout_session_recovered_from" ON "checkout_session" USING btree ("recovered_from") WHERE recovered_from is not null;