CREATE TABLE "attempt_origin" (
	"attempt_id" text PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "card_tally" (
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"slice" timestamp (3) with time zone NOT NULL,
	"shard" integer NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"paid" integer DEFAULT 0 NOT NULL,
	"declined" integer DEFAULT 0 NOT NULL,
	"sessions" integer DEFAULT 0 NOT NULL,
	"held" integer DEFAULT 0 NOT NULL,
	"last_try_at" timestamp (3) with time zone,
	CONSTRAINT "card_tally_kind_subject_slice_shard_pk" PRIMARY KEY("kind","subject","slice","shard")
);
--> statement-breakpoint
CREATE TABLE "policy_report" (
	"directive" text NOT NULL,
	"blocked" text NOT NULL,
	"page" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"alert" boolean NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_report_directive_blocked_page_pk" PRIMARY KEY("directive","blocked","page")
);
--> statement-breakpoint
ALTER TABLE "attempt_origin" ADD CONSTRAINT "attempt_origin_attempt_id_payment_attempt_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."payment_attempt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attempt_origin_age" ON "attempt_origin" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "card_tally_age" ON "card_tally" USING btree ("slice");--> statement-breakpoint
CREATE INDEX "policy_report_age" ON "policy_report" USING btree ("last_seen_at");