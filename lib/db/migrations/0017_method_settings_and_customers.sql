ALTER TABLE "checkout_session" ADD COLUMN "creates_customer" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "method_setting" ADD COLUMN "public_reason" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "method_setting" ADD COLUMN "min_amount" bigint;--> statement-breakpoint
ALTER TABLE "method_setting" ADD COLUMN "max_amount" bigint;