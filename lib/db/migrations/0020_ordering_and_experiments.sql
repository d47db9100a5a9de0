CREATE TABLE "experiment" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"seed" text NOT NULL,
	"hash" text NOT NULL,
	"arms" jsonb NOT NULL,
	"ramp" jsonb NOT NULL,
	"namespace" jsonb,
	"learners" text NOT NULL,
	"plan" jsonb NOT NULL,
	"stopped_arms" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"started_at" timestamp (3) with time zone,
	"stopped_at" timestamp (3) with time zone,
	"stopped_by" text,
	"winner" text,
	"rollout" jsonb,
	"finished_at" timestamp (3) with time zone,
	"next_look_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "experiment_holdout" (
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"seed" text NOT NULL,
	"share" double precision NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "experiment_holdout_merchant_id_livemode_pk" PRIMARY KEY("merchant_id","livemode")
);
--> statement-breakpoint
CREATE TABLE "experiment_look" (
	"experiment_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"reading" jsonb NOT NULL,
	"detail" jsonb,
	CONSTRAINT "experiment_look_experiment_id_at_pk" PRIMARY KEY("experiment_id","at")
);
--> statement-breakpoint
CREATE TABLE "learning_cursor" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "method_outage" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"method" text NOT NULL,
	"scope" jsonb NOT NULL,
	"scope_key" text NOT NULL,
	"raised_by" text NOT NULL,
	"action" text NOT NULL,
	"public_reason" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"evidence" jsonb,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "ordering_config" (
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"policy" text NOT NULL,
	"rules" jsonb NOT NULL,
	"fee_shares" jsonb NOT NULL,
	"outage_action" text NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ordering_config_merchant_id_livemode_pk" PRIMARY KEY("merchant_id","livemode")
);
--> statement-breakpoint
CREATE TABLE "ordering_exposure" (
	"session_id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"decision" jsonb NOT NULL,
	"left_out" jsonb NOT NULL,
	"layout" text NOT NULL,
	"source" text NOT NULL,
	"learner" text NOT NULL,
	"counts" boolean NOT NULL,
	"locale" text NOT NULL,
	"returning" boolean NOT NULL,
	"shopper" text,
	"experiment_id" text,
	"arm" text,
	"unit" text,
	"exclusion" text,
	"orders_differ" boolean
);
--> statement-breakpoint
CREATE TABLE "ordering_state" (
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"learner" text NOT NULL,
	"state" jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"watched_at" timestamp (3) with time zone,
	CONSTRAINT "ordering_state_merchant_id_livemode_learner_pk" PRIMARY KEY("merchant_id","livemode","learner")
);
--> statement-breakpoint
CREATE TABLE "session_learning" (
	"session_id" text PRIMARY KEY NOT NULL,
	"learned" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"look_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "experiment" ADD CONSTRAINT "experiment_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_holdout" ADD CONSTRAINT "experiment_holdout_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_look" ADD CONSTRAINT "experiment_look_experiment_id_experiment_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "method_outage" ADD CONSTRAINT "method_outage_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ordering_config" ADD CONSTRAINT "ordering_config_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ordering_exposure" ADD CONSTRAINT "ordering_exposure_session_id_checkout_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."checkout_session"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ordering_exposure" ADD CONSTRAINT "ordering_exposure_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ordering_exposure" ADD CONSTRAINT "ordering_exposure_experiment_id_experiment_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ordering_state" ADD CONSTRAINT "ordering_state_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_learning" ADD CONSTRAINT "session_learning_session_id_ordering_exposure_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."ordering_exposure"("session_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "experiment_list" ON "experiment" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "experiment_look_due" ON "experiment" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "method_outage_list" ON "method_outage" USING btree ("merchant_id","livemode","raised_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "method_outage_open" ON "method_outage" USING btree ("merchant_id","livemode","method","scope_key") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "ordering_exposure_list" ON "ordering_exposure" USING btree ("merchant_id","livemode","at","session_id");--> statement-breakpoint
CREATE INDEX "ordering_exposure_shopper" ON "ordering_exposure" USING btree ("merchant_id","livemode","shopper","at") WHERE shopper is not null;--> statement-breakpoint
CREATE INDEX "ordering_exposure_experiment" ON "ordering_exposure" USING btree ("experiment_id","at") WHERE experiment_id is not null;--> statement-breakpoint
CREATE INDEX "session_learning_due" ON "session_learning" USING btree ("look_at") WHERE look_at is not null;
--> statement-breakpoint
CREATE TRIGGER ordering_exposure_append_only BEFORE UPDATE OR DELETE ON ordering_exposure
  FOR EACH ROW EXECUTE FUNCTION append_only();
