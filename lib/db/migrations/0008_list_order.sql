DROP INDEX "bank_transfer_list";--> statement-breakpoint
DROP INDEX "checkout_session_list";--> statement-breakpoint
DROP INDEX "event_list";--> statement-breakpoint
CREATE INDEX "bank_transfer_list" ON "bank_transfer" USING btree ("merchant_id","livemode","recorded_at","id");--> statement-breakpoint
CREATE INDEX "checkout_session_list" ON "checkout_session" USING btree ("merchant_id","livemode","created_at","id");--> statement-breakpoint
CREATE INDEX "event_list" ON "event" USING btree ("merchant_id","livemode","created_at","id");