CREATE TABLE "session_opening" (
	"address" text NOT NULL,
	"session_id" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_opening_address_session_id_pk" PRIMARY KEY("address","session_id")
);
--> statement-breakpoint
CREATE INDEX "session_opening_latest" ON "session_opening" USING btree ("address","opened_at");--> statement-breakpoint
CREATE INDEX "session_opening_age" ON "session_opening" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "attempt_origin_address" ON "attempt_origin" USING btree ("address","created_at");--> statement-breakpoint
ALTER TABLE "card_tally" DROP COLUMN "sessions";