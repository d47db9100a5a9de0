ALTER TABLE "checkout_session" ADD COLUMN "embed" jsonb;--> statement-breakpoint
ALTER TABLE "merchant" ADD COLUMN "embed_origins" jsonb DEFAULT '{"test":[],"live":[]}'::jsonb NOT NULL;