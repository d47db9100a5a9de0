ALTER TABLE "method_outage" ADD COLUMN "ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "provider_account" ADD COLUMN "label" text;--> statement-breakpoint
ALTER TABLE "provider_account" ADD COLUMN "credentials_set_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "provider_account" ADD COLUMN "notified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "provider_account" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "provider_account" ADD COLUMN "refused_because" text;--> statement-breakpoint
CREATE INDEX "method_outage_ends" ON "method_outage" USING btree ("ends_at") WHERE ends_at is not null and ended_at is null;