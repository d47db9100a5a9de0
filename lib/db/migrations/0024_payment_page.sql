CREATE INDEX "discrepancy_session" ON "discrepancy" USING btree ("session_id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "event_subject" ON "event" USING btree ("subject");