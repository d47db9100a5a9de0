CREATE TABLE "customer" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"name" text,
	"email" text,
	"phone" text,
	"description" text,
	"metadata" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "payment_link" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"code" text NOT NULL,
	"active" boolean NOT NULL,
	"currency" text NOT NULL,
	"metadata" jsonb NOT NULL,
	"submit_type" text,
	"redirect_url" text,
	"confirmation_message" text,
	"completed_limit" integer,
	"inactive_message" text,
	"custom_fields" jsonb NOT NULL,
	"allowed_methods" jsonb,
	"payment_description" text,
	"payment_metadata" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "payment_link_item" (
	"id" text PRIMARY KEY NOT NULL,
	"link_id" text NOT NULL,
	"position" integer NOT NULL,
	"price_id" text NOT NULL,
	"quantity" integer NOT NULL,
	"quantity_minimum" integer,
	"quantity_maximum" integer
);
--> statement-breakpoint
CREATE TABLE "price" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"product_id" text NOT NULL,
	"active" boolean NOT NULL,
	"currency" text NOT NULL,
	"unit_amount" bigint,
	"custom_minimum" bigint,
	"custom_maximum" bigint,
	"custom_preset" bigint,
	"nickname" text,
	"lookup_key" text,
	"metadata" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "price_amount" CHECK ((unit_amount is null) = (custom_minimum is not null and custom_maximum is not null))
);
--> statement-breakpoint
CREATE TABLE "product" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"active" boolean NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"metadata" jsonb NOT NULL,
	"default_price_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "customer_id" text;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "payment_link_id" text;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD COLUMN "custom_fields" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "line_item" ADD COLUMN "price" jsonb;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_link" ADD CONSTRAINT "payment_link_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_link_item" ADD CONSTRAINT "payment_link_item_link_id_payment_link_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."payment_link"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_link_item" ADD CONSTRAINT "payment_link_item_price_id_price_id_fk" FOREIGN KEY ("price_id") REFERENCES "public"."price"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price" ADD CONSTRAINT "price_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price" ADD CONSTRAINT "price_product_id_product_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."product"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product" ADD CONSTRAINT "product_merchant_id_merchant_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_list" ON "customer" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "customer_email" ON "customer" USING btree ("merchant_id","livemode","email");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_link_code" ON "payment_link" USING btree ("code");--> statement-breakpoint
CREATE INDEX "payment_link_list" ON "payment_link" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_link_item_position" ON "payment_link_item" USING btree ("link_id","position");--> statement-breakpoint
CREATE INDEX "price_list" ON "price" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "price_product" ON "price" USING btree ("product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "price_lookup_key" ON "price" USING btree ("merchant_id","livemode","lookup_key") WHERE lookup_key is not null;--> statement-breakpoint
CREATE INDEX "product_list" ON "product" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkout_session" ADD CONSTRAINT "checkout_session_payment_link_id_payment_link_id_fk" FOREIGN KEY ("payment_link_id") REFERENCES "public"."payment_link"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "checkout_session_link" ON "checkout_session" USING btree ("payment_link_id","status") WHERE payment_link_id is not null;--> statement-breakpoint
CREATE INDEX "checkout_session_customer" ON "checkout_session" USING btree ("customer_id","created_at") WHERE customer_id is not null;