ALTER TABLE "api_key" ADD COLUMN "last_api_version" text;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "previous_attributes" jsonb;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "request_id" text;--> statement-breakpoint
ALTER TABLE "event" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "enabled_events" jsonb DEFAULT '["*"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "previous_secret" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "previous_secret_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "failing_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "disabled_because" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoint" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "delivery_endpoint" ON "delivery" USING btree ("endpoint_id","status");