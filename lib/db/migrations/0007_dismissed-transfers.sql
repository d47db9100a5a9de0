ALTER TABLE "bank_transfer" ADD COLUMN "dismissed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bank_transfer" ADD COLUMN "dismissed_because" text;