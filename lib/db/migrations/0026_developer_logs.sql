CREATE TABLE "api_request" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"key_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" integer NOT NULL,
	"duration_ms" integer NOT NULL,
	"api_version" text NOT NULL,
	"idempotency_key" text,
	"replayed" boolean NOT NULL,
	"params" jsonb,
	"answered" text,
	"error_type" text,
	"error_code" text,
	"error_param" text,
	"error_message" text
);
--> statement-breakpoint
CREATE TABLE "delivery_try" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "delivery_try_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"merchant_id" text NOT NULL,
	"delivery_id" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"error" text,
	"answer" text,
	"next_try_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "api_key" ADD COLUMN "made_by" text;--> statement-breakpoint
CREATE INDEX "api_request_list" ON "api_request" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "api_request_age" ON "api_request" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "delivery_try_delivery" ON "delivery_try" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE INDEX "delivery_try_endpoint" ON "delivery_try" USING btree ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "delivery_list" ON "delivery" USING btree ("endpoint_id","created_at","id");