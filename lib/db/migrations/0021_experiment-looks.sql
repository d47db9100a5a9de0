ALTER TABLE "experiment" ADD COLUMN "stopped_by" text;--> statement-breakpoint
ALTER TABLE "experiment" ADD COLUMN "finished_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "experiment" ADD COLUMN "next_look_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "experiment_look" ADD COLUMN "detail" jsonb;--> statement-breakpoint
CREATE INDEX "experiment_look_due" ON "experiment" USING btree ("next_look_at") WHERE next_look_at is not null;