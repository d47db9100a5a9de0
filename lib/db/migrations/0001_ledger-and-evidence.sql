-- Every ledger transaction sums to zero in each currency. Deferred, so that its entries can be
-- written one after another and are judged together when the database transaction commits.
CREATE FUNCTION ledger_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE transaction_id = NEW.transaction_id
    GROUP BY currency
    HAVING sum(amount) <> 0
  ) THEN
    RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END;
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_entries_balance
  AFTER INSERT ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_entries_balance();
--> statement-breakpoint
-- Refunds of a capture never exceed it, whoever writes them.
CREATE FUNCTION refunds_within_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  captured bigint;
  refunded bigint;
BEGIN
  SELECT amount INTO captured FROM capture WHERE id = NEW.capture_id FOR UPDATE;
  SELECT coalesce(sum(amount), 0) INTO refunded
    FROM refund WHERE capture_id = NEW.capture_id AND status <> 'failed' AND id <> NEW.id;
  IF NEW.status <> 'failed' AND refunded + NEW.amount > captured THEN
    RAISE EXCEPTION 'refunds of capture % would exceed it', NEW.capture_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER refunds_within_capture
  BEFORE INSERT OR UPDATE ON refund
  FOR EACH ROW EXECUTE FUNCTION refunds_within_capture();
--> statement-breakpoint
-- Evidence and bookings are added to, never changed: not by a defect, not by a person in a hurry.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER capture_append_only BEFORE UPDATE OR DELETE ON capture
  FOR EACH ROW EXECUTE FUNCTION append_only();
--> statement-breakpoint
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE ON ledger_transaction
  FOR EACH ROW EXECUTE FUNCTION append_only();
--> statement-breakpoint
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION append_only();
--> statement-breakpoint
CREATE TRIGGER attempt_event_append_only BEFORE UPDATE OR DELETE ON attempt_event
  FOR EACH ROW EXECUTE FUNCTION append_only();
--> statement-breakpoint
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
  FOR EACH ROW EXECUTE FUNCTION append_only();
